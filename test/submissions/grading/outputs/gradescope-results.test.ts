import assert from 'node:assert/strict';
import { gradescopeResults, gradescopeText } from '../../../../submissions/grading/outputs/gradescope-results.ts';
import { toldGrades } from '../../../../submissions/grading/outputs/told-grades.ts';
import type { GradescopeResults } from '../../../../submissions/grading/outputs/gradescope-results.ts';
import { gradeOf } from '../scoring/sample-class.ts';
import { hiddenRubric, madeClass, madeRubric } from './made-class.ts';

async function resultsOf(id: string, rubric = madeRubric()): Promise<GradescopeResults> {
  const { grades } = await madeClass(rubric);
  const told = toldGrades(grades);
  const both = { grade: gradeOf(grades, id), told: gradeOf(told.grades, id), hidden: told.hidden };
  return gradescopeResults(both, rubric, '1.2.3');
}

describe('Results for Gradescope', () => {
  it('have the total, a test for each criterion and condition, and figures for the leaderboard', async () => {
    const { score, tests, leaderboard, output } = await resultsOf('s1005');
    assert.ok(score > 0);
    assert.deepEqual(
      tests.map(({ name, number, max_score, visibility }) => [name, number, max_score, visibility]),
      [
        ['Accuracy', '1', 30, 'visible'],
        ['Latency', '2', 40, 'visible'],
        ['SRAM', '3', 15, 'visible'],
        ['Flash', '4', 15, 'visible'],
        ['Fewest multiply-accumulates of the class (extra)', '5', 5, 'visible'],
        ['Condition: Accuracy of 88 % or more', '6', undefined, 'visible'],
      ],
    );
    assert.match(tests[1]?.output ?? '', /^[\d.]+ ms \(estimated for NUCLEO-L4R5ZI\)\nBetween 64 ms/);
    assert.deepEqual(
      leaderboard.map(({ name, order }) => [name, order]),
      [
        ['Accuracy (%)', 'desc'],
        ['Latency (ms)', 'asc'],
        ['SRAM (kB)', 'asc'],
        ['Flash (kB)', 'asc'],
        ['Fewest multiply-accumulates of the class (MMAC)', 'asc'],
      ],
    );
    assert.match(output, /There are two models/);
  });

  it('keep what is judged on hidden data until grades are published, and off the leaderboard', async () => {
    const { tests, leaderboard, output } = await resultsOf('s1002', hiddenRubric());
    const hidden = tests.filter(({ visibility }) => visibility === 'after_published');
    assert.deepEqual(
      hidden.map(({ name }) => name),
      ['Accuracy on hidden data', 'Condition: Not below 82 % on hidden data'],
    );
    assert.ok(!leaderboard.some(({ name }) => name.includes('hidden')));
    assert.match(output, /^The best of 2 hand-ins counts: attempt \d.*\nThis total is of the open part/);
    const shown = await resultsOf('s1002', hiddenRubric({ showHidden: true }));
    assert.ok(shown.tests.every(({ visibility }) => visibility === 'visible'));
    assert.match(shown.output, /The best of 2 hand-ins counts/);
  });

  it('show nothing that the hidden part changes: score, tests and leaderboard are of the grade that is told', async () => {
    const { grades } = await madeClass(hiddenRubric());
    const { criteria, conditions, ...rest } = hiddenRubric();
    const isOpen = ({ data }: { readonly data: string }): boolean => data !== 'hidden';
    const open = { ...rest, points: 100, criteria: criteria.filter(isOpen), conditions: conditions.filter(isOpen) };
    for (const { student } of grades.students) {
      const whole = await resultsOf(student.id, hiddenRubric());
      const bare = await resultsOf(student.id, open);
      assert.equal(whole.score, bare.score);
      assert.deepEqual(whole.leaderboard, bare.leaderboard);
      assert.deepEqual(
        whole.tests.filter(({ visibility }) => visibility === 'visible'),
        bare.tests,
      );
    }
  });

  it('are nothing but a sentence where nothing was handed in', async () => {
    const results = await resultsOf('s1013');
    assert.equal(results.score, 0);
    assert.deepEqual([results.tests, results.leaderboard], [[], []]);
    assert.equal(results.output, 'Nothing was handed in.');
  });

  it('explain a broken hand-in', async () => {
    const { score, output, tests, leaderboard } = await resultsOf('s1004');
    assert.equal(score, 0);
    assert.match(
      output,
      /fatal: The archive ends in the middle of a file: it is not whole\. \(work\.zip\) Pack it again/,
    );
    assert.match(output, /missing: there is no file report\.pdf\./);
    assert.ok(tests.every((test) => (test.score ?? 0) === 0));
    assert.deepEqual(leaderboard, []);
  });

  it('are JSON without anything that is no number', async () => {
    const text = gradescopeText(await resultsOf('s1005', hiddenRubric()));
    assert.doesNotMatch(text, /null|NaN|staff\/disk|secret-folder/);
    assert.ok(text.endsWith('}\n'));
  });
});
