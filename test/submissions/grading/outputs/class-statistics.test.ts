import assert from 'node:assert/strict';
import fc from 'fast-check';
import { classStatistics } from '../../../../submissions/grading/outputs/class-statistics.ts';
import { staffMarkdown } from '../../../../submissions/grading/outputs/staff-markdown.ts';
import { gradeClass } from '../../../../submissions/grading/scoring/grade-class.ts';
import {
  accuracySteps,
  criterionOf,
  handInOf,
  inAnyOrder,
  latencyLine,
  rubricOf,
  studentOf,
} from '../scoring/sample-class.ts';
import { madeClass } from './made-class.ts';

const rubric = rubricOf([criterionOf('accuracy', 60, accuracySteps), criterionOf('latency', 40, latencyLine)]);

describe('The statistics of a class', () => {
  it('are quartiles, tenths, and for each criterion how far the class came', () => {
    const handIns = [0.95, 0.95, 0.9, 0.8].map((accuracy, index) =>
      handInOf(`s${String(index)}`, { accuracy, latency: 20_000 }),
    );
    const { students, graded, absent, totals, criteria, hardest } = classStatistics(
      gradeClass(rubric, handIns, [studentOf('x')], []),
    );
    assert.deepEqual([students, graded, absent], [5, 4, 1]);
    assert.deepEqual(totals?.quartiles, [67, 88, 100]);
    assert.deepEqual([totals.least, totals.most, totals.mean], [40, 100, 79]);
    assert.deepEqual(
      totals.bins.map((bin) => bin.students),
      [0, 0, 0, 0, 1, 0, 0, 1, 0, 2],
    );
    assert.deepEqual(
      criteria.map(({ meanShare, all, none }) => [meanShare, all, none]),
      [
        [0.65, 2, 1],
        [1, 4, 0],
      ],
    );
    assert.equal(hardest, 'accuracy-thresholds');
  });

  it('are there of nobody', () => {
    const { graded, totals, hardest } = classStatistics(gradeClass(rubric, [], [studentOf('x')], []));
    assert.deepEqual([graded, totals, hardest], [0, null, null]);
  });

  it('count everybody once, in whatever order they come', () => {
    const values = fc.array(
      fc.tuple(fc.double({ min: 0.8, max: 1, noNaN: true }), fc.integer({ min: 1, max: 80_000 })),
    );
    fc.assert(
      fc.property(inAnyOrder(values), ({ list, shuffled }) => {
        const of = (all: typeof list): ReturnType<typeof classStatistics> =>
          classStatistics(
            gradeClass(
              rubric,
              all.map(([accuracy, latency]) =>
                handInOf(String(list.findIndex((pair) => pair[0] === accuracy)), { accuracy, latency }),
              ),
              [],
              [],
            ),
          );
        const statistics = of(list);
        assert.deepEqual(of(shuffled), statistics);
        const counted = statistics.totals?.bins.reduce((sum, { students }) => sum + students, 0) ?? 0;
        assert.equal(counted, statistics.graded);
      }),
      { numRuns: 50 },
    );
  });

  it('count each problem once for each student', async () => {
    const { problems } = classStatistics((await madeClass()).grades);
    assert.deepEqual(problems, [
      { code: 'grade.two-models', severity: 'warning', students: 2 },
      { code: 'archive.broken', severity: 'fatal', students: 1 },
    ]);
  });
});

describe('The report for staff', () => {
  it('has names, likenesses with what to look at, notes, problems, and who is absent', async () => {
    const text = staffMarkdown(await madeClass());
    assert.match(text, /^# Small and fast keyword spotting: for staff alone\n/);
    assert.match(text, /13 students: 12 graded/);
    assert.match(
      text,
      /- \*\*Weights that are near copies\*\* \(strong\): Søren Kierkegaard \(s1005\), Đặng Thái Sơn \(s1006\)\n/,
    );
    assert.match(text, /Look at: Whether both began/);
    assert.match(text, /fits nobody of the roster/);
    assert.match(text, /Somebody Absent \(s1013\)/);
    assert.match(text, /Latency \(the hardest\)/);
    assert.match(text, /The best of 2 hand-ins counts/);
  });

  it('says of what there is nothing to say', async () => {
    const text = staffMarkdown({ ...(await madeClass()), likenesses: [], notes: [] });
    assert.match(text, /Nothing is more alike than it should be/);
    assert.match(text, /Everything that was found belongs to a student/);
  });
});
