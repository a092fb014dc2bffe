import type { LogEvidence } from '../evidence/evidence.ts';
import type { RunMode } from '../submission.ts';
import { always, runsOf } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

type LogMode = NonNullable<LogEvidence['mode']>;

/** One window alone is of the same kind as five: that there are too few is said by the number of windows. */
const modesOfRun: Readonly<Record<RunMode, readonly LogMode[]>> = {
  performance: ['bmark', 'single'],
  accuracy: ['multi'],
  energy: ['bmark', 'single'],
};

export const modeOfRun: ResultRule = {
  id: 'mode-of-run',
  scope: 'result',
  title: 'Mode of a log',
  asks: 'The log is of the mode whose results it stands for.',
  source: 'EEMBC’s runner logs its mode, `runMode`: five windows (bmark) or all inputs (multi)',
  severity: always('error'),
  judge: ({ evidence }) =>
    runsOf(evidence).flatMap(([mode, { log }]): Observation[] => {
      const found = log?.mode ?? null;
      if (log === null || found === null || modesOfRun[mode].includes(found)) return [];
      const expected = modesOfRun[mode][0] ?? null;
      return [
        {
          ...{ file: log.file, line: null, expected, found, bearing: 'contradicted' },
          message: `The log of the ${mode} run says that it is of mode ${found}; ${mode} is measured in mode ${expected ?? '–'}.`,
          remedy: `Submit the log of the ${mode} run.`,
        },
      ];
    }),
};
