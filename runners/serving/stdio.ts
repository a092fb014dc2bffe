import type { Readable, Writable } from 'node:stream';
import type { Transport } from '../../harness/protocol/transport.ts';
import { Seat } from './seat.ts';
import type { Serving, ServingOptions } from './seat.ts';

/**
 * Serves a board on a pair of streams, as `exec:` devices are spoken to: the host is whoever holds the other ends.
 * `ended` resolves when the input has ended or the board has, with the board's problem in the latter case.
 */
export function serveStdio(
  board: Transport,
  input: Readable,
  output: Writable,
  options: ServingOptions = {},
): Serving & { readonly ended: Promise<Error | undefined> } {
  let end: (problem?: Error) => void = () => undefined;
  const ended = new Promise<Error | undefined>((resolve) => {
    end = resolve;
  });
  // The first host of a fresh seat always gets it.
  const place = new Seat(board, options).take({ send: (bytes) => output.write(bytes), hangUp: end });
  input.on('data', (bytes: Buffer) => {
    place?.write(bytes);
  });
  const gone = (): void => {
    end();
  };
  input.once('end', gone);
  input.once('close', gone);
  // The reader has gone: nobody is left to serve.
  output.on('error', gone);
  return {
    url: 'stdio:',
    ended,
    async stop() {
      end();
      input.pause();
      await place?.leave();
    },
  };
}
