import { bootstrapMedianRatio } from '../../harness/statistics/bootstrap-ratio.ts';
import type { Interval } from '../../harness/statistics/bootstrap.ts';
import type { Comparable, Figure } from './comparable.ts';
import { differenceOfShares } from './difference-of-shares.ts';

export type MetricName = 'throughput' | 'latency' | 'energy' | 'top1' | 'auc';

/** A figure of two results beside each other. */
export interface MetricComparison {
  readonly metric: MetricName;
  readonly unit: string;
  readonly a: Figure;
  readonly b: Figure;
  /** Of b by a; of a quality the difference b − a, in its own unit. */
  readonly by: 'ratio' | 'difference';
  readonly value: number;
  /** 95 %: bootstrapped from the windows, for shares of right answers as Newcombe has it; null where data are too few. */
  readonly interval: Interval | null;
}

/** An interval of fewer windows says nothing. */
const fewestWindows = 3;

/** No two boards are further apart: beyond, one of the figures is no measurement. */
const largestRatio = 1e9;

/** Whether a number can be how many times one board is another. */
export function isRatio(value: number): boolean {
  return value > 1 / largestRatio && value < largestRatio;
}

/** The figures that both results have and that mean the same in both. */
export function compareMetrics(a: Comparable, b: Comparable): MetricComparison[] {
  const speed = ratioInterval(a.windowThroughputs, b.windowThroughputs);
  const slowness: Interval | null = speed === null ? null : [1 / speed[1], 1 / speed[0]];
  const energy = ratioInterval(a.windowEnergiesUj, b.windowEnergiesUj);
  const energyUnit = a.benchmark === 'sww' ? 'µJ a run' : 'µJ an inference';
  const metrics = [
    ratio('throughput', 'inferences/s', a.figures.throughput, b.figures.throughput, speed),
    ratio('latency', 'µs', a.figures.latencyUs, b.figures.latencyUs, slowness),
    ratio('energy', energyUnit, a.figures.energyUj, b.figures.energyUj, energy),
    quality(a, b),
  ];
  return metrics.filter((metric) => metric !== null);
}

/** Whether both are scored by an area, on the scales of other runners: each computes it in a way of its own. */
export function hasOtherScales(a: Comparable, b: Comparable): boolean {
  return a.benchmark === 'ad' && a.figures.auc !== null && b.figures.auc !== null && scaleOf(a) !== scaleOf(b);
}

/** Anomaly detection is scored by area, the others by the share of right answers. */
function quality(a: Comparable, b: Comparable): MetricComparison | null {
  if (a.benchmark !== 'ad') return difference('top1', '%', a.figures.top1, b.figures.top1, shares(a, b));
  return hasOtherScales(a, b) ? null : difference('auc', '', a.figures.auc, b.figures.auc, null);
}

function scaleOf({ runner }: Comparable): 'eembc' | 'mlcommons' {
  return runner === 'eembc' ? 'eembc' : 'mlcommons';
}

function ratioInterval(a: readonly number[], b: readonly number[]): Interval | null {
  const areEnough = [a, b].every((values) => values.length >= fewestWindows && values.every((value) => value > 0));
  if (!areEnough) return null;
  const interval = bootstrapMedianRatio(b, a);
  return interval.every(isRatio) ? interval : null;
}

function ratio(
  metric: MetricName,
  unit: string,
  a: Figure | null,
  b: Figure | null,
  interval: Interval | null,
): MetricComparison | null {
  if (a === null || b === null || !isRatio(b.value / a.value)) return null;
  // An interval of derived windows says nothing of a figure that is only claimed.
  const own = a.of === 'derived' && b.of === 'derived' ? interval : null;
  return { metric, unit, a, b, by: 'ratio', value: b.value / a.value, interval: own };
}

function difference(
  metric: MetricName,
  unit: string,
  a: Figure | null,
  b: Figure | null,
  interval: Interval | null,
): MetricComparison | null {
  if (a === null || b === null) return null;
  return { metric, unit, a, b, by: 'difference', value: b.value - a.value, interval };
}

function shares(a: Comparable, b: Comparable): Interval | null {
  if (a.answers === null || b.answers === null) return null;
  const [low, high] = differenceOfShares(a.answers, b.answers);
  return [low * 100, high * 100];
}
