import type { Clock } from '../../harness/clock.ts';
import type { BenchError } from '../../harness/errors.ts';
import { failure } from '../../harness/errors.ts';
import type { Transport } from '../../harness/protocol/transport.ts';
import { Awaited } from './awaited.ts';
import type { OtiiData, OtiiMessage } from './otii-messages.ts';
import { OtiiMessages } from './otii-messages.ts';

/** How long the server may take for most requests. */
const replyMs = 5000;

/** What became of a request. */
export type OtiiAnswer =
  | { readonly kind: 'response'; readonly data: OtiiData }
  | { readonly kind: 'error'; readonly code: string; readonly problem: string };

interface OtiiOptions {
  /** The monitor's URL, for messages. */
  readonly url: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** The way has ended by itself; what was under way has failed with the same error. */
  readonly onVanished: (error: BenchError) => void;
}

/** Requests to the Otii server and their answers, found again by their transaction ids. */
export class OtiiLink {
  readonly #options: OtiiOptions;
  readonly #pending = new Map<string, Awaited<OtiiAnswer>>();
  #messages = new OtiiMessages();
  #welcome: Awaited<OtiiAnswer> | undefined;
  #vanished: BenchError | undefined;
  #lastId = 0;

  constructor(options: OtiiOptions) {
    this.#options = options;
  }

  /**
   * Connects, and waits for the server's greeting.
   * @throws BenchError of the transport, instrument.unready where it denies the connection, instrument.silent
   */
  async open(): Promise<void> {
    this.#vanished = undefined;
    this.#messages = new OtiiMessages();
    const welcome = this.#await('the connection', replyMs);
    this.#welcome = welcome;
    try {
      await this.#options.transport.open({
        data: (bytes) => {
          for (const message of this.#messages.push(bytes)) this.#take(message);
        },
        closed: (problem) => {
          this.#vanish(problem);
        },
      });
    } catch (error) {
      welcome.finish({ kind: 'response', data: {} });
      throw error;
    }
    const answer = await welcome.promise;
    if (answer.kind === 'error') throw this.refusal('the connection', answer);
  }

  async close(): Promise<void> {
    for (const awaited of this.#pending.values()) awaited.fail(new Error(`${this.#options.url} was closed`));
    await this.#options.transport.close();
  }

  /**
   * @returns the data of the response
   * @throws BenchError instrument.reply and instrument.unready where the server refuses, instrument.silent,
   *   instrument.vanished
   */
  async request(command: string, data?: OtiiData, limitMs = replyMs): Promise<OtiiData> {
    const answer = await this.ask(command, data, limitMs);
    if (answer.kind === 'error') throw this.refusal(command, answer);
    return answer.data;
  }

  /** Asks what the server may refuse, as older ones do. */
  async ask(command: string, data?: OtiiData, limitMs = replyMs): Promise<OtiiAnswer> {
    if (this.#vanished !== undefined) throw this.#vanished;
    this.#lastId += 1;
    const transId = String(this.#lastId);
    const awaited = this.#await(command, limitMs);
    this.#pending.set(transId, awaited);
    const request = { type: 'request', cmd: command, trans_id: transId, ...(data === undefined ? {} : { data }) };
    this.#options.transport.write(Buffer.from(`${JSON.stringify(request)}\r\n`, 'utf8'));
    try {
      return await awaited.promise;
    } finally {
      this.#pending.delete(transId);
    }
  }

  /** The error for what the server refused. */
  refusal(command: string, { code, problem }: { readonly code: string; readonly problem: string }): BenchError {
    const { url: monitor } = this.#options;
    const reply = problem === '' ? code : `${code}: ${problem}`;
    const advice = adviceFor(code);
    if (advice !== undefined) return failure('instrument.unready', { monitor, problem: reply, advice });
    return failure('instrument.reply', { monitor, command, reply });
  }

  /** The error for a response that is not as it should be. */
  unexpected(command: string, data: OtiiData): BenchError {
    const text = JSON.stringify(data);
    const reply = text.length > 80 ? `${text.slice(0, 80)}…` : text;
    return failure('instrument.reply', { monitor: this.#options.url, command, reply });
  }

  #await(command: string, limitMs: number): Awaited<OtiiAnswer> {
    const { url, clock, signal } = this.#options;
    return new Awaited<OtiiAnswer>({
      clock,
      // Cancelled is what is under way then; switching off and closing come later.
      signal: signal?.aborted === true ? undefined : signal,
      limitMs,
      late: () => failure('instrument.silent', { monitor: url, command, waitedMs: limitMs }),
    });
  }

  #take(message: OtiiMessage): void {
    switch (message.kind) {
      case 'response':
        this.#pending.get(message.transId)?.finish({ kind: 'response', data: message.data });
        return;
      case 'error': {
        const { transId, code, problem } = message;
        const awaited = transId === null ? this.#welcome : this.#pending.get(transId);
        awaited?.finish({ kind: 'error', code, problem });
        return;
      }
      case 'progress':
        if (message.transId !== null) this.#pending.get(message.transId)?.waitAgain();
        return;
      case 'information':
        this.#welcome?.finish({ kind: 'response', data: {} });
        return;
      case 'broken': {
        const error = failure('instrument.reply', {
          monitor: this.#options.url,
          command: 'a request',
          reply: message.problem,
        });
        this.#welcome?.fail(error);
        for (const awaited of this.#pending.values()) awaited.fail(error);
      }
    }
  }

  #vanish(problem: Error): void {
    const error = failure(
      'instrument.vanished',
      { monitor: this.#options.url, problem: problem.message },
      { cause: problem },
    );
    this.#vanished = error;
    this.#welcome?.fail(error);
    for (const awaited of this.#pending.values()) awaited.fail(error);
    this.#options.onVanished(error);
  }
}

/** Whether the server does not know a command, or the device does not have what it is for. */
export function isUnknownToServer({ code }: { readonly code: string }): boolean {
  return ['Invalid command', 'Command not valid for device type', 'Operation not supported'].includes(code);
}

/** What to do about the errors that are about the server's state and not about the request. */
function adviceFor(code: string): string | undefined {
  switch (code) {
    case 'Not logged in':
    case 'Could not login':
      return 'Log in in the Otii application';
    case 'No license':
    case 'License could not be reserved':
      return 'Its TCP server needs an Automation licence: reserve one in the Otii application, or free one there';
    case 'Connection denied':
      return 'Enable the TCP server in the settings of the Otii application, and close what else is connected to it';
    case 'Device not connected':
      return 'Plug the device in and see that the Otii application shows it';
    case 'Not ready':
      return 'Wait until the Otii application has started, and close its dialogs';
    default:
      return undefined;
  }
}
