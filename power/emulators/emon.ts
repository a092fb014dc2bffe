import type { Emulator, EmulatorPort, EmulatorSurroundings } from './emulator.ts';
import type { EmonEmulatorOptions, EmonFault } from './emon-options.ts';
import { EmonStream } from './emon-stream.ts';

/** How often it sends what it has measured. */
const sendEveryMs = 20;

/**
 * A board that measures a simulated circuit and writes `#emon` lines: from the opening of its port to the closing, or
 * between two commands. It has no supply.
 */
export class EmonEmulator implements Emulator {
  readonly #surroundings: EmulatorSurroundings;
  readonly #options: EmonEmulatorOptions;
  readonly #faults: ReadonlySet<EmonFault>;
  #port: EmulatorPort | undefined;
  #input = '';
  #stream: EmonStream | undefined;
  #cancelTimer: (() => void) | undefined;
  #endListening: (() => void) | undefined;

  constructor(surroundings: EmulatorSurroundings, options: EmonEmulatorOptions = {}) {
    this.#surroundings = surroundings;
    this.#options = options;
    this.#faults = new Set(options.faults);
  }

  /** So many samples from now on get lost; their rows say `nan`. */
  lose(samples: number): void {
    this.#stream?.lose(samples);
  }

  opened(port: EmulatorPort): void {
    this.#port = port;
    this.#input = '';
    if (this.#faults.has('stale')) port.send(Buffer.from('4711,0.08\r\nREADY\r\n'));
    if (this.#options.commands === undefined) this.#begin();
  }

  closed(): void {
    this.#port = undefined;
    this.#letGo();
    this.#stream?.leave();
    this.#stream = undefined;
  }

  data(bytes: Uint8Array): void {
    const lines = (this.#input + Buffer.from(bytes).toString('latin1')).split(/\r?\n/);
    this.#input = lines.pop() ?? '';
    for (const line of lines) {
      if (line === this.#options.commands?.start) this.#begin();
      else if (line === this.#options.commands?.stop) this.end();
    }
  }

  /** It ends its stream, and says so. */
  end(): void {
    this.#letGo();
    this.#stream?.end();
    this.#stream = undefined;
  }

  #begin(): void {
    const port = this.#port;
    if (port === undefined || this.#stream !== undefined) return;
    const { circuit } = this.#surroundings;
    const { sampleRateHz = 1000, columns = ['i_A'], isRateTold = true, faultEvery = 1999 } = this.#options;
    this.#stream = new EmonStream(circuit, {
      sampleRateHz,
      columns,
      isRateTold,
      faultEvery,
      faults: this.#faults,
      send: (bytes) => {
        port.send(bytes);
      },
    });
    this.#endListening = circuit.onLeap(() => {
      this.#stream?.advance();
    });
    // The head goes out at once.
    this.#stream.advance();
    this.#sendLater();
  }

  #sendLater(): void {
    this.#cancelTimer = this.#surroundings.clock.after(sendEveryMs, () => {
      this.#stream?.advance();
      this.#sendLater();
    });
  }

  #letGo(): void {
    this.#cancelTimer?.();
    this.#endListening?.();
  }
}
