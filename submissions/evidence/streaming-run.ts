import type { Place } from '../finding.ts';
import { countDetections } from './count-detections.ts';
import { longWavTruthS } from './long-wav-truth.ts';
import type { StreamingRecord } from './results-json.ts';
import type { StreamingEvidence } from './streaming.ts';

/** The interface board prints times of pulses in tens of microseconds. */
const printedPulseS = 1e-5;
const documentedGraceS = 1;
const runnerGraceS = 2;

/** What a streaming run comes to, from results.json. */
export function streamingOfRecord(record: StreamingRecord, place: Place): StreamingEvidence {
  const { detectionWindowsS: windowsS, detectionsMs, pulseStartsS, pulseStopsS } = record;
  return {
    ...streamingOf(place, detectionsMs, pulseStartsS, pulseStopsS),
    ...{ recordedTruthS: windowsS.length === 0 ? null : windowsS, arePulsesPrinted: false },
  };
}

/** What a streaming run comes to, from what its log prints; the recording is the official one. */
export function streamingOfLog(
  detectionsMs: readonly number[],
  pulses: { readonly starts: readonly number[]; readonly stops: readonly number[] },
  place: Place,
): StreamingEvidence {
  const seconds = (printed: number): number => printed * printedPulseS;
  return {
    ...streamingOf(place, detectionsMs, pulses.starts.map(seconds), pulses.stops.map(seconds)),
    ...{ recordedTruthS: null, arePulsesPrinted: true },
  };
}

/**
 * Counted against the official recording, whatever the records say of it.
 * @param detectionsMs the first of them marks the beginning of the recording
 */
function streamingOf(
  place: Place,
  detectionsMs: readonly number[],
  startsS: readonly number[],
  stopsS: readonly number[],
): Omit<StreamingEvidence, 'recordedTruthS' | 'arePulsesPrinted'> {
  const [beginMs = 0, ...later] = detectionsMs;
  const detectionsS = later.map((time) => (time - beginMs) / 1000);
  return {
    ...{ place, detectionsS, truthS: longWavTruthS },
    asRun: countDetections(detectionsS, longWavTruthS, runnerGraceS),
    withOneSecond: countDetections(detectionsS, longWavTruthS, documentedGraceS),
    pulses: pulsesOf(startsS, stopsS),
  };
}

/** Mean length of the pulses by the mean distance of their beginnings. */
function pulsesOf(startsS: readonly number[], stopsS: readonly number[]): StreamingEvidence['pulses'] {
  const count = Math.min(startsS.length, stopsS.length);
  if (count < 2) return null;
  const lengths = startsS.slice(0, count).map((start, index) => (stopsS[index] ?? Number.NaN) - start);
  const processingS = lengths.reduce((sum, length) => sum + length, 0) / count;
  const periodS = ((startsS[count - 1] ?? Number.NaN) - (startsS[0] ?? Number.NaN)) / (count - 1);
  if (!(processingS > 0 && periodS > 0)) return null;
  return { count, dutyCycle: processingS / periodS, periodS, throughput: 1 / processingS };
}
