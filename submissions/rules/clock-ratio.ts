import { always, figure, fileOf } from './rule.ts';
import type { ResultRule } from './rule.ts';

export const clockRatio: ResultRule = {
  id: 'clock-ratio',
  scope: 'result',
  title: 'Board clock against host clock',
  asks: 'The board’s clock, by which windows are timed, goes as the host’s.',
  source: 'MLPerf Tiny rules: the timer of the board must be accurate; both clocks are in the log',
  severity: always('error'),
  judge({ evidence, round }) {
    const run = evidence.runs.performance;
    const { clockRatio: ratio, throughput } = evidence.derived;
    if (run === undefined || ratio === null) return [];
    const away = Math.abs(ratio - 1);
    if (away <= round.clock.warnAbove) return [];
    const isLarge = away > round.clock.errorAbove;
    const byHost =
      throughput === null || !(ratio > 0)
        ? ''
        : `; by the host’s clock ${figure(throughput / ratio)} inferences/s, by the board’s ${figure(throughput)}`;
    return [
      {
        ...{ file: fileOf(run), line: run.windows[0]?.place.line ?? null, expected: 1, found: figure(ratio) },
        severity: isLarge ? 'error' : 'warning',
        bearing: isLarge ? 'contradicted' : 'none',
        message: `In the performance windows the host’s clock counts ${figure(ratio)} s to one second of the board${byHost}.`,
        remedy: 'Check the frequency that the board’s timer is set to, and run performance mode again.',
      },
    ];
  },
};
