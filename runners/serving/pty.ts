import { lstat, readlink, symlink, unlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Clock } from '../../harness/clock.ts';
import { systemClock, wait } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import type { Transport } from '../../harness/protocol/transport.ts';
import { openPseudoTerminal } from './pseudo-terminal.ts';
import type { PseudoTerminal } from './pseudo-terminal.ts';
import { Seat } from './seat.ts';
import type { Occupant, Serving, ServingOptions } from './seat.ts';

/** How soon a host that opens the port is noticed: the system tells of its leaving, not of its coming. */
const lookEveryMs = 10;
/** How soon a full terminal is tried again: its reader is slow. */
const retryWriteMs = 2;

/**
 * Serves a board on a pseudo-terminal, so that anything which opens serial ports can talk to it. The port stays while
 * hosts come and go; each host that opens it gets the board opened anew.
 * @param link where a symbolic link to the terminal is made, which is removed at the end; a link into /dev/pts that is
 *   there already is replaced
 * @throws BenchError tool.missing without socat, serve.failed where there are no such terminals or `link` is taken
 */
export async function servePty(
  board: Transport,
  link: string,
  options: ServingOptions & { readonly clock?: Clock } = {},
): Promise<Serving> {
  const terminal = await openPseudoTerminal();
  const linkPath = resolve(link);
  try {
    await makeLink(linkPath, terminal.path);
  } catch (error) {
    await terminal.close();
    throw error;
  }
  const server = new PtyServer(board, terminal, options.clock ?? systemClock, options);
  const served = server.run();
  return {
    url: `serial://${linkPath}`,
    async stop() {
      if ((await readlink(linkPath).catch(() => '')) === terminal.path) await unlink(linkPath);
      await server.stop();
      await served;
    },
  };
}

class PtyServer {
  readonly #terminal: PseudoTerminal;
  readonly #clock: Clock;
  readonly #seat: Seat;
  readonly #stopping = new AbortController();
  #place: Occupant | undefined;
  #unsent: Uint8Array[] = [];
  #cancelRetry: (() => void) | undefined;

  constructor(board: Transport, terminal: PseudoTerminal, clock: Clock, options: ServingOptions) {
    this.#terminal = terminal;
    this.#clock = clock;
    this.#seat = new Seat(board, options);
  }

  /** Resolves when stopped. */
  async run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const isHere = await this.#listen();
      await (isHere ? this.#terminal.changed() : wait(this.#clock, lookEveryMs, signal)).catch(() => undefined);
    }
  }

  async stop(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    await this.#hostLeft();
    await this.#terminal.close();
  }

  /** Takes what has come, and notices who has come and gone. Returns whether a host is there. */
  async #listen(): Promise<boolean> {
    let isFirst = true;
    while (!this.#stopping.signal.aborted) {
      const look = this.#terminal.look();
      switch (look.kind) {
        case 'data':
          this.#hostCame().write(look.bytes);
          break;
        case 'no-host':
          await this.#hostLeft();
          return false;
        case 'quiet':
          // Woken for nothing: the host closed the port and opened it again before this looked.
          if (isFirst && this.#place !== undefined) await this.#hostLeft();
          this.#hostCame();
          return true;
      }
      isFirst = false;
    }
    return false;
  }

  #hostCame(): Occupant {
    // The seat is free: there is one terminal, and whoever had it before has left.
    this.#place ??= this.#seat.take({
      send: (bytes) => {
        this.#unsent.push(bytes);
        if (this.#cancelRetry === undefined) this.#send();
      },
      hangUp: () => void this.stop(),
    });
    return this.#place ?? nobody;
  }

  async #hostLeft(): Promise<void> {
    const place = this.#place;
    if (place === undefined) return;
    this.#place = undefined;
    await place.leave();
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

const nobody: Occupant = { write: () => undefined, leave: () => Promise.resolve() };

async function makeLink(link: string, target: string): Promise<void> {
  try {
    const before = await lstat(link).catch(() => undefined);
    const isOurs = before?.isSymbolicLink() === true && (await readlink(link)).startsWith('/dev/pts/');
    if (isOurs) await unlink(link);
    await symlink(target, link);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw failure('serve.failed', { address: link, problem }, { cause: error });
  }
}
