import { always, runsOf } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

const said = ['name', 'profile', 'model'] as const;

export const oneDevice: ResultRule = {
  id: 'one-device',
  scope: 'result',
  title: 'One device across modes',
  asks: 'Performance, accuracy and energy are measured on one device with one firmware.',
  source: 'MLPerf Tiny rules: the same system under test in all modes',
  severity: always('error'),
  judge({ evidence }) {
    const observations: Observation[] = [];
    for (const what of said) {
      const seen = runsOf(evidence).flatMap(([mode, { log }]) => {
        const value = log?.device[what] ?? null;
        return value === null || log === null ? [] : [{ mode, value, place: log.device.place }];
      });
      const [first] = seen;
      const other = seen.find(({ value }) => value !== first?.value);
      if (first === undefined || other === undefined) continue;
      observations.push({
        ...{ ...other.place, expected: first.value, found: other.value, bearing: 'contradicted' },
        message: `The board’s ${what} is “${first.value}” in ${first.mode} mode and “${other.value}” in ${other.mode} mode.`,
        remedy: 'Measure all modes with one board and one firmware.',
      });
    }
    return observations;
  },
};
