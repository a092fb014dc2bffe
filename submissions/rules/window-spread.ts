import { always, figure, fileOf } from './rule.ts';
import type { ResultRule } from './rule.ts';

export const windowSpread: ResultRule = {
  id: 'window-spread',
  scope: 'result',
  title: 'Spread of the windows',
  asks: 'The windows of a performance run agree with each other.',
  source: 'Observation: of the published results all but a few are within 5 %',
  severity: always('warning'),
  judge({ evidence, round }) {
    const { spread } = evidence.derived;
    const run = evidence.runs.performance;
    if (spread === null || run === undefined || spread <= round.maximumSpread) return [];
    return [
      {
        ...{ file: fileOf(run), line: null, expected: `at most ${round.maximumSpread * 100} %`, bearing: 'none' },
        found: `${figure(spread * 100)} %`,
        message: `The fastest performance window is ${figure(spread * 100)} % faster than the slowest.`,
        remedy: 'Look for work beside the inferences, or a clock that changes, and run again.',
      },
    ];
  },
};
