import { always } from './rule.ts';
import type { ResultRule } from './rule.ts';
import { fileOf } from './rule.ts';

export const windowCount: ResultRule = {
  id: 'window-count',
  scope: 'result',
  title: 'Number of performance windows',
  asks: 'Five windows are measured, and both laps of each are in the log.',
  source: 'MLPerf Tiny rules, performance: the median of five windows',
  severity: always('error'),
  judge({ evidence, result, round }) {
    const run = evidence.runs.performance;
    if (run === undefined || run.windowsFrom === null || result.benchmark === 'sww') return [];
    const complete = run.windows.filter(({ elapsedUs }) => elapsedUs !== null);
    const broken = run.windows.find(({ elapsedUs }) => elapsedUs === null);
    const { count } = round.windows;
    if (complete.length === count && broken === undefined) return [];
    const lost = run.windows.length - complete.length;
    // Laps, or all windows, that are not there say nothing against the result; another number of windows does.
    const isLost = run.windows.length === 0 || (run.windows.length === count && lost > 0);
    const which = lost === 0 ? '' : `; of ${lost} more at least a lap is not in the log`;
    return [
      {
        ...(broken?.place ?? { file: run.windows[0]?.place.file ?? fileOf(run), line: null }),
        ...{ expected: count, found: complete.length, bearing: isLost ? 'absent' : 'contradicted' },
        message: `The performance run has ${complete.length} measured windows${which}.`,
        remedy: 'Run performance mode again, and submit the log of the run that the results are of.',
      },
    ];
  },
};
