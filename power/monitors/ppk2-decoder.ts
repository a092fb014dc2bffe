import type { TraceEvent, TraceGap, TraceMark } from '../trace.ts';
import { Ppk2Arrivals } from './ppk2-arrivals.ts';
import { ppk2MostAdc, ppk2SampleRateHz, ppk2WidestRange } from './ppk2-conversion.ts';
import {
  counterAt,
  counterRound,
  heldBytes,
  heldWords,
  isInOrder,
  isTorn,
  lostSamples,
  proofBytes,
  soundFromBytes,
  soundWords,
  wordBytes,
} from './ppk2-step.ts';

export interface Ppk2DecoderOptions {
  /** Amperes for a reading in each range: see `ppk2Polynomials`. */
  readonly polynomials: Float64Array;
  /** The digital input, 0 to 7, whose changes are edges. */
  readonly input: number;
  /** Replaces the three samples behind a change of range by a running average, as the vendor's program does. */
  readonly filtersSpikes: boolean;
  readonly record: (event: TraceEvent) => void;
}

const chunkSamples = 16_384;
/** A loss that only the times of arrival tell is noticed after so many samples: two of their spans, and some. */
const noticedSamples = 3 * ppk2SampleRateHz;

/** Shares of a new sample in the running averages: of the ranges 0 to 3, and of range 4. */
const averageShare = 0.18;
const widestAverageShare = 0.06;
/** Samples behind a change of range that are replaced. */
const spikeSamples = 3;
/** So many of them do not count for the averages in range 4. */
const widestUncounted = 2;

/**
 * Turns the byte stream of a PPK2 into samples, edges, gaps and marks. A sample is a little-endian word: the reading in
 * bits 0 to 13, the range in 14 to 16, a counter in 18 to 23, and the digital inputs in 24 to 31. Where a word begins
 * is found by the counter, at the start and again whenever it jumps: what cannot be placed is left out, and what was
 * lost becomes a gap. The last words are held back until those behind them confirm their place. A jump tells the loss up to multiples of 64; these are told by the times of arrival.
 */
export class Ppk2Decoder {
  readonly #options: Ppk2DecoderOptions;
  readonly #arrivals = new Ppk2Arrivals(1e6 / ppk2SampleRateHz, counterRound);
  readonly #values = new Float32Array(chunkSamples);
  /** Samples in `values`, and the number of the first one. */
  #filled = 0;
  #first = 0;
  #arrivedUs: number | undefined;
  /** Bytes that are no whole word yet, or not enough to find the place of one. */
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #isInStep = false;
  /** The words that nothing had confirmed yet when the decoder fell out of step. */
  #held: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** Bytes since the decoder fell out of step, with the held ones. */
  #skippedBytes = 0;
  /** Of these, the ones before the first place from which on the counter was in order. */
  #firstStepBytes: number | undefined;
  /** The counter of the next sample; undefined before the first one. */
  #counter: number | undefined;
  #level: number | undefined;
  #range = -1;
  #average = NaN;
  #widestAverage = NaN;
  /** Samples still to be replaced behind a change of range. */
  #spikeLeft = 0;
  #marks: { -readonly [Key in keyof TraceMark]: TraceMark[Key] }[] = [];

  constructor(options: Ppk2DecoderOptions) {
    this.#options = options;
  }

  /** Samples so far, with the lost ones. */
  get samples(): number {
    return this.#first + this.#filled;
  }

  /**
   * Takes bytes in any chunking; everything that can be told of them for certain is recorded before it returns.
   * @param arrivedUs host time, microseconds; without it, losses of whole rounds of the counter stay hidden
   */
  push(bytes: Uint8Array, arrivedUs?: number): void {
    this.#arrivedUs = arrivedUs;
    const data = joined(this.#rest, bytes);
    const view = viewOf(data);
    let at = 0;
    for (let isDone = false; !isDone;) {
      const wasInStep = this.#isInStep;
      at = wasInStep ? this.#decodeConfirmed(view, at) : this.#findStep(view, at);
      isDone = this.#isInStep === wasInStep;
    }
    this.#rest = data.slice(at);
    this.#flush();
    if (arrivedUs === undefined || this.samples === 0) return;
    const hidden = this.#arrivals.arrived(this.samples, arrivedUs);
    if (hidden === 0) return;
    const between = [Math.max(0, this.samples - noticedSamples), this.samples + hidden] as const;
    const why = 'samples came too late for their number: that many more were lost up to here';
    this.#gap(hidden, why, { between, isGuess: true });
  }

  /** The stream is over: what is left of it cannot be placed any more. */
  end(): void {
    if (this.#isInStep) {
      this.#decode(viewOf(this.#rest), 0, this.#rest.length - (this.#rest.length % wordBytes));
      this.#flush();
    }
    const left = Math.floor((this.#skippedBytes + this.#rest.length) / wordBytes);
    if (!this.#isInStep && this.#counter !== undefined && left > 0) {
      this.#gap(left, 'the stream ended in disorder', { isGuess: true });
    }
    this.#rest = new Uint8Array(0);
  }

  /** Decodes the words that are confirmed; returns the place behind the last one. */
  #decodeConfirmed(view: DataView, from: number): number {
    let ahead = from + heldBytes;
    for (let counter = (this.#counter ?? 0) + heldWords; ahead + wordBytes <= view.byteLength; ahead += wordBytes) {
      if (counterAt(view, ahead) !== (counter & (counterRound - 1))) {
        this.#isInStep = false;
        break;
      }
      counter += 1;
    }
    const to = ahead - heldBytes;
    this.#decode(view, from, to);
    if (this.#isInStep) return to;
    // Looking for the next step begins inside of what is held back: part of it may be out of step already.
    this.#held = new Uint8Array(view.buffer, view.byteOffset + to, heldBytes).slice();
    this.#skippedBytes = 1;
    return to + 1;
  }

  /** Decodes the words between two places. */
  #decode(view: DataView, from: number, to: number): void {
    // The state is in local variables here: this is the loop that has to keep up with the instrument.
    const { polynomials, filtersSpikes } = this.#options;
    const inputBit = 24 + this.#options.input;
    const values = this.#values;
    let filled = this.#filled;
    let level = this.#level;
    let range = this.#range;
    let average = this.#average;
    let widestAverage = this.#widestAverage;
    let spikeLeft = this.#spikeLeft;
    for (let at = from; at < to; at += wordBytes) {
      const word = view.getUint32(at, true);
      const levelNow = (word >>> inputBit) & 1;
      if (levelNow !== level) {
        if (level !== undefined) {
          this.#filled = filled;
          this.#edge(levelNow);
          filled = 0;
        }
        level = levelNow;
      }

      const adc = word & 0x3fff;
      if (adc === ppk2MostAdc) this.#mark('saturated', this.#first + filled, 1);
      const rangeNow = Math.min((word >>> 14) & 7, ppk2WidestRange);
      const place = rangeNow * 3;
      let currentA =
        ((polynomials[place] ?? NaN) * adc + (polynomials[place + 1] ?? NaN)) * adc + (polynomials[place + 2] ?? NaN);

      if (rangeNow !== range) {
        if (range >= 0) {
          spikeLeft = spikeSamples;
          this.#mark('range', this.#first + filled, filtersSpikes ? spikeSamples : 1);
        }
        range = rangeNow;
      }
      if (filtersSpikes) {
        const counts = spikeLeft <= spikeSamples - widestUncounted || rangeNow !== ppk2WidestRange;
        if (counts) {
          if (Number.isNaN(average)) {
            average = currentA;
            widestAverage = currentA;
          }
          average += averageShare * (currentA - average);
          widestAverage += widestAverageShare * (currentA - widestAverage);
        }
        if (spikeLeft > 0) {
          currentA = rangeNow === ppk2WidestRange ? widestAverage : average;
          spikeLeft -= 1;
        }
      }

      values[filled] = currentA;
      filled += 1;
      if (filled === chunkSamples) {
        this.#filled = filled;
        this.#flush();
        filled = 0;
      }
    }
    this.#filled = filled;
    this.#counter = ((this.#counter ?? 0) + (to - from) / wordBytes) & (counterRound - 1);
    this.#level = level;
    this.#range = range;
    this.#average = average;
    this.#widestAverage = widestAverage;
    this.#spikeLeft = spikeLeft;
  }

  /** Looks for a place from which on the counter is in order; returns it, or how far there is none. */
  #findStep(view: DataView, from: number): number {
    let at = from;
    for (; at + proofBytes <= view.byteLength; at++) {
      if (!isInOrder(view, at)) continue;
      const stepBytes = this.#skippedBytes + at - from;
      this.#firstStepBytes ??= stepBytes;
      if (this.#held.length > 0 && isTorn(stepBytes) && stepBytes < soundFromBytes) continue;
      this.#skippedBytes = stepBytes;
      this.#inStepAgain(counterAt(view, at), this.#firstStepBytes);
      return at;
    }
    this.#skippedBytes += at - from;
    return at;
  }

  /** @param firstStepBytes from the held words to the first place from which on the counter was in order */
  #inStepAgain(counter: number, firstStepBytes: number): void {
    if (this.#counter !== undefined) {
      const sound = soundWords(firstStepBytes);
      this.#decode(viewOf(this.#held), 0, sound * wordBytes);
      const inPlace = this.#skippedBytes / wordBytes - sound;
      const lost = lostSamples((counter - this.#counter) & (counterRound - 1), inPlace);
      if (lost > 0) this.#gap(lost, 'the counter of the samples jumped');
      this.#arrivals.broke();
    }
    this.#counter = counter;
    this.#isInStep = true;
    this.#held = new Uint8Array(0);
    this.#firstStepBytes = undefined;
    this.#skippedBytes = 0;
  }

  #edge(level: number): void {
    this.#flush();
    this.#options.record({
      kind: 'edge',
      timeS: this.#first / ppk2SampleRateHz,
      input: this.#options.input,
      direction: level === 1 ? 'rising' : 'falling',
    });
  }

  #gap(samples: number, why: string, unsure: Pick<TraceGap, 'between' | 'isGuess'> = {}): void {
    this.#flush();
    this.#options.record({ kind: 'gap', first: this.#first, samples, why, ...unsure });
    this.#first += samples;
    // Where the range changed is not known, and what was before is no average of what is now.
    this.#range = -1;
    this.#average = NaN;
    this.#widestAverage = NaN;
    this.#spikeLeft = 0;
  }

  #mark(mark: TraceMark['mark'], first: number, samples: number): void {
    const last = this.#marks.findLast((earlier) => earlier.mark === mark);
    if (last !== undefined && first <= last.first + last.samples) last.samples = first + samples - last.first;
    else this.#marks.push({ kind: 'mark', mark, first, samples });
  }

  /** Records the samples there are, and behind them the marks on them. */
  #flush(): void {
    if (this.#filled > 0) {
      const arrived = this.#arrivedUs === undefined ? {} : { arrivedUs: this.#arrivedUs };
      const values = this.#values.subarray(0, this.#filled);
      this.#options.record({ kind: 'samples', first: this.#first, values, ...arrived });
      this.#first += this.#filled;
      this.#filled = 0;
    }
    const marks = this.#marks;
    if (marks.length === 0) return;
    this.#marks = [];
    for (const mark of marks) this.#options.record(mark);
  }
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
