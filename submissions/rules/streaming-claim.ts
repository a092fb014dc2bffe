import { agrees } from './printed-digits.ts';
import { longWavTruthS } from '../evidence/long-wav-truth.ts';
import { always, figure } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

/** A log prints the times of pulses rounded, over a recording of twenty minutes; records have them whole. */
const allowedShare = 0.005;

export const streamingClaim: ResultRule = {
  id: 'streaming-claim',
  scope: 'result',
  title: 'Claims of streaming wakeword',
  asks: 'Hits, misses, false alarms, duty cycle and throughput are those of the detections and pulses of the log.',
  source: 'The MLCommons runner; its one second of grace is documented once and applied twice',
  severity: always('error'),
  judge: ({ evidence, result }) =>
    result.benchmark !== 'sww'
      ? []
      : (['performance', 'energy'] as const).flatMap((mode) => {
          const run = evidence.runs[mode];
          const claim = run?.claimed?.streaming;
          if (run?.claimed == null || claim == null || run.streaming === null) return [];
          const { asRun, pulses, recordedTruthS, arePulsesPrinted } = run.streaming;
          const place = { file: run.claimed.file, line: claim.line };
          const observations: Observation[] = [];
          const remedy = 'Submit the log and the results file of the same run, as the runner wrote them.';
          const counts = [claim.truePositives, claim.falseNegatives, claim.falsePositives].join(', ');
          const derived =
            asRun === null ? null : [asRun.truePositives, asRun.falseNegatives, asRun.falsePositives].join(', ');
          if (derived !== null && derived !== counts)
            observations.push({
              ...{ ...place, expected: derived, found: counts, remedy, bearing: 'contradicted' },
              message: `The results file of the ${mode} run says hits, misses and false alarms ${counts}; the log has ${derived}.`,
            });
          if (recordedTruthS !== null && !isOfficial(recordedTruthS))
            observations.push({
              ...{ ...run.streaming.place, expected: `${longWavTruthS.length} official windows`, remedy },
              ...{ found: `${recordedTruthS.length} others`, bearing: 'contradicted' },
              message: `The records of the ${mode} run say that the wakeword is elsewhere than it is in the official recording.`,
            });
          for (const [what, printed, value] of [
            ['duty cycle', claim.dutyCycle, pulses?.dutyCycle],
            ['throughput', claim.throughput, pulses?.throughput],
          ] as const) {
            if (printed === null || value === undefined) continue;
            if (agrees(printed, value, arePulsesPrinted ? allowedShare * Math.abs(value) : 0)) continue;
            observations.push({
              ...{ ...printed.place, expected: figure(value), found: printed.text, remedy, bearing: 'contradicted' },
              message: `The results file of the ${mode} run says ${what} ${printed.text}; the pulses in the log come to ${figure(value)}.`,
            });
          }
          return observations;
        }),
};

function isOfficial(windowsS: readonly (readonly [number, number])[]): boolean {
  return (
    windowsS.length === longWavTruthS.length &&
    longWavTruthS.every(([from, to], index) => {
      const [recordedFrom, recordedTo] = windowsS[index] ?? [];
      return recordedFrom === from && recordedTo === to;
    })
  );
}
