import type { MeasuredWindow } from '../evidence/evidence.ts';
import type { SubmittedResult } from '../submission.ts';
import { always, fileOf, runsOf } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

export const windowsFollow: ResultRule = {
  id: 'windows-follow',
  scope: 'result',
  title: 'Windows one after the other',
  asks: 'No two windows of a performance or energy run share time on the board’s clock.',
  source: 'The runner measures one window after the other; a window that comes again was copied',
  severity: always('error'),
  judge: ({ evidence, result }) =>
    runsOf(evidence).flatMap(([mode, run]): Observation[] => {
      // Hundreds of inputs take long enough for a counter to begin anew.
      if (mode === 'accuracy') return [];
      const shared = firstShared(run.windows, result.runner);
      if (shared === null) return [];
      const [before, after] = shared;
      const [one, other] = [run.windows[before], run.windows[after]];
      return [
        {
          ...{ file: other?.place.file ?? fileOf(run), line: other?.place.line ?? null },
          ...{ expected: null, found: lapsOf(other), bearing: 'contradicted' },
          message: `Window ${after + 1} of the ${mode} run (laps ${lapsOf(other)}) is measured in the time of window ${before + 1} (laps ${lapsOf(one)}).`,
          remedy: 'Submit log and records as the runner wrote them, of windows that were each measured.',
        },
      ];
    }),
};

/**
 * The first window that has time in common with one before it. A counter that begins anew in the middle of a run comes
 * by the same values again, which this program's own runs may do: of those only the very same laps count.
 */
function firstShared(
  windows: readonly MeasuredWindow[],
  runner: SubmittedResult['runner'],
): readonly [before: number, after: number] | null {
  const spans = windows.flatMap(({ startLapUs, elapsedUs }, index) =>
    startLapUs === null || elapsedUs === null || elapsedUs === 0
      ? []
      : [{ index, startUs: startLapUs, endUs: startLapUs + elapsedUs }],
  );
  // More windows than any runner measures are not worth the square of their number.
  const few = spans.slice(0, 100);
  for (const [at, after] of few.entries())
    for (const before of few.slice(0, at)) {
      const isShared =
        runner === 'boardbench'
          ? after.startUs === before.startUs && after.endUs === before.endUs
          : after.startUs < before.endUs && before.startUs < after.endUs;
      if (isShared) return [before.index, after.index];
    }
  return null;
}

function lapsOf(window: MeasuredWindow | undefined): string {
  return `${window?.startLapUs ?? '–'} to ${window?.endLapUs ?? '–'}`;
}
