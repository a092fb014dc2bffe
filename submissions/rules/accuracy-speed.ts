import type { MeasuredWindow } from '../evidence/evidence.ts';
import { always, figure, fileOf } from './rule.ts';
import type { ResultRule } from './rule.ts';

/** The published runs are never more than 1.3 % faster in accuracy mode. */
const allowedShare = 0.05;

export const accuracySpeed: ResultRule = {
  id: 'accuracy-speed',
  scope: 'result',
  title: 'Speed in accuracy mode',
  asks: 'An inference in accuracy mode, single as it is, is not faster than in performance mode by more than 5 %.',
  source: 'MLPerf Tiny rules: the same system under test in all modes; observation of the published rounds',
  severity: always('error'),
  judge({ evidence }) {
    const { throughput, accuracy } = evidence.derived;
    const run = evidence.runs.accuracy;
    if (throughput === null || run === undefined || accuracy?.latencyUs == null) return [];
    const latestUs = accuracy.latencyUs + tickUs(run.windows);
    if (latestUs * throughput >= 1e6 * (1 - allowedShare)) return [];
    return [
      {
        ...{ file: fileOf(run), line: null, bearing: 'contradicted' },
        ...{ expected: `${figure(1e6 / throughput)} us`, found: `${figure(accuracy.latencyUs)} us` },
        message: `One inference takes ${figure(accuracy.latencyUs)} us in accuracy mode and ${figure(1e6 / throughput)} us in performance mode.`,
        remedy: 'Measure accuracy and performance with one board, one firmware and the same clock.',
      },
    ];
  },
};

/** How fine the times of an accuracy run are: the greatest step that they are all multiples of. */
function tickUs(windows: readonly MeasuredWindow[]): number {
  let step = 0;
  for (const { elapsedUs, resolutionUs } of windows) {
    if (elapsedUs !== null) step = greatestCommonDivisor(step, Math.round(elapsedUs));
    if (step === 1) return Math.max(1, resolutionUs);
  }
  // Times that are all alike say nothing of their step.
  return windows.every(({ elapsedUs }) => elapsedUs === null || elapsedUs === step) ? 1 : step;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
