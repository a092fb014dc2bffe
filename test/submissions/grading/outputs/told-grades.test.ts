import assert from 'node:assert/strict';
import { classFeedback } from '../../../../submissions/grading/outputs/feedback.ts';
import { hiddenSentence, toldGrades } from '../../../../submissions/grading/outputs/told-grades.ts';
import { gradeClass } from '../../../../submissions/grading/scoring/grade-class.ts';
import { sumPoints } from '../../../../submissions/grading/scoring/points.ts';
import { gradeOf, handInOf } from '../scoring/sample-class.ts';
import { hiddenRubric, madeClass } from './made-class.ts';

describe('What students are told of grades', () => {
  it('is everything where nothing is hidden, or the rubric shows it', async () => {
    const { grades } = await madeClass();
    assert.deepEqual(toldGrades(grades), { grades, hidden: null });
    const shown = await madeClass(hiddenRubric({ showHidden: true }));
    assert.deepEqual(toldGrades(shown.grades), { grades: shown.grades, hidden: null });
  });

  it('adds up without the hidden part, so that subtracting tells nothing of it', async () => {
    const { grades } = await madeClass(hiddenRubric());
    const told = toldGrades(grades);
    assert.deepEqual(told.hidden, { points: 20, extraPoints: 0, criteria: 1, conditions: 1 });
    assert.equal(told.grades.rubric.points, 100);
    for (const { counting, total } of told.grades.students) {
      if (counting === null) continue;
      const sum = sumPoints(counting.scores.map(({ points }) => points));
      assert.ok(total <= sum && counting.scores.every(({ criterion }) => criterion.data === 'public'));
    }
    // The same as if there had never been one.
    const open = await madeClass();
    const totals = ({ students }: typeof grades): number[] => students.map(({ total }) => total);
    assert.deepEqual(totals(told.grades), totals(open.grades));
    assert.notDeepEqual(totals(grades), totals(open.grades));
  });

  it('does not depend on hidden figures at all, also in which of several hand-ins counts', () => {
    const rubric = hiddenRubric({ conditions: [] });
    const [first, second] = [
      handInOf('a', { accuracy: 0.93 }),
      handInOf('a', { accuracy: 0.92 }, { attempt: 2, name: 'second.zip' }),
    ];
    const withHidden = (shares: readonly number[]): string => {
      const handIns = [first, second].map((handIn, index) => ({
        ...handIn,
        measured: {
          ...handIn.measured,
          figures: [
            ...handIn.measured.figures,
            {
              ...{ measure: 'accuracy' as const, data: 'hidden' as const, value: shares[index] ?? 0, basis: 'secret' },
              kind: 'derived' as const,
            },
          ],
        },
      }));
      const grades = gradeClass(rubric, handIns, [], []);
      const counting = gradeOf(grades, 'a').counting?.handIn.attempt;
      return `${counting ?? 0} ${JSON.stringify(classFeedback(toldGrades(grades)))}`;
    };
    const [better, worse] = [withHidden([0.9, 0.8]), withHidden([0.8, 0.9])];
    assert.ok(better.startsWith('1 ') && worse.startsWith('2 '), 'the whole grades differ');
    assert.equal(better.slice(2), worse.slice(2));
    assert.doesNotMatch(better, /secret"/);
  });

  it('says that the total is not the final one, and why', () => {
    const sentence = hiddenSentence({ points: 20, extraPoints: 5, criteria: 2, conditions: 1 });
    assert.match(sentence, /not the final one\. Up to 20 more points and up to 5 extra are given on hidden data\./);
    assert.match(sentence, /One condition is judged on hidden data too\./);
    assert.doesNotMatch(hiddenSentence({ points: 0, extraPoints: 0, criteria: 0, conditions: 2 }), /Up to/);
  });
});
