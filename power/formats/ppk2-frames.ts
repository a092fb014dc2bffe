import type { SampleChunk, TraceEdge } from '../trace.ts';

/** Bytes of a sample: 4 of current, (4 of voltage,) 2 of inputs. */
export type FrameBytes = 6 | 10;

const inputs = 8;
/** States of an input over a sample, two bits each; 0 says that it is not known. */
const wasLow = 1;
const wasHigh = 2;
const wasBoth = 3;

/**
 * Turns the bytes of a `session.raw` into samples and edges: little-endian float32 microamperes, volts in frames of 10
 * bytes, and two bits for each input, which tell whether it was low, high, or both within the sample.
 */
export class Ppk2Frames {
  readonly #sampleRateHz: number;
  readonly #frameBytes: FrameBytes;
  #rest: Uint8Array = new Uint8Array(0);
  #next = 0;
  #states = 0;
  /** What the inputs are known to be, a bit each, and of which that is known. */
  #levels = 0;
  #known = 0;

  constructor(sampleRateHz: number, frameBytes: FrameBytes) {
    this.#sampleRateHz = sampleRateHz;
    this.#frameBytes = frameBytes;
  }

  /** Bytes that are no whole sample yet. */
  get restBytes(): number {
    return this.#rest.length;
  }

  /** Takes bytes, cut anywhere. */
  *push(bytes: Uint8Array): Generator<SampleChunk | TraceEdge> {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const count = Math.floor(all.length / this.#frameBytes);
    this.#rest = new Uint8Array(all.subarray(count * this.#frameBytes));
    const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
    const values = new Float32Array(count);
    const volts = this.#frameBytes === 10 ? new Float32Array(count) : undefined;
    let given = 0;
    for (let sample = 0; sample < count; sample += 1) {
      const at = sample * this.#frameBytes;
      values[sample] = view.getFloat32(at, true) * 1e-6;
      if (volts !== undefined) volts[sample] = view.getFloat32(at + 4, true);
      const states = view.getUint16(at + this.#frameBytes - 2, true);
      if (states === this.#states && (states & (states >>> 1) & 0x5555) === 0) continue;
      const edges = this.#edgesOf(states, (this.#next + sample) / this.#sampleRateHz);
      this.#states = states;
      if (edges.length === 0) continue;
      if (sample > given) yield this.#chunk(given, sample, values, volts);
      yield* edges;
      given = sample;
    }
    if (count > given) yield this.#chunk(given, count, values, volts);
    this.#next += count;
  }

  #chunk(from: number, to: number, values: Float32Array, volts: Float32Array | undefined): SampleChunk {
    const chunk = { kind: 'samples', first: this.#next + from, values: values.subarray(from, to) } as const;
    return volts === undefined ? chunk : { ...chunk, volts: volts.subarray(from, to) };
  }

  /**
   * The edges at the beginning of a sample. Where an input was both low and high within it (samples are means at rates
   * below 100 kHz), it changed at least once, somewhere in the sample.
   */
  #edgesOf(states: number, timeS: number): readonly TraceEdge[] {
    const edges: TraceEdge[] = [];
    for (let input = 0; input < inputs; input += 1) {
      const bit = 1 << input;
      const state = (states >>> (2 * input)) & 3;
      const before = (this.#levels & bit) === 0 ? wasLow : wasHigh;
      const isKnown = (this.#known & bit) !== 0;
      if (state === 0 || (!isKnown && state === wasBoth)) continue;
      if (isKnown && state !== before) {
        edges.push({ kind: 'edge', timeS, input, direction: before === wasLow ? 'rising' : 'falling' });
      }
      const isHigh = state === wasHigh || (state === wasBoth && before === wasLow);
      this.#levels = isHigh ? this.#levels | bit : this.#levels & ~bit;
      this.#known |= bit;
    }
    return edges;
  }
}
