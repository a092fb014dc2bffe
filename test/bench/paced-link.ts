import type { Transport, TransportEvents } from '../../harness/protocol/transport.ts';
import { CommandBuffer } from '../../runners/simulated/command-buffer.ts';
import { Firmware } from '../../runners/simulated/firmware.ts';
import { parseSimulatedUrl } from '../../runners/simulated/options.ts';
import { instantModel } from './instant-model.ts';

interface Due {
  readonly atUs: number;
  readonly byte: number;
}

/**
 * A board behind an emulated UART link: every byte takes its time on the wire in both directions, and what the host
 * receives comes later by a fixed delay, as a USB bridge makes it. The board's computing takes no time. Keeps the event
 * loop turning while it is open, so that bytes are delivered to within some ten microseconds.
 */
export class PacedLink implements Transport {
  readonly url: string;
  readonly baud: number;
  readonly #usPerByte: number;
  readonly #delayUs: number;
  /** A lock-step board does not listen while it sends. */
  readonly #isLockStep: boolean;
  readonly #firmware = new Firmware(parseSimulatedUrl('sim:cortex-m4').options, instantModel, () => []);
  readonly #commands = new CommandBuffer('percent');
  #toBoard: Due[] = [];
  #toHost: Due[] = [];
  #hostWireFreeUs = 0;
  #boardWireFreeUs = 0;
  #events: TransportEvents | undefined;

  constructor(baud: number, delayMs: number, kind: 'burst' | 'lock-step') {
    this.url = `paced:${baud}`;
    this.baud = baud;
    this.#usPerByte = 10_000_000 / baud;
    this.#delayUs = delayMs * 1000;
    this.#isLockStep = kind === 'lock-step';
  }

  open(events: TransportEvents): Promise<void> {
    this.#events = events;
    this.#firmware.boot(true);
    this.#reply(nowUs());
    this.#turn();
    return Promise.resolve();
  }

  write(bytes: Uint8Array): void {
    const startUs = Math.max(nowUs(), this.#hostWireFreeUs);
    for (const [index, byte] of bytes.entries()) {
      this.#toBoard.push({ atUs: startUs + (index + 1) * this.#usPerByte, byte });
    }
    this.#hostWireFreeUs = startUs + bytes.length * this.#usPerByte;
  }

  close(): Promise<void> {
    this.#events = undefined;
    return Promise.resolve();
  }

  /** Puts what the firmware has printed on the wire, from `atUs` on. */
  #reply(atUs: number): void {
    this.#boardWireFreeUs = Math.max(this.#boardWireFreeUs, atUs);
    for (const byte of Buffer.from(this.#firmware.takeReply(), 'latin1')) {
      this.#boardWireFreeUs += this.#usPerByte;
      this.#toHost.push({ atUs: this.#boardWireFreeUs + this.#delayUs, byte });
    }
  }

  #turn(): void {
    if (this.#events === undefined) return;
    const now = nowUs();
    const arrived = this.#toBoard.findIndex(({ atUs }) => atUs > now);
    for (const { atUs, byte } of this.#toBoard.splice(0, arrived < 0 ? this.#toBoard.length : arrived)) {
      if (this.#isLockStep && atUs < this.#boardWireFreeUs) continue;
      const { command } = this.#commands.take(Buffer.of(byte), 0);
      if (command === undefined) continue;
      this.#firmware.execute(command);
      this.#reply(atUs);
    }
    const delivered = this.#toHost.findIndex(({ atUs }) => atUs > now);
    const ready = this.#toHost.splice(0, delivered < 0 ? this.#toHost.length : delivered);
    if (ready.length > 0) this.#events.data(Uint8Array.from(ready, ({ byte }) => byte));
    setImmediate(() => {
      this.#turn();
    });
  }
}

function nowUs(): number {
  return performance.now() * 1000;
}
