import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Answer } from './http-stand.ts';

/** A connection on which a test writes byte by byte what it likes. */
export class Wire {
  readonly socket: Socket;
  #received = '';
  readonly #waiting = new Set<() => void>();
  #isClosed = false;

  static open(port: number): Promise<Wire> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => {
        resolve(new Wire(socket));
      });
    });
  }

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('error', () => undefined);
    socket.on('data', (text: string) => {
      this.#received += text;
      this.#tell();
    });
    socket.on('close', () => {
      this.#isClosed = true;
      this.#tell();
    });
  }

  write(text: string | Buffer): this {
    this.socket.write(text);
    return this;
  }

  /** The first whole answer with a `Content-Length`. */
  async answer(): Promise<Answer> {
    for (;;) {
      const found = answerIn(this.#received);
      if (found !== undefined) return found;
      if (this.#isClosed) throw new Error(`The connection ended with: ${this.#received.slice(0, 500)}`);
      await this.#news();
    }
  }

  /** When the other side has ended the connection. */
  async closed(): Promise<void> {
    while (!this.#isClosed) await this.#news();
  }

  end(): void {
    this.socket.destroy();
  }

  #news(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #tell(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

function answerIn(received: string): Answer | undefined {
  const text = received.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  const split = text.indexOf('\r\n\r\n');
  if (split < 0) return undefined;
  const [first = '', ...lines] = text.slice(0, split).split('\r\n');
  const headers = new Headers(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const body = Buffer.from(text.slice(split + 4), 'latin1');
  const length = Number(headers.get('content-length') ?? 0);
  if (body.length < length) return undefined;
  const own = body.subarray(0, length).toString('utf8');
  const json = own.startsWith('{') ? (JSON.parse(own) as Record<string, unknown>) : {};
  return { status: Number(first.split(' ')[1]), headers, text: own, json };
}

/** The head of a request, with the empty line behind it. */
export function head(first: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${first} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** One piece of a body of unknown length. */
export function chunk(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

export const lastChunk = '0\r\n\r\n';
