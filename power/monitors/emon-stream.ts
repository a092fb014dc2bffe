import { asError } from '../../harness/clock.ts';
import type { Clock } from '../../harness/clock.ts';
import { BenchError, failure } from '../../harness/errors.ts';
import type { Transport } from '../../harness/protocol/transport.ts';
import { EmonParser } from '../formats/emon.ts';
import type { TraceEvent, TraceHead } from '../trace.ts';
import { Awaited } from './awaited.ts';

/** So much is kept of what came before a head: it may have begun there. */
const keptBytes = 4096;

/** A stream that is to end has ended when nothing came for so long. */
const quietMs = 300;
/** It may have so much to say before. */
const endLimitMs = 5000;

interface EmonStreamOptions {
  /** The monitor's URL, for messages. */
  readonly url: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent: (event: TraceEvent) => void;
  /** The stream goes on no longer, for the reason given: the way has ended, the instrument ended it or began it anew. */
  readonly onBreak: (error: BenchError) => void;
}

/** What a stream said of itself. */
export interface EmonOpening {
  readonly head: TraceHead;
  /** The line of the head. */
  readonly line: string;
}

/** The lines that an instrument streams, over a transport. Streams follow each other, each from its head on. */
export class EmonStream {
  readonly #options: EmonStreamOptions;
  #parser: EmonParser;
  /** The latest bytes, while they may hold a head. */
  #kept: Uint8Array = new Uint8Array(0);
  #opening: EmonOpening | undefined;
  #awaitedHead: Awaited<EmonOpening> | undefined;
  #ending: { readonly awaited: Awaited<undefined>; readonly sinceUs: number } | undefined;
  #arrivedUs = 0;
  #vanished: BenchError | undefined;

  constructor(options: EmonStreamOptions) {
    this.#options = options;
    this.#parser = new EmonParser(options.url);
  }

  /** @throws BenchError of the transport */
  async open(): Promise<void> {
    this.#vanished = undefined;
    this.expectHead();
    await this.#options.transport.open({
      data: (bytes) => {
        this.#take(bytes);
      },
      closed: (problem) => {
        this.#vanished = this.#vanishing(problem.message);
        this.#break(this.#vanished);
      },
    });
  }

  async close(): Promise<void> {
    const closed = new Error(`${this.#options.url} was closed`);
    this.#awaitedHead?.fail(closed);
    this.#ending?.awaited.fail(closed);
    await this.#options.transport.close();
  }

  /** @throws BenchError instrument.vanished */
  write(text: string): void {
    if (this.#vanished !== undefined) throw this.#vanished;
    this.#options.transport.write(Buffer.from(`${text}\n`, 'latin1'));
  }

  /** What came so far is no part of the stream that comes. */
  expectHead(): void {
    this.#parser = new EmonParser(this.#options.url);
    this.#opening = undefined;
    this.#kept = new Uint8Array(0);
  }

  /**
   * The head of the stream that goes on, or of the one that comes.
   * @throws BenchError instrument.silent where none comes, instrument.reply where it cannot be understood,
   * instrument.vanished
   */
  async head(limitMs: number): Promise<EmonOpening> {
    if (this.#vanished !== undefined) throw this.#vanished;
    if (this.#opening !== undefined) return this.#opening;
    const { url, clock, signal } = this.#options;
    const command = 'with a line "#emon,1,…"';
    this.#awaitedHead = new Awaited({
      clock,
      signal,
      limitMs,
      late: () => failure('instrument.silent', { monitor: url, command, waitedMs: limitMs }),
    });
    return this.#awaitedHead.promise;
  }

  /**
   * Ends the stream with a command; resolves when it has ended, with or without saying so.
   * @throws BenchError instrument.silent where it goes on all the same, instrument.vanished
   */
  async end(command: string): Promise<void> {
    const { url, clock } = this.#options;
    this.write(command);
    const awaited = new Awaited<undefined>({
      clock,
      limitMs: quietMs,
      late: () => failure('instrument.silent', { monitor: url, command, waitedMs: endLimitMs }),
    });
    this.#ending = { awaited, sinceUs: clock.nowUs() };
    this.#arrivedUs = clock.nowUs();
    try {
      await awaited.promise;
    } catch (error) {
      const isQuiet = clock.nowUs() - this.#arrivedUs >= quietMs * 1000;
      if (!isQuiet || this.#vanished !== undefined) throw error;
    } finally {
      this.#ending = undefined;
    }
  }

  /** @param isAgain where a stream that broke ends, and another one may begin */
  #take(bytes: Uint8Array, isAgain = false): void {
    const parser = this.#parser;
    this.#noteArrival();
    if (this.#opening === undefined) this.#kept = Buffer.concat([this.#kept.slice(-keptBytes), bytes]);
    try {
      for (const event of parser.push(bytes, this.#options.clock.nowUs())) {
        this.#noteHead(parser);
        this.#options.onEvent(event);
      }
    } catch (error) {
      const rest = this.#takeBroken(error, bytes);
      if (rest !== undefined && !isAgain) this.#take(rest, true);
      return;
    }
    this.#noteHead(parser);
    if (this.#opening !== undefined) this.#kept = bytes.slice(-keptBytes);
    if (parser.hasEnded) this.#end();
  }

  #noteArrival(): void {
    this.#arrivedUs = this.#options.clock.nowUs();
    const ending = this.#ending;
    if (ending !== undefined && this.#arrivedUs - ending.sinceUs < endLimitMs * 1000) ending.awaited.waitAgain();
  }

  #noteHead(parser: EmonParser): void {
    const { head } = parser;
    if (head === undefined || this.#opening !== undefined) return;
    const line = /#emon,[^\r\n]*/.exec(Buffer.from(this.#kept).toString('latin1'))?.[0] ?? '';
    this.#opening = { head, line };
    this.#awaitedHead?.finish(this.#opening);
  }

  /** The stream cannot be read on. Gives the bytes from the head of a new one on, where there is one. */
  #takeBroken(error: unknown, bytes: Uint8Array): Uint8Array | undefined {
    const { url } = this.#options;
    const problem = error instanceof BenchError ? String(error.details.problem) : asError(error).message;
    const kept = Buffer.concat([this.#kept, bytes]);
    const isOpening = this.#opening === undefined;
    this.expectHead();
    if (isOpening) {
      const details = { monitor: url, command: 'its opening', reply: problem };
      this.#awaitedHead?.fail(failure('instrument.reply', details, { cause: error }));
      return undefined;
    }
    this.#break(this.#vanishing(problem, error));
    const at = kept.lastIndexOf('#emon,');
    return at < 0 ? undefined : kept.subarray(at);
  }

  #end(): void {
    const ending = this.#ending;
    this.expectHead();
    if (ending !== undefined) ending.awaited.finish(undefined);
    else this.#break(this.#vanishing('it ended its stream'));
  }

  #break(error: BenchError): void {
    if (this.#vanished !== undefined) this.#awaitedHead?.fail(error);
    this.#ending?.awaited.fail(error);
    this.#options.onBreak(error);
  }

  #vanishing(problem: string, cause?: unknown): BenchError {
    return failure('instrument.vanished', { monitor: this.#options.url, problem }, { cause });
  }
}
