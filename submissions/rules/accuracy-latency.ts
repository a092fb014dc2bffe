import { always, figure, fileOf } from './rule.ts';
import type { ResultRule } from './rule.ts';

const mostTimes = 10;

export const accuracyLatency: ResultRule = {
  id: 'accuracy-latency',
  scope: 'result',
  title: 'Latency in accuracy mode',
  asks: 'An inference takes about as long in accuracy mode as in performance mode.',
  source: 'Observation: ten times is more than one inference without a warm-up explains',
  severity: always('info'),
  judge({ evidence }) {
    const { throughput, accuracy } = evidence.derived;
    const run = evidence.runs.accuracy;
    if (throughput === null || run === undefined || accuracy?.latencyUs == null) return [];
    const times = (accuracy.latencyUs * throughput) / 1e6;
    if (times < mostTimes) return [];
    return [
      {
        ...{ file: fileOf(run), line: null, bearing: 'none' },
        ...{ expected: `${figure(1e6 / throughput)} us`, found: `${figure(accuracy.latencyUs)} us` },
        message: `One inference takes ${figure(times)} times as long in accuracy mode as in performance mode.`,
        remedy: 'See that both modes run the same firmware with the same settings.',
      },
    ];
  },
};
