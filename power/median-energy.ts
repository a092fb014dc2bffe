import { median } from 'simple-statistics';
import { bootstrapMedian } from '../harness/statistics/bootstrap.ts';
import type { Interval } from '../harness/statistics/bootstrap.ts';
import { relativeSpread } from '../harness/statistics/spread.ts';
import type { TraceWindow } from './windows.ts';

/** What windows come to. */
export interface MedianEnergy {
  /** Joules an inference: the ordinary median over the windows that count, as published results have it. */
  readonly medianEnergyPerInferenceJ: number;
  /** (most − least) ÷ median. */
  readonly spread: number;
  /** 95 % bootstrap interval of the median. */
  readonly ci95: Interval;
}

/** The median of the windows that are like the others; null where there is none, or iterations are not known. */
export function medianEnergyOf(windows: readonly TraceWindow[]): MedianEnergy | null {
  const energies = windows.flatMap(({ unlike, energyPerInferenceJ }) =>
    unlike === null && energyPerInferenceJ !== null ? [energyPerInferenceJ] : [],
  );
  if (energies.length === 0) return null;
  return {
    medianEnergyPerInferenceJ: median(energies),
    spread: relativeSpread(energies),
    ci95: bootstrapMedian(energies),
  };
}
