import { always, figure } from './rule.ts';
import type { ResultRule } from './rule.ts';

/** What the clocks may differ by, whatever is printed. */
const allowedShare = 0.05;

export const hostSeconds: ResultRule = {
  id: 'host-seconds',
  scope: 'result',
  title: 'Windows by the host’s seconds',
  asks: 'The windows of a log that prints whole seconds last as long for the host as the board says.',
  source: 'MLPerf Tiny rules: the timer of the board must be accurate; the MLCommons log has MMDD.HHMMSS of each line',
  severity: always('error'),
  judge({ evidence }) {
    const log = evidence.runs.performance?.log;
    const pace = log?.secondsPace ?? null;
    if (log == null || pace === null) return [];
    const { windows, hostS, boardS, warmupsS } = pace;
    // The difference of two cut off seconds has a variance of 1/6 s²: three deviations of the sum.
    const slackS = 3 * Math.sqrt(windows / 6) + allowedShare * boardS;
    // Whether a warm-up is as long as an inference is not known: both bounds are taken where they are widest.
    if (hostS >= boardS - slackS && hostS <= boardS + warmupsS + slackS) return [];
    return [
      {
        ...{ file: log.file, line: log.windows[0]?.place.line ?? null },
        ...{ expected: figure(boardS + warmupsS), found: hostS, bearing: 'contradicted' },
        message: `By the host’s clock the ${windows} performance windows took ${hostS} s, by the board’s ${figure(boardS)} s and ${figure(warmupsS)} s of warm-ups.`,
        remedy: 'Check the frequency that the board’s timer is set to, and run performance mode again.',
      },
    ];
  },
};
