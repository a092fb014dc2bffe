import type { Clock } from '../../harness/clock.ts';
import { wait } from '../../harness/clock.ts';
import type { BenchError } from '../../harness/errors.ts';
import { failure } from '../../harness/errors.ts';
import type { Transport } from '../../harness/protocol/transport.ts';
import { Awaited } from './awaited.ts';
import type { Lpm01aLine } from './lpm01a-lines.ts';
import { Lpm01aLines } from './lpm01a-lines.ts';

/** How long a command may take. A change of voltage calibrates for 1.5 s; what comes behind it waits. */
export const lpm01aSilenceMs = 5000;

/** A refusal is followed by a line that says why. */
const detailMs = 100;

const overcurrentNotice = /over-? ?current/i;

export interface Lpm01aLinkOptions {
  /** The monitor's URL, for messages. */
  readonly url: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** A line as it comes. */
  readonly onLine: (line: Lpm01aLine) => void;
  /** No more lines came together with the last one. */
  readonly onPause: () => void;
  /** The way has ended by itself, or the board was switched off. */
  readonly onProblem: (error: BenchError) => void;
}

export interface CommandOptions {
  readonly limitMs?: number;
  /** A command that must be done, whatever the user wishes: to stop and to switch off. */
  readonly mustBeDone?: boolean;
  /** Called before any line behind the acknowledgement is taken. */
  readonly onAcknowledged?: () => void;
}

/** Commands to a PowerShield and its acknowledgements, one at a time in the order of the calls. */
export class Lpm01aLink {
  readonly #options: Lpm01aLinkOptions;
  #lines = new Lpm01aLines();
  #vanished: BenchError | undefined;
  #listener: ((line: Lpm01aLine) => void) | undefined;
  #failPending: ((error: Error) => void) | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: Lpm01aLinkOptions) {
    this.#options = options;
  }

  /** @throws BenchError of the transport */
  async open(): Promise<void> {
    this.#vanished = undefined;
    this.#lines = new Lpm01aLines();
    await this.#options.transport.open({
      data: (bytes) => {
        this.#take(bytes);
      },
      closed: (problem) => {
        this.#vanished = failure(
          'instrument.vanished',
          { monitor: this.#options.url, problem: problem.message },
          { cause: problem },
        );
        this.#problem(this.#vanished);
      },
    });
  }

  async close(): Promise<void> {
    this.#failPending?.(new Error(`${this.#options.url} was closed`));
    await this.#options.transport.close();
  }

  /**
   * Sends a command and waits for its acknowledgement.
   * @returns what stands behind the acknowledgement in its line
   * @throws BenchError instrument.reply with the refusal, instrument.silent, instrument.vanished, instrument.overcurrent
   */
  send(command: string, options: CommandOptions = {}): Promise<string> {
    return this.#ask<string>(command, options, (line, awaited) => {
      if (line.kind !== 'text') return;
      // Whatever is glued to the front of it.
      const acknowledged = line.text.indexOf(`ack ${command}`);
      if (acknowledged >= 0) {
        options.onAcknowledged?.();
        awaited.finish(line.text.slice(acknowledged + 4 + command.length).trim());
      } else if (/\berror\b/i.test(line.text)) {
        this.#refuse(command, line.text, awaited);
      }
    });
  }

  /**
   * Sends a command whose reply has no settled form.
   * @returns the first group of `pattern` in a line of the reply; undefined where it is refused or does not come
   * @throws BenchError instrument.vanished, instrument.overcurrent
   */
  async query(command: string, pattern: RegExp, options: CommandOptions): Promise<string | undefined> {
    const found = this.#ask<string | undefined>(command, options, (line, awaited) => {
      if (line.kind !== 'text') return;
      const answer = pattern.exec(line.text)?.[1];
      if (answer !== undefined) awaited.finish(answer);
      else if (/\berror\b/i.test(line.text)) awaited.finish(undefined);
    });
    return found.catch((error: unknown) => {
      if (isSilence(error)) return undefined;
      throw error;
    });
  }

  /**
   * Ends an acquisition, or finds that there is none.
   * @param limitMs how long it may be silent
   * @param catchUpMs for so long it may send what was held up on the way
   * @returns whether it has ended; false where the instrument said nothing of it
   */
  async stop(limitMs: number, catchUpMs = 0): Promise<boolean> {
    const { clock } = this.#options;
    const startUs = clock.nowUs();
    const stopped = this.#ask<boolean>('stop', { limitMs, mustBeDone: true }, (line, awaited) => {
      if (line.kind === 'sample' && clock.nowUs() - startUs < catchUpMs * 1000) awaited.waitAgain();
      else if (line.kind === 'end') awaited.finish(true);
      else if (line.kind === 'text' && /\berror\b/i.test(line.text)) awaited.finish(false);
    });
    return stopped.catch((error: unknown) => {
      if (isSilence(error)) return false;
      throw error;
    });
  }

  /** Resolves when nothing has come for `quietMs`, or after `limitMs` in any case. */
  quiet(quietMs: number, limitMs: number): Promise<void> {
    const { clock } = this.#options;
    return this.#inTurn(async () => {
      const startUs = clock.nowUs();
      let lines = 0;
      this.#listener = () => {
        lines += 1;
      };
      for (let seen = -1; seen !== lines && clock.nowUs() - startUs < limitMs * 1000;) {
        seen = lines;
        await wait(clock, quietMs);
      }
      this.#listener = undefined;
    });
  }

  #refuse(command: string, reply: string, awaited: Awaited<string>): void {
    const refusal = (detail: string): BenchError =>
      failure('instrument.reply', { monitor: this.#options.url, command, reply: [reply, detail].join(' ').trim() });
    const cancel = this.#options.clock.after(detailMs, () => {
      awaited.fail(refusal(''));
    });
    this.#listener = (line) => {
      if (line.kind !== 'text') return;
      cancel();
      awaited.fail(refusal(line.text));
    };
  }

  #ask<Result>(
    command: string,
    { limitMs = lpm01aSilenceMs, mustBeDone = false }: CommandOptions,
    take: (line: Lpm01aLine, awaited: Awaited<Result>) => void,
  ): Promise<Result> {
    return this.#inTurn(async () => {
      const { url, clock, signal, transport } = this.#options;
      if (this.#vanished !== undefined) throw this.#vanished;
      const awaited = new Awaited<Result>({
        clock,
        signal: mustBeDone ? undefined : signal,
        limitMs,
        late: () => failure('instrument.silent', { monitor: url, command, waitedMs: limitMs }),
      });
      this.#listener = (line) => {
        if (!awaited.isOver) take(line, awaited);
      };
      this.#failPending = (error) => {
        awaited.fail(error);
      };
      if (!awaited.isOver) transport.write(Buffer.from(`${command}\n`, 'latin1'));
      try {
        return await awaited.promise;
      } finally {
        this.#listener = undefined;
        this.#failPending = undefined;
      }
    });
  }

  #inTurn<Result>(ask: () => Promise<Result>): Promise<Result> {
    const asked = this.#turn.then(ask, ask);
    this.#turn = asked.catch(() => undefined);
    return asked;
  }

  #take(bytes: Uint8Array): void {
    for (const line of this.#lines.push(bytes)) {
      this.#listener?.(line);
      this.#options.onLine(line);
      if (line.kind === 'text' && overcurrentNotice.test(line.text)) {
        this.#problem(failure('instrument.overcurrent', { monitor: this.#options.url, problem: line.text }));
      }
    }
    this.#options.onPause();
  }

  #problem(error: BenchError): void {
    this.#failPending?.(error);
    this.#options.onProblem(error);
  }
}

function isSilence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'instrument.silent';
}
