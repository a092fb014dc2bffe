import type { Clock } from '../../harness/clock.ts';
import { wait } from '../../harness/clock.ts';
import type { PseudoTerminal } from './pseudo-terminal.ts';
import type { Occupant, Seat } from './seat.ts';

/** How soon a host that opens the port is noticed: the system tells of its leaving, not of its coming. */
const lookEveryMs = 20;
/** How soon a full terminal is tried again: its reader is slow. */
const retryWriteMs = 2;

/** The port of a served board: brings the hosts that open a pseudo-terminal to the board's seat, until it is closed. */
export class TerminalPort {
  readonly #terminal: PseudoTerminal;
  readonly #seat: Seat;
  readonly #clock: Clock;
  readonly #boardEnded: () => void;
  readonly #closing = new AbortController();
  readonly #watched: Promise<void>;
  #place: Occupant | undefined;
  #unsent: Uint8Array[] = [];
  #cancelRetry: (() => void) | undefined;

  /** @param boardEnded the board has ended by itself: this port should be closed */
  constructor(terminal: PseudoTerminal, seat: Seat, clock: Clock, boardEnded: () => void) {
    this.#terminal = terminal;
    this.#seat = seat;
    this.#clock = clock;
    this.#boardEnded = boardEnded;
    this.#watched = this.#watch();
  }

  get path(): string {
    return this.#terminal.path;
  }

  /** Takes the port away from the host, if one has it. May be called twice. */
  async close(): Promise<void> {
    if (!this.#isClosing()) {
      this.#closing.abort();
      await this.#hostLeft();
      await this.#terminal.close();
    }
    await this.#watched;
  }

  /** A method, because waiting may change the answer. */
  #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  async #watch(): Promise<void> {
    while (!this.#isClosing()) {
      const isHere = await this.#takeIn();
      const change = isHere ? this.#terminal.changed() : wait(this.#clock, lookEveryMs, this.#closing.signal);
      // Both are rejected by closing alone.
      await change.catch(() => undefined);
    }
  }

  /** Takes what has come, and notices who has come and gone. Returns whether a host is there. */
  async #takeIn(): Promise<boolean> {
    let isFirst = true;
    while (!this.#isClosing()) {
      const look = this.#terminal.look();
      switch (look.kind) {
        case 'data':
          this.#hostCame()?.write(look.bytes);
          break;
        case 'no-host':
          await this.#hostLeft();
          return false;
        case 'quiet':
          // Woken for nothing: the host closed the port and opened it again before this looked.
          if (isFirst && this.#place !== undefined) await this.#hostLeft();
          if (!this.#isClosing()) this.#hostCame();
          return true;
      }
      isFirst = false;
    }
    return false;
  }

  /** The host's place; it is always had, since the terminal brings one host after the other. */
  #hostCame(): Occupant | undefined {
    this.#place ??= this.#seat.take({
      send: (bytes) => {
        this.#unsent.push(bytes);
        if (this.#cancelRetry === undefined) this.#send();
      },
      hangUp: this.#boardEnded,
    });
    return this.#place;
  }

  async #hostLeft(): Promise<void> {
    const place = this.#place;
    this.#place = undefined;
    await place?.leave();
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#unsent = [];
  }

  #send(): void {
    this.#cancelRetry = undefined;
    for (let bytes = this.#unsent.shift(); bytes !== undefined; bytes = this.#unsent.shift()) {
      const taken = this.#terminal.write(bytes);
      if (taken === bytes.length) continue;
      this.#unsent.unshift(bytes.subarray(taken));
      this.#cancelRetry = this.#clock.after(retryWriteMs, () => {
        this.#send();
      });
      return;
    }
  }
}
