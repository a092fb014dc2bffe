import type { MeasuredWindow } from '../evidence/evidence.ts';
import { always, runsOf } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

const parts = {
  input: 'the input that was loaded',
  warmups: 'the command to infer',
  iterations: 'the number of inferences',
  startLapUs: 'the lap at its start',
  endLapUs: 'the lap at its end',
  results: 'the answer',
} as const satisfies Partial<Record<keyof MeasuredWindow, string>>;

export const logComplete: ResultRule = {
  id: 'log-complete',
  scope: 'result',
  title: 'All lines of an inference',
  asks: 'The log holds every line of each inference that it holds of most.',
  source: 'Firmware API: what the runner and the board say of an inference, in their order',
  severity: always('warning'),
  judge: ({ evidence }) =>
    runsOf(evidence).flatMap(([mode, { log }]): Observation[] => {
      const windows = log?.windows ?? [];
      if (log === null || windows.length < 2) return [];
      return (Object.keys(parts) as (keyof typeof parts)[]).flatMap((part): Observation[] => {
        const without = windows.filter((window) => window[part] === null);
        const [first] = without;
        if (first === undefined || 2 * without.length > windows.length) return [];
        return [
          {
            ...{ ...first.place, expected: windows.length, found: windows.length - without.length, bearing: 'none' },
            message: `In the log of the ${mode} run ${without.length} of ${windows.length} inferences lack ${parts[part]}.`,
            remedy: 'Submit the log as the runner wrote it; look for a disturbed serial line.',
          },
        ];
      });
    }),
};
