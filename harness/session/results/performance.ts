import { median } from 'simple-statistics';
import { bootstrapMedian } from '../../statistics/bootstrap.ts';
import type { Interval } from '../../statistics/bootstrap.ts';
import { relativeSpread } from '../../statistics/spread.ts';
import type { WindowMeasured } from '../events.ts';
import type { SessionState } from '../state.ts';

/** What the windows of a performance session come to. */
export interface PerformanceResult {
  readonly kind: 'performance';
  /** Inferences a second: the median over the windows of iterations ÷ seconds on the board's clock. */
  readonly throughput: number;
  /** Microseconds an inference: 10⁶ ÷ throughput. */
  readonly latencyUs: number;
  /** (fastest − slowest window) ÷ median. */
  readonly spread: number;
  /** 95 % bootstrap interval of the median throughput. */
  readonly ci95: Interval;
  readonly windows: readonly WindowResult[];
}

export interface WindowResult {
  readonly input: string;
  readonly iterations: number;
  readonly elapsedUs: number;
  readonly throughput: number;
}

/** Inferences a second in a window, on the board's clock. */
export function windowThroughput(window: Pick<WindowMeasured, 'iterations' | 'elapsedUs'>): number {
  return window.iterations / (window.elapsedUs / 1e6);
}

/**
 * The result of the windows counted so far; null where there is none yet.
 * Throughput as the published rounds compute it: the median of the windows' iterations ÷ seconds between the laps.
 */
export function performanceResult(state: SessionState): PerformanceResult | null {
  const windows = state.windows.map((window) => ({
    input: window.input,
    iterations: window.iterations,
    elapsedUs: window.elapsedUs,
    throughput: windowThroughput(window),
  }));
  if (windows.length === 0) return null;
  const throughputs = windows.map((window) => window.throughput);
  const throughput = median(throughputs);
  return {
    kind: 'performance',
    throughput,
    latencyUs: 1e6 / throughput,
    spread: relativeSpread(throughputs),
    ci95: bootstrapMedian(throughputs),
    windows,
  };
}
