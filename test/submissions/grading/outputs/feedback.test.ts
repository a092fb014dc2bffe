import assert from 'node:assert/strict';
import fc from 'fast-check';
import { classFeedback, quartilesOf } from '../../../../submissions/grading/outputs/feedback.ts';
import type { Feedback } from '../../../../submissions/grading/outputs/feedback.ts';
import { feedbackMarkdown } from '../../../../submissions/grading/outputs/feedback-markdown.ts';
import { markdownText } from '../../../../submissions/grading/outputs/markdown-text.ts';
import { standingSentence } from '../../../../submissions/grading/outputs/standing-sentence.ts';
import { toldGrades } from '../../../../submissions/grading/outputs/told-grades.ts';
import type { Condition, Rubric } from '../../../../submissions/grading/rubric/rubric.ts';
import { gradeClass } from '../../../../submissions/grading/scoring/grade-class.ts';
import { sumPoints } from '../../../../submissions/grading/scoring/points.ts';
import { accuracySteps, criterionOf, handInOf, latencyLine, rubricOf, studentOf } from '../scoring/sample-class.ts';
import type { Values } from '../scoring/sample-class.ts';
import { hiddenRubric, madeClass } from './made-class.ts';

const criteria = [criterionOf('accuracy', 60, accuracySteps), criterionOf('latency', 40, latencyLine)];

function feedbackOf(values: Values, change: Partial<Rubric> = {}, handedInAt: Date | null = null): Feedback {
  const grades = gradeClass(rubricOf(criteria, change), [handInOf('a', values, { handedInAt })], [], []);
  const [feedback] = classFeedback(toldGrades(grades));
  assert.ok(feedback !== undefined);
  return feedback;
}

describe('A student’s feedback', () => {
  it('has figures as people write them, and what would give more', () => {
    const { criteria: told } = feedbackOf({ accuracy: 0.9, latency: 40_000 });
    assert.deepEqual(
      told.map(({ value, points, weight, next }) => [value, points, weight, next]),
      [
        ['90 %', 36, 60, '92 % or more would give 60 points, 24 more.'],
        ['40 ms', 20, 40, '20 ms or less would give 40 points, 20 more. Each 1 ms less gives 1 point.'],
      ],
    );
  });

  it('says nothing of more where everything is reached', () => {
    const { criteria: told } = feedbackOf({ accuracy: 0.95, latency: 10_000 });
    assert.deepEqual(
      told.map(({ next }) => next),
      [null, null],
    );
  });

  it('tells how conditions and lateness make the total of the sum', () => {
    const condition: Condition = {
      ...{ title: 'Fast', bound: 30_000, otherwiseAtMost: 0.3 },
      ...{ measure: 'latency', data: 'public' },
    };
    const late = {
      ...{ deadline: new Date('2026-12-01T00:00:00Z'), graceMinutes: 0, sharePerDay: 0.1, mostDays: null },
      lateWorse: 'ignored' as const,
    };
    const { steps, total, conditions } = feedbackOf(
      { accuracy: 0.95, latency: 40_000 },
      { conditions: [condition], late },
      new Date('2026-12-01T10:00:00Z'),
    );
    assert.deepEqual(
      steps.map(({ points }) => points),
      [80, -50, -3, 27],
    );
    assert.equal(total, 27);
    assert.deepEqual(
      conditions.map(({ holds, leaves }) => [holds, leaves]),
      [[false, 'No more than 30 points are left.']],
    );
  });

  it('tells of the last hand-in where all came too late, and that it gives nothing', () => {
    const late = {
      ...{ deadline: new Date('2026-12-01T00:00:00Z'), graceMinutes: 0, sharePerDay: 0.1, mostDays: 0 },
      lateWorse: 'ignored' as const,
    };
    const feedback = feedbackOf({ accuracy: 0.95, latency: 40_000 }, { late }, new Date('2026-12-05T10:00:00Z'));
    assert.equal(feedback.total, 0);
    assert.equal(feedback.standing, null);
    assert.match(feedback.choice ?? '', /too late/);
    assert.deepEqual(
      feedback.steps.map(({ points }) => points),
      [80, -80, 0],
    );
  });

  it('says of who handed nothing in just that', () => {
    const grades = gradeClass(rubricOf(criteria), [], [studentOf('b')], []);
    const [feedback] = classFeedback(toldGrades(grades));
    assert.ok(feedback !== undefined);
    assert.equal(feedback.handIn, null);
    assert.match(feedbackMarkdown(feedback), /\*\*0 of 100 points\*\*\n\nNothing was handed in\.\n$/);
  });

  it('adds up, whatever the figures', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 1, max: 90_000, noNaN: true }),
        fc.integer({ min: -20, max: 200 }),
        (accuracy, latency, hours) => {
          const deadline = new Date('2026-12-01T00:00:00Z');
          const late = { deadline, graceMinutes: 0, sharePerDay: 0.13, mostDays: 5, lateWorse: 'ignored' as const };
          const at = new Date(deadline.getTime() + hours * 3_600_000);
          const { criteria: told, steps, total } = feedbackOf({ accuracy, latency }, { late }, at);
          const sum = sumPoints(told.map(({ points }) => points));
          if (steps.length === 0) assert.equal(total, sum);
          else {
            assert.equal(steps[0]?.points, sum);
            assert.equal(sumPoints(steps.slice(0, -1).map(({ points }) => points)), total);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('shows the class only from five hand-ins on', async () => {
    const few = gradeClass(
      rubricOf(criteria),
      ['a', 'b', 'c', 'd'].map((id) => handInOf(id, { accuracy: 0.9, latency: 30_000 })),
      [studentOf('e'), studentOf('f')],
      [],
    );
    assert.ok(classFeedback(toldGrades(few)).every(({ standing }) => standing === null));
    const { grades } = await madeClass();
    const told = classFeedback(toldGrades(grades));
    assert.equal(told.filter(({ standing }) => standing !== null).length, 12);
    const text = JSON.stringify(told[4]?.standing);
    for (const { student } of grades.students) assert.ok(!text.includes(student.id));
  });
});

describe('Where a total stands', () => {
  it('is told by how many have fewer and more, and by quartiles', () => {
    const totals = [10, 20, 30, 40, 50];
    assert.equal(
      standingSentence({ totals, quartiles: quartilesOf(totals) }, 30),
      'Of 5 who handed in, 2 have fewer points and 2 more. ' +
        'The totals go from 10 to 50; the middle half lies between 20 and 40, with the median at 30.',
    );
  });
});

describe('Feedback as Markdown', () => {
  it('has all that the page has', async () => {
    const { grades } = await madeClass(hiddenRubric());
    const texts = classFeedback(toldGrades(grades)).map(feedbackMarkdown);
    assert.match(texts[4] ?? '', /not the final one/);
    assert.match(texts[4] ?? '', /\| Latency \| [\d.]+ ms \*estimated\* \(estimated for NUCLEO-L4R5ZI\) \|/);
    assert.match(texts[4] ?? '', /\| runtime code \| 34\.82 kB \| 44\.6 % \|/);
    assert.match(texts[4] ?? '', /\| DEPTHWISE\\_CONV\\_2D \| 1 × 25 × 5 × 64 \| 72 kMAC \|/);
    assert.match(texts[3] ?? '', /- \*\*fatal\*\*: The archive ends in the middle/);
    assert.match(texts[3] ?? '', /there is no file report\.pdf/);
    assert.match(texts[1] ?? '', /## Other hand-ins\n\n- Hand-in: late\.zip, attempt 2/);
    for (const text of texts) assert.doesNotMatch(text, /secret-folder|staff\/disk|hidden data \|/);
  });

  it('takes nothing of unknown origin for markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const safe = markdownText(text);
        assert.doesNotMatch(safe, /[<>\n\r]/);
        assert.doesNotMatch(safe.replaceAll(/\\[^]/gu, ''), /[`*_{}[\]|~]/);
        assert.doesNotMatch(safe, /\p{Cc}|\p{Cf}/u);
        assert.doesNotMatch(safe, /:\/\/|www\./);
      }),
    );
    assert.equal(markdownText('[a](javascript:b) <img> # 1. _x_'), '\\[a\\](javascript:b) &lt;img&gt; \\# 1. \\_x\\_');
    assert.equal(markdownText('- a'), '\\- a');
    assert.equal(markdownText('12. a'), '12\\. a');
    assert.equal(markdownText('see http://a.b and a@b.c'), 'see http:/&#47;a.b and a&#64;b.c');
  });
});
