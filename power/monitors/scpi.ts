import type { Clock } from '../../harness/clock.ts';
import { BenchError, failure } from '../../harness/errors.ts';
import type { Transport } from '../../harness/protocol/transport.ts';
import { Awaited } from './awaited.ts';
import type { ScpiReply } from './scpi-replies.ts';
import { ScpiReplies } from './scpi-replies.ts';

/** How long an instrument may take for a reply. */
export const scpiSilenceMs = 5000;
/** How long it may take to begin a block, or fall silent in one: it reads it from a file system of its own. */
export const scpiBlockSilenceMs = 30_000;

const noError = /^[+-]?0+\s*,/;
const errorEntry = /^[+-]?\d+\s*,\s*"/;

/** Whether a line is the reply to `*IDN?`: maker, model, serial number, firmware. */
export function isScpiIdentity(line: string): boolean {
  return line.split(',').length === 4;
}

/** One question that is under way. */
interface Pending {
  readonly take: (reply: ScpiReply) => void;
  readonly fail: (error: Error) => void;
}

interface ScpiOptions {
  /** The monitor's URL, for messages. */
  readonly url: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** The way has ended by itself; what was under way has failed with the same error. */
  readonly onVanished: (error: BenchError) => void;
}

/**
 * Questions and commands to a SCPI instrument over a transport, one at a time in the order of the calls. A SCPI
 * instrument is silent about commands, and about questions it refuses: its error queue is asked after each.
 */
export class ScpiLink {
  readonly #options: ScpiOptions;
  #replies = new ScpiReplies();
  #pending: Pending | undefined;
  #vanished: BenchError | undefined;
  /** A question was given up; its reply may still come. */
  #isAdrift = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ScpiOptions) {
    this.#options = options;
  }

  get url(): string {
    return this.#options.url;
  }

  /** @throws BenchError of the transport */
  async open(): Promise<void> {
    this.#vanished = undefined;
    this.#isAdrift = false;
    this.#replies = new ScpiReplies();
    await this.#options.transport.open({
      data: (bytes) => {
        this.#take(bytes);
      },
      closed: (problem) => {
        this.#vanish(problem);
      },
    });
  }

  async close(): Promise<void> {
    this.#pending?.fail(new Error(`${this.#options.url} was closed`));
    await this.#options.transport.close();
  }

  /**
   * Sends commands that have no reply, each with a look at the error queue.
   * @throws BenchError instrument.reply with what the queue says, instrument.silent, instrument.vanished
   */
  async send(...commands: readonly string[]): Promise<void> {
    for (const command of commands) {
      const problem = await this.attempt(command);
      if (problem !== null) throw this.#refusal(command, problem);
    }
  }

  /**
   * Sends a command that the instrument may refuse.
   * @returns the error that its queue holds then, or null
   * @throws BenchError instrument.silent, instrument.vanished
   */
  attempt(command: string): Promise<string | null> {
    return this.#inTurn(async () => {
      const entry = await this.#line(`${command}\nSYST:ERR?`, 'SYST:ERR?');
      if (noError.test(entry)) return null;
      await this.#emptyErrorQueue();
      return entry;
    });
  }

  /**
   * @returns the reply to a question
   * @param isReply lines of which this is not true are left over from earlier questions, and dropped
   * @throws BenchError instrument.reply where the instrument refuses it, instrument.silent, instrument.vanished
   */
  query(command: string, isReply?: (line: string) => boolean): Promise<string> {
    return this.#inTurn(() => this.#explained(command, () => this.#line(command, command, isReply)));
  }

  /**
   * @returns the number that is the reply to a question
   * @throws BenchError instrument.reply where it is none, instrument.silent, instrument.vanished
   */
  async number(command: string): Promise<number> {
    const reply = await this.query(command);
    const value = reply === '' ? NaN : Number(reply);
    if (!Number.isFinite(value)) throw this.#refusal(command, reply);
    return value;
  }

  /**
   * Asks for a definite-length block.
   * @param take called with its bytes as they arrive; they are only good during the call
   * @param mostBytes a longer one is refused before it is read
   * @throws BenchError instrument.reply, instrument.silent, instrument.vanished
   */
  block(command: string, take: (bytes: Uint8Array) => void, mostBytes: number): Promise<void> {
    return this.#inTurn(() => this.#explained(command, () => this.#block(command, take, mostBytes)));
  }

  #inTurn<Result>(ask: () => Promise<Result>): Promise<Result> {
    const askWhenSettled = async (): Promise<Result> => {
      if (this.#isAdrift) await this.#settle();
      return ask();
    };
    const asked = this.#turn.then(askWhenSettled, askWhenSettled);
    this.#turn = asked.catch(() => undefined);
    return asked;
  }

  /** Replies that come late are dropped, up to the one to a question that no other is like. */
  async #settle(): Promise<void> {
    await this.#line('*IDN?', '*IDN?', isScpiIdentity);
    this.#isAdrift = false;
  }

  /** Where an instrument stays silent to a question, its error queue may say why. */
  async #explained<Result>(command: string, ask: () => Promise<Result>): Promise<Result> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof BenchError && error.code === 'instrument.silent')) throw error;
      const entry = await this.#line('SYST:ERR?', 'SYST:ERR?', (line) => errorEntry.test(line)).catch(() => '+0,');
      if (noError.test(entry)) throw error;
      await this.#emptyErrorQueue();
      throw this.#refusal(command, entry);
    }
  }

  async #emptyErrorQueue(): Promise<void> {
    // Its queue holds twenty entries.
    for (let entries = 0; entries < 32; entries += 1) {
      if (noError.test(await this.#line('SYST:ERR?', 'SYST:ERR?'))) return;
    }
  }

  #line(text: string, command: string, isReply: (line: string) => boolean = () => true): Promise<string> {
    return this.#ask<string>({ text, command, limitMs: scpiSilenceMs }, (reply, awaited) => {
      if (reply.kind === 'line' && isReply(reply.text)) awaited.finish(reply.text);
      else if (reply.kind === 'broken') awaited.fail(this.#refusal(command, reply.problem));
    });
  }

  #block(command: string, take: (bytes: Uint8Array) => void, mostBytes: number): Promise<void> {
    return this.#ask<undefined>({ text: command, command, limitMs: scpiBlockSilenceMs }, (reply, awaited) => {
      switch (reply.kind) {
        case 'line':
          return;
        case 'block':
          awaited.waitAgain();
          if (reply.bytes > mostBytes) awaited.fail(this.#refusal(command, `a block of ${reply.bytes} bytes`));
          return;
        case 'part':
          awaited.waitAgain();
          take(reply.bytes);
          return;
        case 'end':
          awaited.finish(undefined);
          return;
        case 'broken':
          awaited.fail(this.#refusal(command, reply.problem));
      }
    });
  }

  /** Writes `text` and gives every reply to `take`, until that ends what is awaited. */
  async #ask<Result>(
    { text, command, limitMs }: { readonly text: string; readonly command: string; readonly limitMs: number },
    take: (reply: ScpiReply, awaited: Awaited<Result>) => void,
  ): Promise<Result> {
    const { url, clock, signal, transport } = this.#options;
    if (this.#vanished !== undefined) throw this.#vanished;
    const isCancelled = signal?.aborted === true;
    const awaited = new Awaited<Result>({
      clock,
      // Cancelled is what was under way then; switching off and closing come later.
      signal: isCancelled ? undefined : signal,
      limitMs,
      late: () => failure('instrument.silent', { monitor: url, command, waitedMs: limitMs }),
    });
    this.#pending = {
      take: (reply) => {
        if (!awaited.isOver) take(reply, awaited);
      },
      fail: (error) => {
        awaited.fail(error);
      },
    };
    transport.write(Buffer.from(`${text}\n`, 'latin1'));
    try {
      return await awaited.promise;
    } catch (error) {
      this.#isAdrift = true;
      throw error;
    } finally {
      this.#pending = undefined;
    }
  }

  #take(bytes: Uint8Array): void {
    for (const reply of this.#replies.push(bytes)) this.#pending?.take(reply);
  }

  #vanish(problem: Error): void {
    const error = failure(
      'instrument.vanished',
      { monitor: this.#options.url, problem: problem.message },
      { cause: problem },
    );
    this.#vanished = error;
    this.#pending?.fail(error);
    this.#options.onVanished(error);
  }

  #refusal(command: string, reply: string): BenchError {
    return failure('instrument.reply', { monitor: this.#options.url, command, reply });
  }
}
