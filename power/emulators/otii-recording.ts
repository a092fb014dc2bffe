import { CircuitMemory } from './circuit-memory.ts';
import type { EmulatorSurroundings } from './emulator.ts';

/** Samples a second of the main current, as an Arc's. */
export const otiiRateHz = 4000;
/** How many samples of the current there are for one of the voltage. */
const samplesPerVolt = 4;
/** The resolution of the lower range. */
const resolutionA = 5e-9;
/** When the first sample is taken, on the recording's clock. */
const originS = 0.0005;

/** A page of a channel, as `recording_get_channel_data` gives it. */
export type OtiiPage =
  | {
      readonly data_type: 'analog';
      readonly timestamp: number;
      readonly interval: number;
      readonly values: readonly (number | null)[];
    }
  | {
      readonly data_type: 'digital';
      readonly values: readonly { readonly timestamp: number; readonly value: boolean }[];
    };

interface RecordedChannels {
  readonly mc: boolean;
  readonly mv: boolean;
  readonly i1: boolean;
}

/** What an emulated Otii has recorded of a circuit: the main current, the main voltage, and the first digital input. */
export class OtiiRecording {
  readonly id: number;
  readonly #memory: CircuitMemory;
  readonly #channels: RecordedChannels;
  /** The input's level at the start is its first entry. */
  readonly #firstLevel: boolean | null;

  /** Records from now on. */
  constructor(
    surroundings: EmulatorSurroundings,
    options: {
      readonly id: number;
      readonly channels: RecordedChannels;
      readonly firstLevel: boolean | null;
      readonly onSample: (currentA: number) => void;
    },
  ) {
    this.id = options.id;
    this.#channels = options.channels;
    this.#firstLevel = options.firstLevel;
    this.#memory = new CircuitMemory(surroundings, {
      periodUs: 1e6 / otiiRateHz,
      onRead: () => {
        if (this.#memory.samples > 0) options.onSample(this.#memory.currentA(this.#memory.samples - 1));
      },
    });
  }

  get isRunning(): boolean {
    return this.#memory.isRunning;
  }

  stop(): void {
    this.#memory.stop();
  }

  /** Nobody is there to ask for it; it goes on. */
  pause(): void {
    this.#memory.pause();
  }

  resume(): void {
    this.#memory.resume();
  }

  /** How many values a channel has; undefined where it is none that was recorded. */
  count(channel: string): number | undefined {
    this.#memory.read();
    switch (channel) {
      case 'mc':
        return this.#channels.mc ? this.#memory.samples : undefined;
      case 'mv':
        return this.#channels.mv ? Math.ceil(this.#memory.samples / samplesPerVolt) : undefined;
      case 'i1':
        return this.#channels.i1 ? this.#entries().length : undefined;
      default:
        return undefined;
    }
  }

  /** Values of a channel that was recorded; as many as there are. */
  page(channel: string, index: number, count: number): OtiiPage {
    const end = Math.min(index + count, this.count(channel) ?? 0);
    if (channel === 'i1') return { data_type: 'digital', values: this.#entries().slice(index, end) };
    const step = channel === 'mv' ? samplesPerVolt : 1;
    const value = (sample: number): number =>
      channel === 'mv'
        ? Math.round(this.#memory.voltageV(sample) * 1e4) / 1e4
        : Math.round(this.#memory.currentA(sample) / resolutionA) * resolutionA;
    return {
      data_type: 'analog',
      timestamp: originS + (index * step) / otiiRateHz,
      interval: step / otiiRateHz,
      values: Array.from({ length: Math.max(0, end - index) }, (_, place) => value((index + place) * step)),
    };
  }

  #entries(): { timestamp: number; value: boolean }[] {
    const changes = this.#memory.edges.map(({ timeUs, level }) => ({
      timestamp: originS + timeUs / 1e6,
      value: level === 1,
    }));
    return this.#firstLevel === null ? changes : [{ timestamp: 0, value: this.#firstLevel }, ...changes];
  }
}
