import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Clock } from '../../harness/clock.ts';
import { systemClock } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import type { Transport, TransportEvents } from '../../harness/protocol/transport.ts';
import type { Device } from './device-url.ts';
import { WriteBatch } from './write-batch.ts';

type TcpDevice = Extract<Device, { kind: 'tcp' }>;

/** An address that drops packets answers nothing for minutes; a board's server on the desk or in the next room does. */
const connectTimeoutMs = 5000;
/** How long the other end may take to end its side. */
const closeTimeoutMs = 500;
/** How soon a peer that lost its power is noticed while nothing is sent. */
const keepAliveMs = 10_000;

/**
 * A board behind a TCP port: a simulated one, an emulator, or a serial server that passes raw bytes.
 * @throws (open) BenchError tcp.unreachable
 */
export class TcpTransport implements Transport {
  readonly url: string;
  readonly baud: number | undefined;
  readonly #device: TcpDevice;
  readonly #clock: Clock;
  #socket: Socket | undefined;
  #batch: WriteBatch | undefined;

  constructor(device: TcpDevice, clock: Clock = systemClock) {
    this.url = device.url;
    this.baud = device.baud;
    this.#device = device;
    this.#clock = clock;
  }

  async open(events: TransportEvents): Promise<void> {
    const socket = await this.#connect();
    this.#socket = socket;
    this.#batch = new WriteBatch((bytes) => socket.write(bytes));
    let problem = 'the other end closed the connection';
    socket.on('data', (bytes: Buffer) => {
      events.data(bytes);
    });
    socket.on('error', (error) => {
      problem = error.message;
    });
    socket.on('close', () => {
      if (this.#socket !== socket) return;
      this.#forget();
      events.closed(new Error(problem));
    });
  }

  write(bytes: Uint8Array): void {
    this.#batch?.add(bytes);
  }

  close(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined) return Promise.resolve();
    this.#batch?.flush();
    this.#forget();
    socket.removeAllListeners('data');
    socket.resume();
    // Closed is when the other end knows it too: a server of one board then takes this host's next connection.
    const cancel = this.#clock.after(closeTimeoutMs, () => {
      socket.destroy();
    });
    return new Promise((resolve) => {
      socket.once('close', () => {
        cancel();
        resolve();
      });
      socket.end();
    });
  }

  #forget(): void {
    this.#batch?.clear();
    this.#batch = undefined;
    this.#socket = undefined;
  }

  #connect(): Promise<Socket> {
    const { host, port } = this.#device;
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs });
      const fail = (problem: string, cause?: Error): void => {
        cancelTimeout();
        socket.destroy();
        reject(failure('tcp.unreachable', { device: this.url, problem }, { cause }));
      };
      const cancelTimeout = this.#clock.after(connectTimeoutMs, () => {
        fail(`no answer within ${connectTimeoutMs} ms`);
      });
      const failed = (error: Error): void => {
        fail(connectProblem(error), error);
      };
      socket.once('error', failed);
      socket.once('connect', () => {
        cancelTimeout();
        socket.off('error', failed);
        resolve(socket);
      });
    });
  }
}

function connectProblem(error: Error): string {
  // A name with several addresses fails with one error for each.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = first instanceof Error && 'code' in first ? first.code : undefined;
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there (connection refused)';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the host name is unknown';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'the host cannot be reached from here';
    default:
      return first instanceof Error ? first.message : error.message;
  }
}
