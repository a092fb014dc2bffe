import type { Place } from '../finding.ts';

/** Hits, misses and false alarms of a list of detections against a list of true wakewords. */
export interface StreamingCounts {
  readonly truePositives: number;
  readonly falseNegatives: number;
  readonly falsePositives: number;
}

/** What a run of streaming wakeword left. */
export interface StreamingEvidence {
  readonly place: Place;
  /** Seconds of the recording at which the board said that it heard the word. */
  readonly detectionsS: readonly number[];
  /** Where the word really is: begin and end, seconds; empty where that is not known. */
  readonly truthS: readonly (readonly [number, number])[];
  /** Where the records say that the word is; null where they do not. */
  readonly recordedTruthS: readonly (readonly [number, number])[] | null;
  /** As the runner counts: its second of grace applied twice. Null without the truth. */
  readonly asRun: StreamingCounts | null;
  /** With the one second of grace that is documented. Null without the truth. */
  readonly withOneSecond: StreamingCounts | null;
  /** The times of the pulses are read from a log, which rounds them. */
  readonly arePulsesPrinted: boolean;
  /** Processing pulses that were timed, and what they come to; null where there are none. */
  readonly pulses: {
    readonly count: number;
    readonly dutyCycle: number;
    readonly periodS: number;
    readonly throughput: number;
  } | null;
}
