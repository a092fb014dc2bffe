import type { ClaimedRun } from '../evidence/claimed.ts';
import type { PrintedFigure } from '../evidence/evidence.ts';
import { median } from '../evidence/figures.ts';
import { agrees, runnersDigit, slackOf } from './printed-digits.ts';
import { always, figure } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

export const claimThroughput: ResultRule = {
  id: 'claim-throughput',
  scope: 'result',
  title: 'Claimed throughput',
  asks: 'The throughput of the results file is that of the log to its printed digits, and the median of its windows.',
  source: 'MLPerf Tiny rules: the median of the windows, inferences by seconds between the laps',
  severity: always('error'),
  judge({ evidence, result }) {
    const run = evidence.runs.performance;
    const claim = evidence.claimed.throughput;
    if (result.benchmark === 'sww' || run === undefined || run.claimed === null) return [];
    const { derived } = evidence;
    const digit = runnersDigit('throughput', result.runner);
    if (claim === null) return [noClaim(run.claimed)];
    const observations: Observation[] = [];
    if (derived.throughput !== null && !agrees(claim, derived.throughput, slackOf(run.windows), digit))
      observations.push(differs(claim, derived.throughput, 'the log comes to'));
    const printed = run.claimed.windows.flatMap(({ throughput }) => throughput?.value ?? []);
    const middle = median(printed);
    if (middle !== null && printed.length > 0 && !agrees(claim, middle, 0.001, digit))
      observations.push(differs(claim, middle, 'the median of the windows it prints is'));
    return observations;
  },
};

function differs({ text, place }: PrintedFigure, derived: number, whose: string): Observation {
  return {
    ...place,
    ...{ expected: String(derived), found: text, bearing: 'contradicted' },
    message: `The results file says ${text} inferences a second; ${whose} ${figure(derived)}.`,
    remedy: 'Submit the log and the results file of the same run, as the runner wrote them.',
  };
}

function noClaim({ file }: ClaimedRun): Observation {
  return {
    ...{ file, line: null, expected: 'Median throughput is N inf./sec.', found: null, bearing: 'absent' },
    message: 'The results file of the performance run says no median throughput.',
    remedy: 'Run performance mode to its end, and submit its results file.',
  };
}
