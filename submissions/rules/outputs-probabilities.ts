import { always, figure, fileOf } from './rule.ts';
import type { ResultRule } from './rule.ts';

const allowed = 0.1;

export const outputsProbabilities: ResultRule = {
  id: 'outputs-probabilities',
  scope: 'result',
  title: 'Answers that are probabilities',
  asks: 'The scores of an answer sum to about one.',
  source: 'User guide: results are probabilities; EEMBC’s AUC takes thresholds between 0 and 1',
  severity: always('warning'),
  judge({ evidence }) {
    const run = evidence.runs.accuracy;
    const { sumMin = null, sumMax = null } = evidence.derived.accuracy ?? {};
    if (run === undefined || sumMin === null || sumMax === null) return [];
    if (sumMin >= 1 - allowed && sumMax <= 1 + allowed) return [];
    return [
      {
        ...{ file: run.windows[0]?.place.file ?? fileOf(run), line: run.windows[0]?.resultsLine ?? null },
        ...{ expected: '1', found: `${figure(sumMin)} to ${figure(sumMax)}`, bearing: 'none' },
        message: `The scores of an answer sum to ${figure(sumMin)} to ${figure(sumMax)}: they are no probabilities.`,
        remedy: 'Print dequantized scores after the softmax; the AUC depends on it.',
      },
    ];
  },
};
