import { wait } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import type { Transport } from '../../harness/protocol/transport.ts';
import { Awaited } from './awaited.ts';
import type { InstrumentSurroundings } from './instrument.ts';
import { parsePpk2Metadata } from './ppk2-metadata.ts';
import type { Ppk2Metadata } from './ppk2-metadata.ts';

/** The commands; each is one byte, with its arguments behind it, and is not acknowledged. */
export const ppk2Command = {
  start: 0x06,
  stop: 0x07,
  /** 0 or 1. */
  power: 0x0c,
  /** Two bytes, the high one first. */
  millivolts: 0x0d,
  /** 1 ampere meter, 2 source. */
  mode: 0x11,
  metadata: 0x19,
} as const;

/** Its port is virtual: any rate will do, and this is the one that the vendor's program sets. */
const portBaud = 115_200;
/** Without a byte for so long, a stream has ended. */
const quietMs = 60;
/** What is on its way when a stream is told to stop takes no longer. */
const endLimitMs = 10_000;
/** A port drops at its closing what it has not written yet; commands are not acknowledged, so that only time tells. */
const drainMs = 20;
const metadataLimitMs = 1000;
const metadataAttempts = 2;

type Taker = (bytes: Uint8Array) => void;

/** The bytes from and to a PPK2: commands, and who takes what comes. */
export class Ppk2Link {
  readonly #url: string;
  readonly #surroundings: InstrumentSurroundings;
  readonly #transport: Transport;
  readonly #onVanished: (error: Error) => void;
  #take: Taker = ignore;
  #awaited: Awaited<void> | undefined;
  #vanished: Error | undefined;
  #sentUs = -Infinity;

  /**
   * @param url the monitor's, for messages
   * @param onVanished is told when the port goes away while the link is open
   */
  constructor(
    url: string,
    deviceUrl: string,
    surroundings: InstrumentSurroundings,
    onVanished: (error: Error) => void,
  ) {
    this.#url = url;
    this.#surroundings = surroundings;
    this.#transport = surroundings.transport(deviceUrl, portBaud);
    this.#onVanished = onVanished;
  }

  /**
   * Opens the port, stops a stream that may be going on, and drains it.
   * @throws BenchError of the transport; instrument.reply where the stream does not end
   */
  async open(): Promise<void> {
    await this.#transport.open({
      data: (bytes) => {
        this.#take(bytes);
      },
      closed: (problem) => {
        this.#vanish(problem);
      },
    });
    this.send(ppk2Command.stop);
    await this.#untilQuiet(ignore, this.#surroundings.signal);
  }

  /** @throws BenchError instrument.vanished */
  send(...bytes: number[]): void {
    if (this.#vanished !== undefined) throw this.#vanished;
    this.#sentUs = this.#surroundings.clock.nowUs();
    this.#transport.write(Uint8Array.from(bytes));
  }

  /**
   * Lets time pass.
   * @param signal cuts it short; none where what was sent must be done whatever the user wishes
   * @throws BenchError instrument.vanished; the signal's reason
   */
  async pass(ms: number, signal: AbortSignal | undefined): Promise<void> {
    await wait(this.#surroundings.clock, ms, signal);
    if (this.#vanished !== undefined) throw this.#vanished;
  }

  /** @throws BenchError instrument.silent, instrument.reply (another kind of instrument), instrument.vanished */
  async metadata(): Promise<Ppk2Metadata> {
    let text = '';
    for (let attempt = 1; attempt <= metadataAttempts; attempt++) {
      text = '';
      const isThere = await this.#ask(
        [ppk2Command.metadata],
        (bytes) => {
          text += Buffer.from(bytes).toString('latin1');
          return /^END/m.test(text);
        },
        metadataLimitMs,
      );
      this.#take = ignore;
      if (isThere) return parsePpk2Metadata(text);
    }
    if (text !== '') throw this.replied('metadata (0x19)', quoted(text));
    throw this.silent('metadata (0x19)', metadataLimitMs);
  }

  /**
   * Starts the stream; `take` gets all of it until the stop.
   * @param take returns true once there are samples
   * @throws BenchError instrument.silent, instrument.reply, instrument.vanished
   */
  async startStream(take: (bytes: Uint8Array) => boolean, limitMs: number): Promise<void> {
    let bytesSeen = 0;
    try {
      const isThere = await this.#ask(
        [ppk2Command.start],
        (bytes) => {
          bytesSeen += bytes.length;
          return take(bytes);
        },
        limitMs,
      );
      if (isThere) return;
      if (bytesSeen > 0) throw this.replied('start (0x06)', `${bytesSeen} bytes that are no samples`);
      throw this.silent('start (0x06)', limitMs);
    } catch (error) {
      this.#take = ignore;
      if (this.#vanished === undefined) this.send(ppk2Command.stop);
      throw error;
    }
  }

  /**
   * Stops the stream; resolves when the last of it has been taken.
   * @throws BenchError instrument.reply where it does not end, instrument.vanished
   */
  async stopStream(): Promise<void> {
    this.send(ppk2Command.stop);
    await this.#untilQuiet(this.#take, undefined);
  }

  /** Closes the port behind what was sent. */
  async close(): Promise<void> {
    this.#take = ignore;
    const { clock } = this.#surroundings;
    const awaited = this.#awaited;
    if (awaited?.isOver === false) {
      awaited.fail(new Error(`${this.#url} was closed`));
      // Who waited may have a last command to send.
      await wait(clock, 0);
    }
    const restMs = drainMs - (clock.nowUs() - this.#sentUs) / 1000;
    if (this.#vanished === undefined && restMs > 0) await wait(clock, restMs);
    await this.#transport.close();
  }

  silent(what: string, waitedMs: number): Error {
    return failure('instrument.silent', { monitor: this.#url, command: what, waitedMs });
  }

  replied(what: string, reply: string): Error {
    return failure('instrument.reply', { monitor: this.#url, command: what, reply });
  }

  /** Sends a command; resolves with whether `take` was content with what came in time. */
  async #ask(bytes: readonly number[], take: (bytes: Uint8Array) => boolean, limitMs: number): Promise<boolean> {
    const { clock, signal } = this.#surroundings;
    const late = this.silent('in time', limitMs);
    const awaited = new Awaited<void>({ clock, signal, limitMs, late: () => late });
    this.#awaited = awaited;
    this.#take = (part) => {
      if (take(part)) awaited.finish();
    };
    try {
      this.send(...bytes);
      await awaited.promise;
      return true;
    } catch (error) {
      // Where nothing could be sent, nothing is waited for either.
      awaited.fail(late);
      if (error !== late) throw error;
      return false;
    }
  }

  /** Gives what comes to `take` until nothing has come for a while. */
  async #untilQuiet(take: Taker, signal: AbortSignal | undefined): Promise<void> {
    const { clock } = this.#surroundings;
    const startUs = clock.nowUs();
    let lastUs = startUs;
    this.#take = (bytes) => {
      lastUs = clock.nowUs();
      take(bytes);
    };
    try {
      do {
        if (clock.nowUs() - startUs > endLimitMs * 1000) {
          throw this.replied('stop (0x07)', 'a stream of bytes that does not end');
        }
        await this.pass(quietMs, signal);
      } while (clock.nowUs() - lastUs < quietMs * 1000);
    } finally {
      this.#take = ignore;
    }
  }

  #vanish(problem: Error): void {
    const error = failure('instrument.vanished', { monitor: this.#url, problem: problem.message }, { cause: problem });
    this.#vanished = error;
    this.#take = ignore;
    // Who waits for an answer is told by it.
    if (this.#awaited?.isOver === false) this.#awaited.fail(error);
    else this.#onVanished(error);
  }
}

function ignore(): void {
  // Bytes that nobody waits for.
}

/** The beginning of a reply, to be read in a message. */
function quoted(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]+/g, ' ').trim();
  return plain.length > 60 ? `"${plain.slice(0, 60)}…"` : `"${plain}"`;
}
