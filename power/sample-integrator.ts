import { failure } from '../harness/errors.ts';
import { mostSamplesAtOnce } from './sample-powers.ts';
import type { SampleChunk, TraceGap } from './trace.ts';

/** Takes the samples of a trace in the order of time and gives their energy to sums. */
export interface SampleIntegrator {
  take(chunk: SampleChunk): void;
  lose(gap: TraceGap): void;
  /** Where an instant lies in the sums, in their units. */
  placeOf(timeS: number): number;
  /** Whether samples behind an instant have been summed up, so that nothing can be cut there any more. */
  isPast(timeS: number): boolean;
  /**
   * Ends the period of the last sample, and the last interval.
   * @returns cuts behind the end by more than a sample, seconds
   */
  end(): readonly number[];
}

/** The smallest parts that are summed up grow with the trace, so that there are never more than some thousands. */
const partsAtOnce = 2048;
/** Parts a second, at the least: what is told of the first and last second of an interval depends on it. */
const partsASecond = 16;

/** Samples that may be summed up at once behind so many. */
export function blockLimit(position: number, sampleRateHz: number): number {
  return Math.min(mostSamplesAtOnce, Math.ceil(sampleRateHz / partsASecond), Math.floor(position / partsAtOnce) + 1);
}

/** The error of samples that do not come in the order of time. */
export function goesBack(source: string, sample: number, next: number): Error {
  const problem = `samples go back from ${next} to ${sample}`;
  return failure('trace.broken', { file: source, place: `sample ${sample}`, problem });
}
