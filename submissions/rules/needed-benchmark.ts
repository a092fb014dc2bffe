import { byDivision } from './rule.ts';
import type { ResultRule } from './rule.ts';

export const neededBenchmark: ResultRule = {
  id: 'needed-benchmark',
  scope: 'result',
  title: 'A benchmark that needs another',
  asks: 'A system with ic2 has a result for ic as well.',
  source: 'MLPerf Tiny rules of v1.4',
  severity: byDivision('error', 'warning'),
  judge({ submission, result, round }) {
    const needs = round.benchmarks[result.benchmark]?.needs;
    if (needs === undefined) return [];
    const isThere = submission.results.some(
      ({ benchmark, system, submitter, division }) =>
        benchmark === needs &&
        system === result.system &&
        submitter === result.submitter &&
        division === result.division,
    );
    if (isThere) return [];
    return [
      {
        ...{ file: result.folder, line: null, expected: needs, found: null, bearing: 'none' },
        message: `${result.benchmark} comes without ${needs} for the same system.`,
        remedy: `Add the ${needs} result of this system.`,
      },
    ];
  },
};
