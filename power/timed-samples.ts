import type { IntervalSums } from './interval-sums.ts';
import { goesBack } from './sample-integrator.ts';
import type { SampleIntegrator } from './sample-integrator.ts';
import { mostSamplesAtOnce, SamplePowers } from './sample-powers.ts';
import type { SampleChunk, TraceGap, TraceHead } from './trace.ts';

/**
 * Samples that each carry their time: as those at a fixed rate (regular-samples.ts), but a period ends where the next
 * sample is. Before a gap, and at the end, a sample answers for as long as the one before it did. Places are seconds.
 */
export class TimedSamples implements SampleIntegrator {
  readonly #sums: IntervalSums;
  readonly #powers: SamplePowers;
  readonly #head: TraceHead;
  /** The sample whose period has not ended yet: watts, or joules where those are measured; NaN where it was lost. */
  #last: { readonly timeS: number; readonly value: number } | undefined;
  #periodS = 0;
  /** Samples lost since the last one. */
  #lost = 0;
  #count = 0;

  constructor(head: TraceHead, sums: IntervalSums) {
    this.#sums = sums;
    this.#powers = new SamplePowers(head);
    this.#head = head;
  }

  take(chunk: SampleChunk): void {
    const { timesS, values } = chunk;
    if (timesS === undefined) throw new Error('samples without a rate come with their times');
    for (let at = 0; at < values.length; at += mostSamplesAtOnce) {
      const end = Math.min(values.length, at + mostSamplesAtOnce);
      this.#powers.take(chunk, at, end);
      for (let index = at; index < end; index += 1) {
        this.#next(timesS[index] ?? NaN, this.#powers.values[index - at] ?? NaN);
      }
    }
  }

  lose({ samples }: TraceGap): void {
    this.#lost += samples;
  }

  placeOf(timeS: number): number {
    return timeS;
  }

  isPast(timeS: number): boolean {
    return timeS < this.#sums.position;
  }

  end(): readonly number[] {
    if (this.#last !== undefined) this.#period(this.#last, this.#last.timeS + this.#periodS, NaN);
    if (this.#lost > 0) this.#sums.lost(this.#sums.position, this.#lost);
    return this.#sums.finish(this.#periodS);
  }

  #next(timeS: number, value: number): void {
    const last = this.#last;
    this.#count += 1;
    if (last === undefined) {
      // What was before the first sample nobody knows.
      this.#pieces(
        timeS,
        (to, samples) => {
          this.#sums.lost(to, samples);
        },
        0,
      );
    } else if (!(timeS >= last.timeS)) throw goesBack(this.#head.source, this.#count - 1, this.#count);
    else if (this.#lost > 0) {
      const end = Math.min(timeS, last.timeS + this.#periodS);
      this.#period(last, end, NaN);
      const lost = this.#lost;
      this.#lost = 0;
      this.#pieces(
        timeS,
        (to, samples) => {
          this.#sums.lost(to, samples);
        },
        lost,
      );
    } else {
      this.#period(last, timeS, value);
      if (timeS > last.timeS) this.#periodS = timeS - last.timeS;
    }
    this.#last = { timeS, value };
  }

  #period({ timeS, value }: { readonly timeS: number; readonly value: number }, endS: number, next: number): void {
    const sums = this.#sums;
    const lengthS = endS - timeS;
    if (!Number.isFinite(value)) {
      this.#pieces(
        endS,
        (to, samples) => {
          sums.lost(to, samples);
        },
        1,
      );
      return;
    }
    const isEnergy = this.#head.quantity === 'energy';
    const startW = isEnergy ? value / lengthS : value;
    const slope = !isEnergy && Number.isFinite(next) && lengthS > 0 ? (next - value) / lengthS : 0;
    this.#pieces(
      endS,
      (to, samples) => {
        const fromS = sums.position;
        const meanW = startW + slope * ((fromS + to) / 2 - timeS);
        sums.measured(to, meanW * (to - fromS), samples, startW, startW);
      },
      1,
    );
  }

  /** Goes on to `endS`, in parts where there are cuts; `samples` are counted in the first part. */
  #pieces(endS: number, add: (to: number, samples: number) => void, samples: number): void {
    const sums = this.#sums;
    for (let left = samples; ;) {
      if (sums.nextCut <= sums.position) sums.closeAtCut();
      else if (sums.position >= endS) return;
      else {
        add(Math.min(endS, sums.nextCut), left);
        left = 0;
      }
    }
  }
}
