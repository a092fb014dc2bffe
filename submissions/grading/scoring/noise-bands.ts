import { sampleStandardDeviation } from 'simple-statistics';
import { failure } from '../../../harness/errors.ts';
import { measureFacts } from '../rubric/rubric.ts';
import type { Rubric } from '../rubric/rubric.ts';
import type { NoiseBand } from './grades.ts';
import { studentT99 } from './student-t.ts';

/** What one session of the reference measured; null for what it did not. */
export interface CalibrationRun {
  /** Of an inference. */
  readonly latencyUs: number | null;
  readonly energyUj: number | null;
}

type BoardMeasure = NoiseBand['measure'];

const boardMeasures: readonly BoardMeasure[] = ['latency', 'energy'];
/** Two runs say next to nothing of how a third will differ. */
const fewestRuns = 3;

/**
 * How far two runs of one program lie apart on a board, from repeated runs of a reference: σ of the logarithms × √2 (the
 * difference of two) × Student's t for 99 % on both sides, as σ is itself an estimate. With 95 % one pair of equal programs
 * in twenty would be told apart, which in a class is sure to happen to somebody.
 * @param wanted what the rubric needs a band of (see `calibratedMeasures`); of the others, those that were measured
 * @throws BenchError rubric.calibration where there are fewer than three runs
 */
export function noiseBands(runs: readonly CalibrationRun[], wanted: readonly BoardMeasure[] = []): NoiseBand[] {
  return boardMeasures.flatMap((measure) => {
    const values = runs
      .map(({ latencyUs, energyUj }) => (measure === 'latency' ? latencyUs : energyUj))
      .filter((value): value is number => value !== null && Number.isFinite(value) && value > 0);
    if (values.length === 0 && !wanted.includes(measure)) return [];
    if (values.length < fewestRuns) {
      const count =
        values.length === 0
          ? 'no session has it'
          : `only ${values.length} of the sessions ${values.length === 1 ? 'has' : 'have'} it`;
      throw failure('rubric.calibration', { measure, problem: `${count}, and ${fewestRuns} or more are needed` });
    }
    return [bandOf(measure, values)];
  });
}

/** What a rubric judges by sessions on boards, and says how to calibrate. */
export function calibratedMeasures({ judgeOn, criteria, conditions }: Rubric): BoardMeasure[] {
  if (judgeOn.kind !== 'measured' || judgeOn.calibration === null) return [];
  const asked = new Set([...criteria, ...conditions].map(({ measure }) => measure));
  return boardMeasures.filter((measure) => asked.has(measure));
}

function bandOf(measure: BoardMeasure, values: readonly number[]): NoiseBand {
  const sigma = sampleStandardDeviation(values.map((value) => Math.log(value)));
  const relative = Math.expm1(sigma * Math.SQRT2 * studentT99(values.length - 1));
  const percent = Number((100 * Math.expm1(sigma)).toPrecision(2));
  const title = measureFacts[measure].title.toLowerCase();
  return { measure, relative, basis: `${values.length} sessions of the reference, σ of ${title} = ${percent} %` };
}
