import { always } from './rule.ts';
import type { ResultRule } from './rule.ts';

export const energyTrace: ResultRule = {
  id: 'energy-trace',
  scope: 'result',
  title: 'Trace of an energy figure',
  asks: 'An energy figure comes with the trace that it was integrated from.',
  source: 'MLPerf Tiny rules, energy; layout of the energy session',
  severity: always('error'),
  judge({ evidence, result }) {
    const run = evidence.runs.energy;
    const claim = evidence.claimed.energyUj;
    if (run === undefined || claim === null || run.energy !== null) return [];
    return [
      {
        ...{ file: run.files.folder, line: null, found: null, bearing: 'absent' },
        expected: result.runner === 'mlcommons' ? 'results.json with the samples' : 'trace1-energy.bin',
        message: `The claimed energy of ${claim.text} uJ has no trace: it cannot be derived again.`,
        remedy: 'Add the trace with its edges (or the results.json) of the energy run.',
      },
    ];
  },
};
