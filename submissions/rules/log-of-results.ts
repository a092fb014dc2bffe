import type { ClaimedRun, ClaimedWindow } from '../evidence/claimed.ts';
import { windowThroughput } from '../evidence/derive.ts';
import type { MeasuredWindow, RunEvidence } from '../evidence/evidence.ts';
import { agrees, slackOf } from './printed-digits.ts';
import { always, figure } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

export const logOfResults: ResultRule = {
  id: 'log-of-results',
  scope: 'result',
  title: 'Log of these results',
  asks: 'The windows that the results file prints are those of the log, in number, inferences, seconds and throughput.',
  source: 'MLPerf Tiny rules: the log is that of the run whose results are submitted',
  severity: always('error'),
  judge({ evidence }) {
    const run = evidence.runs.performance;
    if (run?.claimed == null || run.windows.length === 0 || run.claimed.windows.length === 0) return [];
    const { claimed, windows } = run;
    if (claimed.windows.length !== windows.length) return [countDiffers(run, claimed)];
    return claimed.windows.flatMap((claim, index) => {
      const window = windows[index];
      return window === undefined ? [] : windowDiffers(claimed.file, claim, window);
    });
  },
};

function countDiffers(run: RunEvidence, { windows, file }: ClaimedRun): Observation {
  return {
    ...{ file, line: windows[0]?.line ?? null, expected: run.windows.length, found: windows.length },
    bearing: 'contradicted',
    message: `The results file has ${windows.length} windows, the log ${run.windows.length}: they are not of one run.`,
    remedy: 'Submit the log and the results file of the same run.',
  };
}

function windowDiffers(file: string, claim: ClaimedWindow, window: MeasuredWindow): Observation[] {
  const observations: Observation[] = [];
  const add = (what: string, found: string | number, expected: string): void => {
    observations.push({
      ...{ file, line: claim.line, expected, found, bearing: 'contradicted' },
      message: `Window ${claim.number} of the results file says ${what} ${found}, the log ${expected} (${window.place.file}, line ${window.place.line ?? '–'}).`,
      remedy: 'Submit the log and the results file of the same run, as the runner wrote them.',
    });
  };
  if (claim.iterations !== null && window.iterations !== null && claim.iterations !== window.iterations)
    add('inferences', claim.iterations, String(window.iterations));
  const seconds = window.elapsedUs === null ? null : window.elapsedUs / 1e6;
  if (claim.seconds !== null && seconds !== null && !agrees(claim.seconds, seconds, window.resolutionUs / 1e6))
    add('seconds', claim.seconds.text, figure(seconds));
  const throughput = windowThroughput(window);
  if (claim.throughput !== null && throughput !== null && !agrees(claim.throughput, throughput, slackOf([window])))
    add('inferences a second', claim.throughput.text, String(throughput));
  return observations;
}
