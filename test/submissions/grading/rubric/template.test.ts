import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseRubric } from '../../../../submissions/grading/rubric/parse-rubric.ts';
import { rubricTemplate } from '../../../../submissions/grading/rubric/read-rubric.ts';
import { gradeClass } from '../../../../submissions/grading/scoring/grade-class.ts';
import { findBoard, readCatalogue } from '../../../../workloads/boards/catalogue.ts';
import { estimateOnBoard } from '../../../../workloads/boards/estimate.ts';
import { builtInWorkload } from '../../../../workloads/built-in/catalogue.ts';
import { cores } from '../../../../workloads/models/profile/cores.ts';
import { profileModel } from '../../../../workloads/models/profile/profile.ts';
import { readModelGraph } from '../../../../workloads/models/tflite/read.ts';
import { handInOf } from '../scoring/sample-class.ts';
import type { Values } from '../scoring/sample-class.ts';

/** The figures of the model that is given out, by what the project has measured and computes of it. */
function starterFigures(board: string): Values {
  const bytes = readFileSync(builtInWorkload('kws01').model);
  const core = cores.get('cortex-m4');
  assert.ok(core !== undefined);
  const profile = profileModel(readModelGraph(bytes, 'model.tflite'), bytes.length, core);
  const catalogue = readCatalogue();
  const { latencyUs } = estimateOnBoard(profile, findBoard(catalogue, board), catalogue);
  assert.ok(latencyUs !== null);
  return {
    accuracy: 193 / 204,
    latency: latencyUs.typical,
    sram: profile.peakActivationBytes + profile.runtimeState.bytes,
    flash: profile.flashBytes,
    macs: profile.macs,
  };
}

describe('The rubric that is given to begin with', () => {
  const rubric = parseRubric(rubricTemplate(), '/course/rubric.yaml', () => null);
  assert.ok(rubric.judgeOn.kind === 'estimate');
  const starter = starterFigures(rubric.judgeOn.board);
  const { latency = 0, sram = 0, flash = 0, macs = 0 } = starter;

  it('gives the model as it was given out its accuracy, and little else', () => {
    const half: Values = {
      accuracy: 0.925,
      latency: latency / 3,
      sram: sram * 0.65,
      flash: flash * 0.75,
      macs: macs / 4,
    };
    const { students } = gradeClass(rubric, [handInOf('lazy', starter), handInOf('good', half)], [], []);
    const totals = Object.fromEntries(students.map(({ student, total }) => [student.id, total]));
    assert.ok((totals['lazy'] ?? 0) >= 30 && (totals['lazy'] ?? 0) < 35, JSON.stringify(totals));
    assert.ok((totals['good'] ?? 0) > 80 && (totals['good'] ?? 0) <= 105, JSON.stringify(totals));
  });

  it('leaves what answers too badly no more than its condition says', () => {
    const tiny: Values = { accuracy: 0.3, latency: 1, sram: 1, flash: 1, macs: 1 };
    const [student] = gradeClass(rubric, [handInOf('tiny', tiny)], [], []).students;
    assert.equal(student?.total, 30);
    assert.equal(student.counting?.conditions[0]?.why, '30 %, and at least 88 % is asked for.');
  });
});
