import { request as plainRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { Readable } from 'node:stream';
import { asError } from '../../harness/clock.ts';
import { BenchError, failure } from '../../harness/errors.ts';
import { programVersion } from '../../harness/program.ts';
import { refusal } from './refusal.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the address of the server, as `api/me`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | null | undefined>>;
  /** Sent as it comes; anything else goes as JSON. */
  readonly body?: unknown;
  /** Of a stream, where it is known: the server can refuse at once what is too large. */
  readonly bytes?: number | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** How long nothing may come or go. */
  readonly idleMs?: number;
}

const usualIdleMs = 60_000;

/** The requests of one bearer to one server. */
export class Connection {
  readonly server: URL;
  readonly #token: string;

  /** @param server ends in `/` */
  constructor(server: URL, token: string) {
    this.server = server;
    this.#token = token;
  }

  /**
   * The answer, when its head has come; an answer of 400 or more is thrown.
   * @throws BenchError intake.unreachable, intake.refused; the signal's reason
   */
  async send(call: Call): Promise<IncomingMessage> {
    const { signal } = call;
    signal?.throwIfAborted();
    try {
      const answer = await this.#exchange(call);
      const status = answer.statusCode ?? 0;
      if (status >= 200 && status < 300) return answer;
      throw await refusal(this.server, answer);
    } catch (cause) {
      if (signal?.aborted === true) throw asError(signal.reason);
      if (cause instanceof BenchError) throw cause;
      throw this.unreachable(cause);
    }
  }

  /** What to throw where the line fails, or what comes is no answer of an intake server. */
  unreachable(cause: unknown): BenchError {
    return failure('intake.unreachable', { server: this.server.href, problem: problemOf(cause) }, { cause });
  }

  #exchange({ method, path, query = {}, body, bytes, headers = {}, signal, idleMs }: Call): Promise<IncomingMessage> {
    const address = new URL(path, this.server);
    for (const [name, value] of Object.entries(query)) {
      if (value !== null && value !== undefined) address.searchParams.set(name, String(value));
    }
    const stream = body instanceof Readable ? body : null;
    const json = body === undefined || stream !== null ? null : Buffer.from(JSON.stringify(body));
    const length = stream === null ? json?.length : bytes;
    const send = address.protocol === 'https:' ? secureRequest : plainRequest;
    const request = send(address, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        accept: 'application/json',
        'user-agent': `boardbench/${programVersion}`,
        ...(json === null ? {} : { 'content-type': 'application/json' }),
        ...(length === undefined || length === null ? {} : { 'content-length': String(length) }),
        ...headers,
      },
      ...(signal === undefined ? {} : { signal }),
    });
    return answered(request, stream ?? json, idleMs ?? usualIdleMs);
  }
}

function answered(request: ClientRequest, body: Readable | Buffer | null, idleMs: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.setTimeout(idleMs, () => {
      request.destroy(new Error(`nothing came for ${Math.round(idleMs / 1000)} s`));
    });
    request.once('response', (answer) => {
      if (body instanceof Readable && !request.writableEnded) {
        // A server that refuses says so before all is sent: the rest would be for nothing.
        body.unpipe(request);
        answer.once('end', () => request.destroy());
      }
      resolve(answer);
    });
    request.on('error', reject);
    if (!(body instanceof Readable)) {
      request.end(body ?? undefined);
      return;
    }
    body.once('error', (error) => {
      request.destroy(error);
    });
    body.pipe(request);
  });
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection broke off',
  EPIPE: 'the connection broke off',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host could not be looked up',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'the host cannot be reached',
  EPROTO: 'it speaks no TLS; try http://',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it speaks no TLS; try http://',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it speaks no TLS; try http://',
};

function problemOf(cause: unknown): string {
  const error = asError(cause);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // Node gives several addresses' errors together, without words of their own.
  return words[code] ?? (error.message === '' ? code : error.message);
}
