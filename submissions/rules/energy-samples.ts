import { always } from './rule.ts';
import type { ResultRule } from './rule.ts';

export const energySamples: ResultRule = {
  id: 'energy-samples',
  scope: 'result',
  title: 'Samples of the trace',
  asks: 'The samples of a trace are numbers, and not below zero.',
  source: 'Format of the trace: a supply is measured, which gives and does not take',
  severity: always('warning'),
  judge({ evidence }) {
    const energy = evidence.runs.energy?.energy;
    if (energy == null || energy.oddSamples === 0) return [];
    return [
      {
        ...{ file: energy.file, line: null, expected: 0, found: energy.oddSamples, bearing: 'none' },
        message: `${energy.oddSamples} of ${energy.samples} samples of the trace are below zero or no numbers.`,
        remedy: 'Look at the wiring and the range of the monitor; a few small ones near zero do no harm.',
      },
    ];
  },
};
