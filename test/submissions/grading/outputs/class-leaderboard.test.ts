import assert from 'node:assert/strict';
import { classLeaderboard } from '../../../../submissions/grading/outputs/class-leaderboard.ts';
import type { MeasuredRun } from '../../../../submissions/grading/measuring/measured.ts';
import { pseudonyms } from '../../../../submissions/grading/outputs/pseudonyms.ts';
import type { ClassGrades } from '../../../../submissions/grading/scoring/grades.ts';
import { resultsText } from '../../../../submissions/results-file/merge-results.ts';
import { parseResults } from '../../../../submissions/results-file/read-results.ts';
import type { ResultsFile } from '../../../../submissions/results-file/results-file.ts';
import { hiddenRubric, madeClass, madeRubric } from './made-class.ts';

const key = new Uint8Array(32).fill(1);

function namesOf({ students }: ClassGrades): Map<string, string> {
  return pseudonyms(
    key,
    students.map(({ student }) => student.id),
  );
}

async function leaderboardOf(rubric = madeRubric()): Promise<ResultsFile> {
  const { grades } = await madeClass(rubric);
  const file = classLeaderboard(grades, namesOf(grades));
  assert.ok(file !== null);
  return parseResults(resultsText(file), 'leaderboard.json');
}

describe('The leaderboard of a class', () => {
  it('is a results file of all who have figures, under pseudonyms', async () => {
    const { results, sources } = await leaderboardOf();
    assert.equal(results.length, 11);
    assert.deepEqual(
      sources.map(({ name }) => name),
      ['Small and fast keyword spotting'],
    );
    for (const { submitter, system, kind, verdict, benchmark, derived, model } of results) {
      assert.match(submitter ?? '', /^[A-Z][a-z]+ [A-Z][a-z]+ \d{4}$/);
      assert.equal(system.name, submitter);
      assert.deepEqual([system.board, system.clockMhz], ['NUCLEO-L4R5ZI', 120]);
      assert.deepEqual([kind, verdict, benchmark, model.precision], ['estimated', 'valid', 'kws', 'int8']);
      assert.ok((derived.latencyUs ?? 0) > 1000 && (derived.top1 ?? 0) > 80 && (derived.throughput ?? 0) > 1);
    }
    assert.equal(new Set(results.map(({ id }) => id)).size, results.length);
  });

  it('has nothing that says who is who, and nothing of hidden data', async () => {
    const { grades } = await madeClass(hiddenRubric());
    const file = await leaderboardOf(hiddenRubric());
    const text = resultsText(file);
    for (const { student, counting } of grades.students) {
      for (const secret of [student.id, student.name, student.email, counting?.handIn.name]) {
        if (secret != null && secret.length > 2) assert.ok(!text.includes(secret), secret);
      }
    }
    assert.doesNotMatch(text, /sha256|\.zip|\.tflite|hidden|staff/);
    assert.equal(text, resultsText(await leaderboardOf()), 'the same as without a hidden part');
  });

  it('says what figures from boards are, and how the evidence was judged', async () => {
    const rubric = madeRubric({
      judgeOn: { kind: 'measured', device: 'board-1', allowsSimulated: true, calibration: null },
    });
    const { grades } = await madeClass(rubric);
    const kinds = ['measured', 'simulated'] as const;
    const students = grades.students.slice(0, 2).map((grade, index) => {
      const { counting } = grade;
      assert.ok(counting !== null);
      const figures = counting.measured.figures.map((figure) =>
        figure.kind === 'estimated' ? { ...figure, kind: kinds[index] ?? 'measured' } : figure,
      );
      const run: MeasuredRun = {
        ...{
          mode: 'performance',
          folder: 'x',
          logSha256: 'ab',
          lapsSha256: null,
          durationS: null,
          device: 'SN-123',
          startedAt: null,
        },
        ...{ isSimulated: index === 1, verdict: index === 1 ? 'unverifiable' : 'valid' },
      };
      return { ...grade, counting: { ...counting, measured: { ...counting.measured, figures, runs: [run] } } };
    });
    const file = classLeaderboard({ ...grades, students }, namesOf(grades));
    assert.deepEqual(file?.results.map(({ kind, verdict, system }) => [kind, verdict, system.board]).sort(), [
      ['measured', 'valid', 'board-1'],
      ['simulated', 'unverifiable', 'board-1'],
    ]);
    assert.ok(!JSON.stringify(file).includes('SN-123'));
  });

  it('is not there of a workload of the course’s own', async () => {
    const { grades } = await madeClass(madeRubric({ workload: '/course/own.yaml' }));
    assert.equal(classLeaderboard(grades, namesOf(grades)), null);
  });
});
