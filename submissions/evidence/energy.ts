import type { Place } from '../finding.ts';

/** One window of a trace, integrated. */
export interface DerivedEnergyWindow {
  /** From 0 over the windows of inferences. */
  readonly index: number;
  readonly place: Place;
  readonly input: string | null;
  /** As the log, or results.json, has it; null where that is not known. */
  readonly iterations: number | null;
  /** Edges in seconds of the trace. */
  readonly startS: number;
  readonly endS: number;
  readonly seconds: number;
  readonly samples: number;
  readonly energyUj: number;
  readonly energyPerInferenceUj: number | null;
}

/** The trace of an energy run and what it comes to. */
export interface EnergyEvidence {
  /** `recordings`: those of a session of our own, one for each window. */
  readonly from: 'trace' | 'results.json' | 'recordings';
  /** The file of the trace; of recordings the first. */
  readonly file: string;
  readonly sampleRateHz: number | null;
  readonly samples: number;
  /** Samples that are not numbers, or below zero. */
  readonly oddSamples: number;
  readonly voltageV: number | null;
  /** What recorded it, such as `lpm01a`; null where the files do not say. */
  readonly monitor: string | null;
  /** Edges as the timestamps file has them, seconds, index 0 being the `timestamp` command. */
  readonly timestampsS: readonly number[];
  readonly windows: readonly DerivedEnergyWindow[];
  /** Median of the windows, microjoules an inference; null where no window has both edges and iterations. */
  readonly energyUj: number | null;
}
