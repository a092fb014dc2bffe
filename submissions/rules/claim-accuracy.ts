import { agrees, runnersDigit } from './printed-digits.ts';
import { always, figure } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

export const claimAccuracy: ResultRule = {
  id: 'claim-accuracy',
  scope: 'result',
  title: 'Claimed accuracy',
  asks: 'Top-1 and AUC of the results file are those that the answers of the log come to, to the printed digits.',
  source: 'The definitions of the runners: the first maximum; EEMBC’s AUC of 101 thresholds, MLCommons’ ROC AUC',
  severity: always('error'),
  judge({ evidence, result, round }) {
    const run = evidence.runs.accuracy;
    if (run?.claimed == null || result.benchmark === 'sww') return [];
    const { claimed, derived } = evidence;
    const name = round.benchmarks[result.benchmark]?.quality?.figure ?? 'top1';
    const observations: Observation[] = [];
    if (claimed[name] === null)
      observations.push({
        ...{ file: run.claimed.file, line: null, expected: name === 'auc' ? 'AUC' : 'Top-1', found: null },
        ...{
          bearing: 'absent',
          message: `The results file of the accuracy run says no ${name === 'auc' ? 'AUC' : 'top-1'}.`,
        },
        remedy: 'Run accuracy mode to its end, and submit its results file.',
      });
    // Anomaly detection has no classes: what its results files print as top-1 says nothing.
    for (const key of result.benchmark === 'ad' ? (['auc'] as const) : (['top1', 'auc'] as const)) {
      const [claim, value] = [claimed[key], derived[key]];
      if (claim === null) continue;
      if (value === null) {
        if (key === name && run.windowsFrom !== null)
          observations.push({
            ...{ ...claim.place, expected: null, found: claim.text, bearing: 'absent' },
            message: `The claimed ${key === 'top1' ? 'top-1' : 'AUC'} cannot be derived again: no label is known for the inputs of the log.`,
            remedy: 'Measure on the official inputs, or submit the labels that were used.',
          });
        continue;
      }
      if (agrees(claim, value, 0, runnersDigit(key, result.runner))) continue;
      observations.push({
        ...{ ...claim.place, expected: figure(value), found: claim.text, bearing: 'contradicted' },
        message: `The results file says ${key === 'top1' ? 'top-1' : 'AUC'} ${claim.text}; the answers in the log come to ${figure(value)}.`,
        remedy: 'Submit the log and the results file of the same run, as the runner wrote them.',
      });
    }
    return observations;
  },
};
