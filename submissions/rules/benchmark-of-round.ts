import { always } from './rule.ts';
import type { ResultRule } from './rule.ts';

export const benchmarkOfRound: ResultRule = {
  id: 'benchmark-of-round',
  scope: 'result',
  title: 'Benchmark of the round',
  asks: 'The benchmark belongs to the round.',
  source: 'MLPerf Tiny rules, benchmarks of the round',
  severity: always('error'),
  judge({ result, round }) {
    if (round.benchmarks[result.benchmark] !== undefined) return [];
    const known = Object.keys(round.benchmarks).join(', ');
    return [
      {
        ...{ file: result.folder, line: null, expected: known, found: result.benchmark, bearing: 'contradicted' },
        message: `${result.benchmark} is no benchmark of ${round.name}.`,
        remedy: 'Submit it to a round that has it, or say the right round with --round.',
      },
    ];
  },
};
