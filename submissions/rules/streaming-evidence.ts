import { always } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

export const streamingEvidence: ResultRule = {
  id: 'streaming-evidence',
  scope: 'result',
  title: 'Evidence of streaming wakeword',
  asks: 'Detections and pulses of the run that is claimed are in its log or its records.',
  source: 'MLPerf Tiny rules: logs of every run are submitted',
  severity: always('warning'),
  judge({ evidence, result }) {
    if (result.benchmark !== 'sww') return [];
    const observations: Observation[] = [];
    const run = evidence.runs.energy?.claimed?.streaming == null ? evidence.runs.performance : evidence.runs.energy;
    if (run?.claimed?.streaming != null && run.streaming?.pulses == null)
      observations.push({
        ...{ file: run.claimed.file, line: run.claimed.streaming.line, expected: 'pulses', found: null },
        ...{
          bearing: 'absent',
          message: 'The claimed duty cycle and throughput cannot be derived: no pulses are in the files.',
        },
        remedy: 'Add the results.json of the run.',
      });
    const [first, second] = [evidence.runs.energy, evidence.runs.performance].map(
      (each) => each?.claimed?.streaming?.throughput,
    );
    if (first != null && second != null && first.text !== second.text)
      observations.push({
        ...{ ...second.place, expected: first.text, found: second.text, bearing: 'none', severity: 'info' },
        message: `The energy run says ${first.text} inferences a second, the performance run ${second.text}; the official summary takes the energy run.`,
        remedy: 'Nothing; know which of the two is published.',
      });
    return observations;
  },
};
