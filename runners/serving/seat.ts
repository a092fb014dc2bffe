import { asError } from '../../harness/clock.ts';
import type { Transport } from '../../harness/protocol/transport.ts';

/** A host that has come to talk to a served board. */
export interface Host {
  /** Bytes of the board for the host. */
  send(bytes: Uint8Array): void;
  /** The board has ended by itself, or could not be opened. */
  hangUp(problem: Error): void;
}

/** A served board: where it can be reached, and how to end it. */
export interface Serving {
  /** The device URL under which a host reaches it. */
  readonly url: string;
  /** Drops the host, if there is one, and ends. May be called twice. */
  stop(): Promise<void>;
}

export interface ServingOptions {
  /** Called when a host has come (the board is open for it) and when it has gone (the board is closed). */
  readonly onHost?: (isThere: boolean) => void;
}

/** A host's place at the board. */
export interface Occupant {
  /** Bytes for the board, in order; those that come before it is open wait for it. */
  write(bytes: Uint8Array): void;
  /** The host has gone; resolves when the board is closed. */
  leave(): Promise<void>;
}

/**
 * Gives one host at a time a board: coming opens the board's transport (most boards reset then), leaving closes it.
 * A host that comes while the board is still being closed behind the one before waits for it; one that comes while the
 * seat is taken is refused, as a serial port refuses it.
 */
export class Seat {
  readonly #board: Transport;
  readonly #onHost: (isThere: boolean) => void;
  #taken: object | undefined;
  /** Openings and closings, one after the other. */
  #order: Promise<void> = Promise.resolve();

  constructor(board: Transport, options: ServingOptions = {}) {
    this.#board = board;
    this.#onHost = options.onHost ?? ((): void => undefined);
  }

  /** The host's place, or undefined where another host has it. */
  take(host: Host): Occupant | undefined {
    if (this.#taken !== undefined) return undefined;
    const place = {};
    this.#taken = place;
    const early: Uint8Array[] = [];
    let isOpen = false;
    this.#order = this.#order.then(async () => {
      if (this.#taken !== place) return;
      isOpen = await this.#open(host);
      for (const bytes of early.splice(0)) this.#board.write(bytes);
    });
    return {
      write: (bytes) => {
        if (isOpen) this.#board.write(bytes);
        else early.push(bytes);
      },
      leave: () => {
        if (this.#taken === place) {
          this.#taken = undefined;
          this.#order = this.#order.then(async () => {
            if (!isOpen) return;
            isOpen = false;
            await this.#board.close();
            this.#onHost(false);
          });
        }
        return this.#order;
      },
    };
  }

  async #open(host: Host): Promise<boolean> {
    try {
      await this.#board.open({
        data: (bytes) => {
          host.send(bytes);
        },
        closed: (problem) => {
          host.hangUp(problem);
        },
      });
    } catch (thrown) {
      host.hangUp(asError(thrown));
      return false;
    }
    this.#onHost(true);
    return true;
  }
}
