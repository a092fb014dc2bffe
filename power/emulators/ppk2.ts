import { ppk2SampleRateHz } from '../monitors/ppk2-conversion.ts';
import type { Ppk2Calibration, Ppk2RangeConstants } from '../monitors/ppk2-metadata.ts';
import type { Emulator, EmulatorPort, EmulatorSurroundings } from './emulator.ts';
import { Ppk2Converter } from './ppk2-converter.ts';
import { typicalPpk2Calibration } from './ppk2-options.ts';
import type { Ppk2EmulatorOptions } from './ppk2-options.ts';
import { Ppk2Stream } from './ppk2-stream.ts';
import type { Mishap } from './ppk2-stream.ts';

/** How often it sends what it has measured. */
const sendEveryMs = 20;
/** How long its reply to the metadata command takes, in two parts. */
const metadataMs = 2;

const constantNames: readonly (keyof Ppk2RangeConstants)[] = ['R', 'GS', 'GI', 'O', 'S', 'I', 'UG'];

/**
 * A Nordic PPK2 on a simulated circuit: single-byte commands with their arguments, no acknowledgements, and a stream
 * of 100 000 samples a second. It keeps its mode, its voltage, its supply and a measurement that goes on when the host
 * goes away.
 */
export class Ppk2Emulator implements Emulator {
  readonly #surroundings: EmulatorSurroundings;
  readonly #options: Ppk2EmulatorOptions;
  readonly #converter: Ppk2Converter;
  readonly #externalV: number;
  #port: EmulatorPort | undefined;
  /** Bytes of a command that is not complete. */
  #command: number[] = [];
  #mode: 'ampere' | 'source';
  #millivolts: number;
  #isOn: boolean;
  #isMeasuring: boolean;
  #stream: Ppk2Stream | undefined;
  #last: { readonly level: 0 | 1; readonly counter: number } = { level: 1, counter: 0 };
  #cancelTimer: (() => void) | undefined;
  #endListening: (() => void) | undefined;

  constructor(surroundings: EmulatorSurroundings, options: Ppk2EmulatorOptions = {}) {
    const { circuit } = surroundings;
    this.#surroundings = surroundings;
    this.#options = options;
    this.#converter = new Ppk2Converter(this.#calibration);
    this.#mode = options.mode ?? 'source';
    this.#externalV = options.externalV ?? circuit.voltageV;
    this.#isOn = circuit.voltageV > 0;
    this.#millivolts = this.#isOn ? Math.round(1000 * circuit.voltageV) : 3700;
    this.#isMeasuring = this.#has('stale');
  }

  /** So many samples from now on get lost on their way. */
  lose(samples: number): void {
    this.#stream?.lose(samples);
  }

  /** So many bytes from now on get lost on their way. */
  cut(bytes: number): void {
    this.#stream?.cut(bytes);
  }

  opened(port: EmulatorPort): void {
    this.#port = port;
    if (this.#isMeasuring) this.#startStream();
  }

  closed(): void {
    this.#endStream((stream) => {
      stream.leave();
    });
    this.#port = undefined;
  }

  data(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.#command.push(byte);
      const [opcode = 0, ...given] = this.#command;
      if (given.length < argumentBytes(opcode)) continue;
      this.#command = [];
      this.#obey(opcode, given);
    }
  }

  #obey(opcode: number, [first = 0, second = 0]: readonly number[]): void {
    switch (opcode) {
      case 0x06:
        this.#isMeasuring = true;
        this.#startStream();
        return;
      case 0x07:
        this.#isMeasuring = false;
        this.#endStream((stream) => {
          stream.end();
        });
        return;
      case 0x0c:
        this.#isOn = first === 1;
        this.#supply();
        return;
      case 0x0d:
        this.#millivolts = Math.min(Math.max(first * 256 + second, 800), 5000);
        this.#supply();
        return;
      case 0x11:
        this.#mode = first === 1 ? 'ampere' : 'source';
        this.#supply();
        return;
      case 0x19:
        this.#tell();
        return;
      case 0x20:
        this.#reset();
        return;
      default:
      // The rest are settings of older units; it ignores them.
    }
  }

  #supply(): void {
    // Up to the change the old voltage counts.
    this.#stream?.advance();
    const voltageV = this.#mode === 'source' ? this.#millivolts / 1000 : this.#externalV;
    this.#surroundings.circuit.supply(this.#isOn ? voltageV : 0);
    this.#converter.supply(voltageV);
  }

  #startStream(): void {
    const port = this.#port;
    if (port === undefined || this.#stream !== undefined) return;
    const { circuit } = this.#surroundings;
    this.#converter.supply(this.#mode === 'source' ? this.#millivolts / 1000 : this.#externalV);
    if (this.#has('leftover')) port.send(Uint8Array.of(0x51, 0x00, 0xa7));
    this.#stream = new Ppk2Stream(
      { circuit, converter: this.#converter },
      this.#last,
      (bytes) => {
        this.#port?.send(bytes);
      },
      this.#mishaps(),
    );
    this.#endListening = circuit.onLeap(() => {
      this.#stream?.advance();
    });
    this.#sendLater();
  }

  #mishaps(): readonly Mishap[] {
    const { faults = [] } = this.#options;
    const everySecond = ppk2SampleRateHz;
    return faults.flatMap((fault): Mishap[] => {
      switch (fault) {
        case 'lose':
          return [{ everySamples: everySecond, lostSamples: 7 }];
        case 'round':
          return [{ everySamples: 5 * everySecond, lostSamples: 640 }];
        case 'cut':
          return [{ everySamples: 3 * everySecond, lostBytes: 1 }];
        case 'stale':
        case 'leftover':
          return [];
      }
    });
  }

  #sendLater(): void {
    this.#cancelTimer = this.#surroundings.clock.after(sendEveryMs, () => {
      this.#stream?.advance();
      this.#sendLater();
    });
  }

  #endStream(end: (stream: Ppk2Stream) => void): void {
    const stream = this.#stream;
    if (stream === undefined) return;
    this.#cancelTimer?.();
    this.#endListening?.();
    end(stream);
    this.#last = { level: stream.level, counter: stream.counter };
    this.#stream = undefined;
  }

  #tell(): void {
    const text = new TextEncoder().encode(metadataText(this.#calibration, this.#mode, this.#millivolts));
    const cut = text.length >> 1;
    const { clock } = this.#surroundings;
    const port = this.#port;
    clock.after(metadataMs, () => port?.send(text.subarray(0, cut)));
    clock.after(2 * metadataMs, () => port?.send(text.subarray(cut)));
  }

  /** It starts anew, and its port with it. */
  #reset(): void {
    const port = this.#port;
    this.closed();
    this.#isMeasuring = false;
    this.#isOn = false;
    this.#supply();
    port?.drop(new Error('the PPK2 was reset'));
  }

  get #calibration(): Ppk2Calibration {
    return this.#options.calibration ?? typicalPpk2Calibration;
  }

  #has(fault: NonNullable<Ppk2EmulatorOptions['faults']>[number]): boolean {
    return this.#options.faults?.includes(fault) ?? false;
  }
}

/** How many bytes belong to a command behind its first one. */
function argumentBytes(opcode: number): number {
  switch (opcode) {
    case 0x0c:
    case 0x11:
      return 1;
    case 0x0d:
      return 2;
    case 0x25:
      return 5;
    default:
      return 0;
  }
}

function metadataText(calibration: Ppk2Calibration, mode: 'ampere' | 'source', millivolts: number): string {
  const constants = constantNames.flatMap((name) =>
    calibration.map((range, index) => `${name}${index}: ${range[name].toFixed(20)}`),
  );
  return [
    'Calibrated: 0',
    ...constants,
    `VDD: ${millivolts}`,
    'HW: 49625',
    `mode: ${mode === 'ampere' ? 1 : 2}`,
    'IA: 59',
    'Simulated: 1',
    'END',
    '',
  ].join('\n');
}
