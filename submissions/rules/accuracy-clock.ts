import { always, figure, fileOf } from './rule.ts';
import type { ResultRule } from './rule.ts';

export const accuracyClock: ResultRule = {
  id: 'accuracy-clock',
  scope: 'result',
  title: 'Clock in accuracy mode',
  asks: 'The board’s clock goes as the host’s in accuracy mode too.',
  source: 'Observation: another rate than in performance mode shows another firmware or another clock setting',
  severity: always('warning'),
  judge({ evidence, round }) {
    const run = evidence.runs.accuracy;
    const ratio = evidence.derived.accuracy?.clockRatio ?? null;
    const other = evidence.derived.clockRatio ?? 1;
    if (run === undefined || ratio === null || Math.abs(ratio / other - 1) <= round.clock.errorAbove) return [];
    return [
      {
        ...{ file: fileOf(run), line: null, expected: figure(other), found: figure(ratio), bearing: 'none' },
        message: `In accuracy mode the host’s clock counts ${figure(ratio)} s to one second of the board, in performance mode ${figure(other)}.`,
        remedy: 'Run all modes with the same firmware and clock settings.',
      },
    ];
  },
};
