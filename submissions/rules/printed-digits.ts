import { windowThroughput } from '../evidence/derive.ts';
import type { ClaimedFigures, MeasuredWindow, PrintedFigure } from '../evidence/evidence.ts';
import type { SubmittedResult } from '../submission.ts';

/**
 * Whether a figure, rounded as it is printed, is the one printed: at most half a unit of its last digit away, and a
 * little more for sums in another order.
 * @param runnersDigit worth of the last digit that the runner prints: a figure with fewer digits is as exact as others
 */
export function agrees(
  { value, text }: PrintedFigure,
  derived: number,
  slack = 0,
  runnersDigit = Number.POSITIVE_INFINITY,
): boolean {
  const allowed = 0.5 * Math.min(lastDigit(text), runnersDigit) + slack + Math.abs(derived) * 1e-12;
  return Math.abs(value - derived) <= allowed;
}

/** The worth of the last digit of a number as printed: 0.001 of `6.056`. */
export function lastDigit(text: string): number {
  const [, fraction = '', exponent = '0'] = /^[^.e]*(?:\.(\d*))?(?:e([+-]?\d+))?/i.exec(text) ?? [];
  return 10 ** (Number(exponent) - fraction.length);
}

/** How many decimals the runners print of a figure, at least. */
export function runnersDecimals(figure: keyof ClaimedFigures, runner: SubmittedResult['runner']): number {
  switch (figure) {
    case 'throughput':
    case 'energyUj':
      return 3;
    case 'top1':
      return 1;
    case 'auc':
      return runner === 'mlcommons' ? 3 : 2;
  }
}

/** The worth of the last of these decimals. */
export function runnersDigit(figure: keyof ClaimedFigures, runner: SubmittedResult['runner']): number {
  return 10 ** -runnersDecimals(figure, runner);
}

/** What a clock that is not finer than milliseconds leaves open. */
export function slackOf(windows: readonly MeasuredWindow[]): number {
  return Math.max(
    0,
    ...windows.map((window) =>
      window.resolutionUs <= 1 || window.elapsedUs === null || window.elapsedUs === 0
        ? 0
        : ((windowThroughput(window) ?? 0) * window.resolutionUs) / window.elapsedUs,
    ),
  );
}
