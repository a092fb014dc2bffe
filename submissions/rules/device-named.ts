import { always, runsOf } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

export const deviceNamed: ResultRule = {
  id: 'device-named',
  scope: 'result',
  title: 'Name of the device',
  asks: 'The log of every run says which board, firmware and model answered.',
  source: 'Firmware API: the runner asks for name and profile before it measures',
  severity: always('warning'),
  judge: ({ evidence }) =>
    runsOf(evidence).flatMap(([mode, { log }]): Observation[] => {
      if (log === null || log.windows.length === 0) return [];
      const { name, profile, model } = log.device;
      if (name !== null || profile !== null || model !== null) return [];
      return [
        {
          ...{ file: log.file, line: null, expected: 'a name, a profile or a model', found: null, bearing: 'absent' },
          message: `The log of the ${mode} run does not say of which device it is.`,
          remedy: 'Submit the log as the runner wrote it, from its first line.',
        },
      ];
    }),
};
