import type { Clock } from '../../harness/clock.ts';
import { wait } from '../../harness/clock.ts';
import { BenchError, failure } from '../../harness/errors.ts';
import type { Transport, TransportEvents } from '../../harness/protocol/transport.ts';
import { readManagerLine } from './manager-lines.ts';
import type { ManagerMessage } from './manager-lines.ts';

export interface IoManagerOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Bits a second to which the manager's side of the board is set; left as it is where undefined. */
  readonly setBoardBaud?: number | undefined;
}

/** An edge that the I/O manager saw, on its own clock, and when the host heard of it. */
export interface ManagerLap {
  readonly lapUs: number;
  readonly arrivedUs: number;
}

/** The rate of boards behind an I/O manager. */
export const usualBoardBaud = 9600;

/** Nothing for so long: what was under way when the port was opened has come. */
const quietMs = 60;
const longestDrainMs = 1500;
/** How long the manager may take for a command of its own, and how often its name is asked: it may be starting. */
const replyLimitMs = 1000;
const attempts = 3;
/** A board that says nothing for so long computes, or has lost the command: the next one goes out all the same. */
const boardPatienceMs = 300;

/** A command of the manager's own that is being answered. */
interface Question {
  readonly messages: ManagerMessage[];
  readonly answered: (messages: readonly ManagerMessage[]) => void;
}

/**
 * The board behind an I/O manager, as if there were nothing between: commands go out as `dut CMD`, one at a time, and
 * the lines of the board come back without their prefix. What the manager says itself stays here; the edges it sees are
 * kept until they are taken.
 */
export class IoManagerTransport implements Transport {
  readonly url: string;
  /** The board's side is the slower one; every byte passes both. */
  readonly baud: number;
  readonly #manager: Transport;
  readonly #options: IoManagerOptions;
  #events: TransportEvents | undefined;
  #name = '';
  #hasTimer = false;
  #partialLine = '';
  #partialCommand = '';
  #question: Question | undefined;
  #problem: Error | undefined;
  #laps: ManagerLap[] = [];
  /** Commands for the board that wait for their turn. */
  #queue: string[] = [];
  #awaitsManager = false;
  #awaitsBoard = false;
  #isRefused = false;
  #lastHeardUs = 0;
  #boardLines = 0;
  #cancelTimer: (() => void) | undefined;

  /** @param manager the way to the I/O manager itself, not yet open */
  constructor(manager: Transport, options: IoManagerOptions) {
    this.url = manager.url;
    const boardBaud = options.setBoardBaud ?? usualBoardBaud;
    this.baud = Math.round(manager.baud === undefined ? boardBaud : 1 / (1 / boardBaud + 1 / manager.baud));
    this.#manager = manager;
    this.#options = options;
  }

  /** What the manager calls itself, once it is open. */
  get name(): string {
    return this.#name;
  }

  /** Whether it tells of edges on its pin. */
  get hasTimer(): boolean {
    return this.#hasTimer;
  }

  /** The laps since the last call, oldest first. */
  takeLaps(): readonly ManagerLap[] {
    const laps = this.#laps;
    this.#laps = [];
    return laps;
  }

  /**
   * Brings the manager to a known state: drained, its timer on, falling edges counted.
   * @throws BenchError io-manager.silent, io-manager.other, io-manager.baud, and those of the manager's own transport
   */
  async open(events: TransportEvents): Promise<void> {
    this.#forget();
    this.#events = events;
    await this.#manager.open({
      data: (bytes) => {
        this.#receive(bytes);
      },
      closed: (problem) => {
        this.#problem = problem;
        this.#cancelTimer?.();
        this.#question?.answered([]);
        events.closed(problem);
      },
    });
    try {
      await this.#setUp();
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  write(bytes: Uint8Array): void {
    const [last = '', ...complete] = (this.#partialCommand + Buffer.from(bytes).toString('latin1'))
      .split('%')
      .reverse();
    this.#partialCommand = last;
    this.#queue.push(...complete.reverse());
    this.#pump();
  }

  async close(): Promise<void> {
    this.#events = undefined;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#queue = [];
    await this.#manager.close();
  }

  /** What an error of talking to the board means behind a manager: where the board never said a word, that. */
  explain(error: unknown): unknown {
    const isSilence = error instanceof BenchError && error.code === 'board.silent';
    if (!isSilence || this.#boardLines > 0 || this.#name === '') return error;
    const { waitedMs = 0 } = error.details;
    return failure('io-manager.no-board', { device: this.url, waitedMs }, { cause: error });
  }

  #forget(): void {
    this.#name = '';
    this.#hasTimer = false;
    this.#partialLine = '';
    this.#partialCommand = '';
    this.#problem = undefined;
    this.#laps = [];
    this.#queue = [];
    this.#awaitsManager = false;
    this.#awaitsBoard = false;
    this.#isRefused = false;
    this.#boardLines = 0;
    this.#lastHeardUs = this.#options.clock.nowUs();
  }

  async #setUp(): Promise<void> {
    await this.#drain();
    this.#name = await this.#identify();
    const version = await this.#ask('version');
    const told = version.find((message) => message.kind === 'text');
    if (told?.kind === 'text') this.#name += ` ${told.text}`;
    const { setBoardBaud } = this.#options;
    if (setBoardBaud !== undefined) await this.#setBaud(setBoardBaud);
    await this.#ask('tm 0');
    const timer = await this.#ask('enable-timer');
    this.#hasTimer = timer.some(({ kind }) => kind === 'text') && !timer.some(({ kind }) => kind === 'error');
  }

  async #drain(): Promise<void> {
    const { clock, signal } = this.#options;
    const untilUs = clock.nowUs() + longestDrainMs * 1000;
    do await wait(clock, quietMs, signal);
    while (clock.nowUs() - this.#lastHeardUs < quietMs * 1000 && clock.nowUs() < untilUs);
  }

  /** Asks who it is, until it says so; the first time may end what an earlier program left in its command buffer. */
  async #identify(): Promise<string> {
    const { clock } = this.#options;
    const startedUs = clock.nowUs();
    for (let attempt = 0; attempt < attempts; attempt++) {
      const reply = await this.#ask('name');
      const said = reply.flatMap((message) => (message.kind === 'text' ? [message.text] : []));
      const board = said.find((text) => text.includes('m-name-dut-['));
      if (board !== undefined) throw failure('io-manager.other', { device: this.url, reply: board });
      const [name] = said.map((text) => text.replace(/^name%/, '')).filter((text) => text !== '');
      if (name !== undefined && !reply.some(({ kind }) => kind === 'error')) return name;
    }
    const waitedMs = Math.round((clock.nowUs() - startedUs) / 1000);
    throw failure('io-manager.silent', { device: this.url, waitedMs });
  }

  async #setBaud(baud: number): Promise<void> {
    const reply = await this.#ask(`setbaud ${baud}`);
    const refusal = reply.find((message) => message.kind === 'error');
    if (reply.length === 0 || refusal !== undefined) {
      const said = refusal === undefined ? 'nothing' : `e-[${refusal.text}]`;
      throw failure('io-manager.baud', { device: this.url, baud, reply: said });
    }
    await this.#drain();
    await this.#identify();
  }

  /** Sends a command to the manager itself and gives what it says up to its `m-ready`; nothing where that does not come. */
  async #ask(command: string): Promise<readonly ManagerMessage[]> {
    this.#throwProblem();
    const { clock, signal } = this.#options;
    const limit = new AbortController();
    const answer = new Promise<readonly ManagerMessage[]>((resolve) => {
      this.#question = { messages: [], answered: resolve };
    });
    this.#manager.write(Buffer.from(`${command}%`, 'latin1'));
    const late = wait(clock, replyLimitMs, limit.signal).catch(() => undefined);
    const stop = (): void => {
      limit.abort();
    };
    signal?.addEventListener('abort', stop, { once: true });
    const messages = await Promise.race([answer, late]);
    this.#question = undefined;
    limit.abort();
    signal?.removeEventListener('abort', stop);
    signal?.throwIfAborted();
    this.#throwProblem();
    return messages ?? [];
  }

  /** A method, because waiting may change the answer. */
  #throwProblem(): void {
    if (this.#problem !== undefined) throw this.#problem;
  }

  #receive(bytes: Uint8Array): void {
    this.#lastHeardUs = this.#options.clock.nowUs();
    const lines = (this.#partialLine + Buffer.from(bytes).toString('latin1')).split(/[\r\n]+/);
    const last = lines.pop() ?? '';
    // Nothing can follow a ready but the end of its line, which may be lost.
    const isWhole = last.endsWith('m-ready');
    this.#partialLine = isWhole ? '' : last;
    if (isWhole) lines.push(last);
    for (const line of lines) for (const message of readManagerLine(line)) this.#take(message);
    this.#pump();
  }

  #take(message: ManagerMessage): void {
    if (message.kind === 'lap') {
      this.#laps.push({ lapUs: message.lapUs, arrivedUs: this.#lastHeardUs });
    } else if (message.kind === 'board') {
      this.#boardLines += 1;
      this.#toHost(message.text);
    } else if (this.#question !== undefined) {
      if (message.kind === 'ready') this.#question.answered(this.#question.messages);
      else this.#question.messages.push(message);
    } else if (message.kind === 'error') {
      this.#isRefused = this.#awaitsManager;
      this.#toHost(`e-[${message.text}]`);
    } else if (message.kind === 'ready') {
      const isManagers = this.#awaitsManager;
      this.#awaitsManager = false;
      // The board's, where the manager has said its own; or the only one of a command that is not passed on.
      if (!isManagers || this.#isRefused) this.#toHost('m-ready');
      this.#isRefused = false;
    }
  }

  #toHost(text: string): void {
    if (text.includes('m-ready')) this.#awaitsBoard = false;
    this.#events?.data(Buffer.from(`${text}\r\n`, 'latin1'));
  }

  /** Sends the next command where manager and board have answered the one before, or are not going to. */
  #pump(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#queue.length === 0 || this.#problem !== undefined) return;
    const { clock } = this.#options;
    const patienceMs = this.#awaitsManager ? replyLimitMs : this.#awaitsBoard ? boardPatienceMs : 0;
    const leftMs = patienceMs - (clock.nowUs() - this.#lastHeardUs) / 1000;
    if (patienceMs > 0 && leftMs > 0) {
      this.#cancelTimer = clock.after(leftMs, () => {
        this.#pump();
      });
      return;
    }
    const command = this.#queue.shift() ?? '';
    this.#awaitsManager = true;
    this.#awaitsBoard = true;
    this.#isRefused = false;
    this.#lastHeardUs = clock.nowUs();
    this.#manager.write(Buffer.from(`dut ${command}%`, 'latin1'));
    this.#pump();
  }
}
