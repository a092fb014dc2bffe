import { median } from '../evidence/figures.ts';
import { always, figure } from './rule.ts';
import type { ResultRule } from './rule.ts';

/** The published runs are between 1.6 % slower and 2.1 % faster in energy mode. */
const allowedShare = 0.05;

export const energySpeed: ResultRule = {
  id: 'energy-speed',
  scope: 'result',
  title: 'Speed in energy mode',
  asks: 'An inference takes as long in energy mode as in performance mode, within 5 %.',
  source: 'MLPerf Tiny rules: the same system under test in all modes; observation of the published rounds',
  severity: always('error'),
  judge({ evidence, result }) {
    const energy = evidence.runs.energy?.energy;
    const { throughput } = evidence.derived;
    if (energy == null || throughput === null || result.benchmark === 'sww') return [];
    const speed = median(
      energy.windows.flatMap(({ iterations, seconds }) =>
        iterations === null || !(seconds > 0) ? [] : [iterations / seconds],
      ),
    );
    if (speed === null || Math.abs(speed / throughput - 1) <= allowedShare) return [];
    return [
      {
        ...{ file: energy.file, line: null, bearing: 'contradicted' },
        ...{ expected: `${figure(throughput)} inferences/s`, found: `${figure(speed)} inferences/s` },
        message: `The energy run makes ${figure(speed)} inferences a second, the performance run ${figure(throughput)}.`,
        remedy: 'Measure energy and performance with one board, one firmware and the same clock.',
      },
    ];
  },
};
