import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { failure } from '../../harness/errors.ts';
import type { Transport } from '../../harness/protocol/transport.ts';
import { Seat } from './seat.ts';
import type { Serving, ServingOptions } from './seat.ts';

/**
 * Serves a board on a TCP port, to one host at a time: another that connects meanwhile is disconnected at once.
 * @param port 0 for any that is free
 * @throws BenchError serve.failed where the address cannot be had
 */
export async function serveTcp(
  board: Transport,
  address: { readonly host: string; readonly port: number },
  options: ServingOptions = {},
): Promise<Serving> {
  const seat = new Seat(board, options);
  let dropHost: () => Promise<void> = () => Promise.resolve();
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => undefined);
    const place = seat.take({
      send: (bytes) => socket.write(bytes),
      hangUp: () => {
        socket.destroySoon();
      },
    });
    if (place === undefined) {
      socket.destroy();
      return;
    }
    dropHost = (): Promise<void> => {
      socket.destroy();
      return place.leave();
    };
    socket.on('data', (bytes: Buffer) => {
      place.write(bytes);
    });
    socket.once('end', () => void place.leave());
    socket.once('close', () => void place.leave());
  });
  await listen(server, address.host, address.port);
  return {
    url: urlOf(server.address()),
    async stop() {
      server.close();
      await dropHost();
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const problem = error.code === 'EADDRINUSE' ? 'another program listens there' : error.message;
      reject(failure('serve.failed', { address: `${host}:${port}`, problem }, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') return String(address);
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `tcp://${host}:${address.port}`;
}
