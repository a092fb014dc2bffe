import { always, runsOf } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

export const resultsRepeated: ResultRule = {
  id: 'results-repeated',
  scope: 'result',
  title: 'Lines of the results file',
  asks: 'Every line of a results file is there once.',
  source: 'The runner writes each once; repeated ones show a file put together from several',
  severity: always('warning'),
  judge: ({ evidence }) =>
    runsOf(evidence).flatMap(([mode, { claimed }]): Observation[] =>
      claimed === null || claimed.repeatedLines === 0
        ? []
        : [
            {
              ...{ file: claimed.file, line: null, expected: 0, found: claimed.repeatedLines, bearing: 'none' },
              message: `The results file of the ${mode} run says ${claimed.repeatedLines} lines again.`,
              remedy: 'Submit the results file as the runner wrote it.',
            },
          ],
    ),
};
