import { always, fileOf } from './rule.ts';
import type { ResultRule } from './rule.ts';

export const datasetList: ResultRule = {
  id: 'dataset-list',
  scope: 'result',
  title: 'Official list of inputs',
  asks: 'Accuracy is measured on the list of the round, not on one of an older round.',
  source: 'MLPerf Tiny rules, data sets: the ic list changed after v0.5',
  severity: always('error'),
  judge({ evidence, result, round }) {
    const run = evidence.runs.accuracy;
    const list = evidence.derived.accuracy?.labelList;
    const allowed = round.benchmarks[result.benchmark]?.lists ?? [];
    if (run === undefined || list == null || list === 'runner' || allowed.length === 0 || allowed.includes(list))
      return [];
    return [
      {
        ...{ file: run.windows[0]?.place.file ?? fileOf(run), line: run.windows[0]?.place.line ?? null },
        ...{ expected: allowed.join(' or '), found: list, bearing: 'contradicted' },
        message: `The inputs of the accuracy run are those of the list ${list}, which does not belong to ${round.name}.`,
        remedy: 'Run accuracy mode again with the current list and its inputs.',
      },
    ];
  },
};
