import { always, runsOf } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

export const logOfRecords: ResultRule = {
  id: 'log-of-records',
  scope: 'result',
  title: 'Log of these records',
  asks: 'The log holds as many inferences as the records beside it, of the same inputs.',
  source: 'MLPerf Tiny rules: log and records are of one run',
  severity: always('error'),
  judge: ({ evidence, result }) =>
    result.runner !== 'mlcommons'
      ? []
      : runsOf(evidence).flatMap(([mode, { log, records }]): Observation[] => {
          if (log === null || records === null || log.windows.length === 0 || records.length === 0) return [];
          const different = log.windows.findIndex(({ input }, index) => input !== (records[index]?.input ?? null));
          if (log.windows.length === records.length && different === -1) return [];
          const place = log.windows[different === -1 ? log.windows.length - 1 : different]?.place;
          return [
            {
              ...(place ?? { file: log.file, line: null }),
              ...{ expected: records.length, found: log.windows.length, bearing: 'contradicted' },
              message: `The log of the ${mode} run has ${log.windows.length} inferences, its records ${records.length}; they part here.`,
              remedy: 'Submit log and records of the same run, as the runner wrote them.',
            },
          ];
        }),
};
