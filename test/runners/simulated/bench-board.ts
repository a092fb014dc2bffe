import type { Clock } from '../../../harness/clock.ts';
import { SimulatedBoard } from '../../../runners/simulated/board.ts';
import type { BoardModel } from '../../../runners/simulated/board-model.ts';
import { cores } from '../../../workloads/models/profile/cores.ts';
import { parseFault } from '../../../runners/simulated/fault-options.ts';
import type { Fault } from '../../../runners/simulated/fault-options.ts';
import { defaultOptions } from '../../../runners/simulated/options.ts';
import type { BoardOptions } from '../../../runners/simulated/options.ts';

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  #nowUs = 0;
  #timers: { readonly dueUs: number; readonly action: () => void }[] = [];

  nowUs(): number {
    return this.#nowUs;
  }

  wallTime(): Date {
    return new Date(this.#nowUs / 1000);
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = { dueUs: this.#nowUs + delayMs * 1000, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** How many actions are still to come. */
  get waiting(): number {
    return this.#timers.length;
  }

  /** Lets time pass, and what is due happen in its order. */
  pass(ms: number): void {
    const endUs = this.#nowUs + ms * 1000;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.dueUs <= endUs).sort((a, b) => a.dueUs - b.dueUs)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowUs = next.dueUs;
      next.action();
    }
    this.#nowUs = endUs;
  }
}

/** A model of 4 input bytes and 2 outputs: the share of the first byte and what is left. 1000 cycles on a cortex-m4. */
export const smallModel: BoardModel = {
  name: 'kws01',
  inputBytes: 4,
  outputs: 2,
  costs: [{ index: 0, operator: 'FULLY_CONNECTED', macs: 8, parameters: 10, outputElements: 2 }],
  infer: (input) => [(input[0] ?? 0) / 255, 1 - (input[0] ?? 0) / 255],
};

export function optionsWith(changes: Partial<BoardOptions> = {}): BoardOptions {
  const core = cores.get('cortex-m4');
  if (core === undefined) throw new Error('there is no cortex-m4');
  return { ...defaultOptions(core), ...changes };
}

export function fault(text: string): Fault {
  const parsed = parseFault(text);
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
}

/** A board on the bench: what it says is kept, its later turn comes when `turn` is called or at the end of `send`. */
export class BenchBoard {
  readonly clock = new ManualClock();
  readonly board: SimulatedBoard;
  /** Each write of the board, as text. */
  chunks: string[] = [];
  hasVanished = false;
  #turns: (() => void)[] = [];

  constructor(changes: Partial<BoardOptions> = {}, model: BoardModel = smallModel) {
    this.board = new SimulatedBoard(optionsWith(changes), model, this.clock, (action) => this.#turns.push(action));
  }

  /** Opens the port and returns what the board says to that at once. */
  open(): string {
    this.board.connect({
      data: (bytes) => this.chunks.push(Buffer.from(bytes).toString('latin1')),
      vanished: () => {
        this.hasVanished = true;
      },
    });
    return this.take();
  }

  /** Sends each text as one chunk, lets the board work on them together, and returns what it says. */
  send(...texts: string[]): string {
    for (const text of texts) this.board.receive(Buffer.from(text, 'latin1'));
    this.turn();
    return this.take();
  }

  turn(): void {
    const turns = this.#turns;
    this.#turns = [];
    for (const action of turns) action();
  }

  /** What the board has said since it was asked last. */
  take(): string {
    const text = this.chunks.join('');
    this.chunks = [];
    return text;
  }
}

/** A board whose port is open, and its banner read. */
export function openBoard(changes: Partial<BoardOptions> = {}, model: BoardModel = smallModel): BenchBoard {
  const bench = new BenchBoard(changes, model);
  bench.open();
  return bench;
}

/** The two numbers of the laps in a reply. */
export function lapsOf(reply: string): number[] {
  return [...reply.matchAll(/m-lap-us-(\d+)/g)].map((match) => Number(match[1]));
}
