import { windowThroughput } from '../evidence/derive.ts';
import type { MeasuredWindow, PrintedFigure } from '../evidence/evidence.ts';

/**
 * Whether a figure, rounded as it is printed, is the one printed: at most half a unit of its last digit away, and a
 * little more for sums in another order.
 */
export function agrees({ value, text }: PrintedFigure, derived: number, slack = 0): boolean {
  const allowed = 0.5 * lastDigit(text) + slack + Math.abs(derived) * 1e-12;
  return Math.abs(value - derived) <= allowed;
}

/** The worth of the last digit of a number as printed: 0.001 of `6.056`. */
export function lastDigit(text: string): number {
  const [, fraction = '', exponent = '0'] = /^[^.e]*(?:\.(\d*))?(?:e([+-]?\d+))?/i.exec(text) ?? [];
  return 10 ** (Number(exponent) - fraction.length);
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
