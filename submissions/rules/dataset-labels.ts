import { always, fileOf } from './rule.ts';
import type { ResultRule } from './rule.ts';

export const datasetLabels: ResultRule = {
  id: 'dataset-labels',
  scope: 'result',
  title: 'Labels',
  asks: 'The labels that the runner used are those of the official list.',
  source: 'MLPerf Tiny rules, data sets: y_labels.csv',
  severity: always('error'),
  judge({ evidence }) {
    const run = evidence.runs.accuracy;
    const changed = new Set(evidence.derived.accuracy?.relabelled ?? []);
    if (run === undefined || changed.size === 0) return [];
    const first = run.windows.find(({ input }) => input !== null && changed.has(input));
    return [
      {
        ...(first?.place ?? { file: fileOf(run), line: null }),
        ...{ expected: 0, found: changed.size, bearing: 'contradicted' },
        message: `${changed.size} inputs have another label than in the official list: ${[...changed].slice(0, 3).join(', ')}.`,
        remedy: 'Use the label file of the benchmark as it is, and run accuracy mode again.',
      },
    ];
  },
};
