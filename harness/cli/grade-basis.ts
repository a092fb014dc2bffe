import type { GivenModel } from '../../submissions/grading/likeness/likeness.ts';
import { fingerprintModel } from '../../submissions/grading/likeness/model-fingerprint.ts';
import type { MeasuredRun } from '../../submissions/grading/measuring/measured.ts';
import { readCalibration } from '../../submissions/grading/measuring/read-calibration.ts';
import type { Rubric } from '../../submissions/grading/rubric/rubric.ts';
import type { NoiseBand } from '../../submissions/grading/scoring/grades.ts';
import { calibratedMeasures, noiseBands } from '../../submissions/grading/scoring/noise-bands.ts';
import { sha256 } from '../../workloads/datasets/digest.ts';
import { readModelFile } from '../../workloads/models/open-model.ts';
import { readModelGraph } from '../../workloads/models/tflite/read.ts';

/** What repeated runs of the reference come to. */
export interface Calibration {
  readonly bands: readonly NoiseBand[];
  /** The runs themselves: nobody else's. */
  readonly runs: readonly MeasuredRun[];
}

/**
 * How far runs of one program lie apart on the rubric's board; nothing where it judges on estimates.
 * @throws BenchError grade.calibration, rubric.calibration
 */
export async function calibrationOf(rubric: Rubric): Promise<Calibration> {
  const { judgeOn } = rubric;
  if (judgeOn.kind !== 'measured' || judgeOn.calibration === null) return { bands: [], runs: [] };
  const sessions = await readCalibration(judgeOn.calibration, rubric);
  return { bands: noiseBands(sessions, calibratedMeasures(rubric)), runs: sessions.flatMap(({ runs }) => runs) };
}

/**
 * The bands of the calibration alone.
 * @throws BenchError grade.calibration, rubric.calibration
 */
export async function bandsOf(rubric: Rubric): Promise<readonly NoiseBand[]> {
  return (await calibrationOf(rubric)).bands;
}

/**
 * The models that everybody was given: having them is no copying.
 * @throws BenchError those of reading a model
 */
export async function givenModelsOf({ baseline }: Rubric): Promise<GivenModel[]> {
  if (baseline === null) return [];
  const { file, bytes } = await readModelFile(baseline);
  return [{ file, sha256: sha256(bytes), ...fingerprintModel(readModelGraph(bytes, file)) }];
}
