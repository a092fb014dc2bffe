import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Condition, Criterion, LateRule, Rubric } from '../../../../submissions/grading/rubric/rubric.ts';
import { gradeClass } from '../../../../submissions/grading/scoring/grade-class.ts';
import type { ClassGrades, MeasuredHandIn } from '../../../../submissions/grading/scoring/grades.ts';
import {
  accuracySteps,
  criterionOf,
  gradeOf,
  handInOf,
  inAnyOrder,
  latencyLine,
  rubricOf,
  studentOf,
} from './sample-class.ts';
import type { Values } from './sample-class.ts';

const criteria: readonly Criterion[] = [
  criterionOf('accuracy', 40, accuracySteps),
  criterionOf('latency', 40, latencyLine),
  criterionOf('flash', 20, { kind: 'linear', none: 80_000, full: 40_000 }),
];
const ranked: readonly Criterion[] = [...criteria, criterionOf('macs', 5, { kind: 'rank', last: 0 }, true)];
const condition: Condition = { title: '', measure: 'accuracy', data: 'public', bound: 0.88, otherwiseAtMost: 0.3 };
const late: LateRule = {
  deadline: new Date('2026-12-01T00:00:00Z'),
  graceMinutes: 0,
  sharePerDay: 0.1,
  mostDays: 5,
  lateWorse: 'ignored',
};
const bands = [{ measure: 'latency', relative: 0.01, basis: '' }] as const;

/** 40 + 20 + 10 points. */
const good: Values = { accuracy: 0.93, latency: 40_000, flash: 60_000, macs: 2e6 };

function classOf(rubric: Rubric, handIns: readonly MeasuredHandIn[], noise: ClassGrades['bands'] = []): ClassGrades {
  return gradeClass(rubric, handIns, [], noise);
}

function totals({ students }: ClassGrades): Record<string, number> {
  return Object.fromEntries(students.map(({ student, total }) => [student.id, total]));
}

const someValues: fc.Arbitrary<Values> = fc.record(
  {
    accuracy: fc.integer({ min: 80, max: 96 }).map((percent) => percent / 100),
    latency: fc.integer({ min: 38_000, max: 43_000 }),
    flash: fc.integer({ min: 30_000, max: 90_000 }),
    macs: fc.integer({ min: 1, max: 20 }),
  },
  { requiredKeys: [] },
);

/** Students a to h with one to three hand-ins each, at times around the deadline. */
const someHandIns: fc.Arbitrary<MeasuredHandIn[]> = fc
  .array(fc.array(fc.tuple(someValues, fc.option(fc.nat(8))), { minLength: 1, maxLength: 3 }), { maxLength: 8 })
  .map((students) =>
    students.flatMap((handIns, index) =>
      handIns.map(([values, day], place) =>
        handInOf('abcdefgh'[index] ?? '', values, {
          attempt: place + 1,
          handedInAt: day === null ? null : new Date(late.deadline.getTime() + (day - 4) * 20 * 3600e3),
        }),
      ),
    ),
  );

const someRubric = fc
  .record({
    several: fc.constantFrom('best', 'latest'),
    list: fc.constantFrom(criteria, ranked),
    isStrict: fc.boolean(),
  })
  .map(({ several, list, isStrict }) => rubricOf(list, { several, late, conditions: isStrict ? [condition] : [] }));

describe('The grades of a class', () => {
  it('add up the criteria', () => {
    const grades = classOf(rubricOf(criteria), [handInOf('ada', good)]);
    const { counting, total } = gradeOf(grades, 'ada');
    assert.deepEqual(
      counting?.scores.map(({ points }) => points),
      [40, 20, 10],
    );
    assert.equal(total, 70);
  });

  it('have everybody, also who handed nothing in, by id', () => {
    const grades = gradeClass(rubricOf(criteria), [handInOf('b', good)], [studentOf('c'), studentOf('a')], []);
    assert.deepEqual(totals(grades), { a: 0, b: 70, c: 0 });
    const absent = gradeOf(grades, 'a');
    assert.deepEqual([absent.counting, absent.choice, absent.others], [null, null, []]);
    assert.deepEqual(gradeClass(rubricOf(criteria), [], [], []).students, []);
  });

  it('give extra credit on top of the full points', () => {
    const best: Values = { accuracy: 1, latency: 1000, flash: 1000, macs: 1 };
    const grades = classOf(rubricOf(ranked), [handInOf('a', best), handInOf('b', { ...best, macs: 2 })]);
    assert.deepEqual(totals(grades), { a: 105, b: 100 });
  });

  it('leave what the strictest condition that does not hold leaves', () => {
    const other: Condition = { title: '', measure: 'flash', data: 'public', bound: 50_000, otherwiseAtMost: 0.5 };
    const rubric = rubricOf(criteria, { conditions: [condition, other] });
    const grades = classOf(rubric, [
      handInOf('both', { ...good, accuracy: 0.5, latency: 1000 }),
      handInOf('one', good),
      handInOf('none', { ...good, flash: 50_000 }),
      handInOf('poor', { flash: 70_000 }),
    ]);
    assert.deepEqual(totals(grades), { both: 30, none: 75, one: 50, poor: 5 });
  });

  it('take lateness off the points reached', () => {
    const handedInAt = new Date('2026-12-02T01:00:00Z');
    const grades = classOf(rubricOf(criteria, { late }), [handInOf('a', good, { handedInAt })]);
    const { counting, total } = gradeOf(grades, 'a');
    assert.deepEqual([counting?.points, counting?.lateDays, counting?.penalty, total], [70, 2, 14, 56]);
  });

  it('take the best of several hand-ins, of equals the first', () => {
    const grades = classOf(rubricOf(criteria), [
      handInOf('a', good, { attempt: 1 }),
      handInOf('a', { ...good, flash: 40_000 }, { attempt: 2 }),
      handInOf('a', { ...good, flash: 40_000 }, { attempt: 3 }),
    ]);
    const { counting, others, choice, total } = gradeOf(grades, 'a');
    assert.deepEqual([counting?.handIn.attempt, total, others.length], [2, 80, 2]);
    assert.equal(choice, 'The best of 3 hand-ins counts: attempt 2, with 80 points.');
  });

  it('take of several with as many points the one with the better figures', () => {
    const figures: Values[] = [{ accuracy: 0.93 }, { accuracy: 0.95 }, { accuracy: 0.94 }];
    const handIns = figures.map((values, index) => handInOf('a', values, { attempt: index + 1 }));
    assert.equal(gradeOf(classOf(rubricOf(criteria), handIns), 'a').counting?.handIn.attempt, 2);
  });

  it('settle on the best of everybody where ranks are all that counts', () => {
    const rubric = rubricOf([criterionOf('macs', 100, { kind: 'rank', last: 0 })]);
    const attempts = { x: [5, 3], y: [4, 2], z: [6, 2.5] };
    const handIns = Object.entries(attempts).flatMap(([id, list]) =>
      list.map((macs, index) => handInOf(id, { macs }, { attempt: index + 1 })),
    );
    assert.deepEqual(totals(classOf(rubric, handIns)), { x: 0, y: 100, z: 50 });
  });

  it('take the latest where the rubric says so, but none that is late and worse', () => {
    const rubric = rubricOf(criteria, { late, several: 'latest' });
    const before = new Date('2026-11-20T00:00:00Z');
    const handIns = [
      handInOf('a', { ...good, flash: 40_000 }, { attempt: 1, handedInAt: before }),
      handInOf('a', good, { attempt: 2, handedInAt: before }),
      handInOf('a', good, { attempt: 3, handedInAt: new Date('2026-12-01T05:00:00Z') }),
    ];
    const { total, choice } = gradeOf(classOf(rubric, handIns), 'a');
    assert.equal(total, 70);
    assert.match(choice ?? '', /attempt 2, with 70 points\. Attempt 3 \(63 points\) came late and gives fewer points/);
    const strict = { ...rubric, late: { ...late, lateWorse: 'counts' } } as const;
    assert.equal(gradeOf(classOf(strict, handIns), 'a').total, 63);
  });

  it('take none that comes too late', () => {
    const tooLate = { handedInAt: new Date('2026-12-09T00:00:00Z') };
    const rubric = rubricOf(criteria, { late });
    const alone = gradeOf(classOf(rubric, [handInOf('a', good, tooLate)]), 'a');
    assert.deepEqual([alone.counting, alone.total, alone.others[0]?.total], [null, 0, 0]);
    assert.equal(alone.choice, 'Attempt 1 came too late to be taken.');
    const worse = handInOf('a', { flash: 60_000 });
    const both = gradeOf(classOf(rubric, [worse, handInOf('a', good, { ...tooLate, attempt: 2 })]), 'a');
    assert.deepEqual([both.total, both.counting?.handIn.attempt], [10, 1]);
  });

  it('rank one hand-in of each student, however many there are', () => {
    const rubric = rubricOf([criterionOf('macs', 100, { kind: 'rank', last: 0 })]);
    const grades = classOf(rubric, [
      ...[5, 4, 3].map((macs, index) => handInOf('many', { macs }, { attempt: index + 1 })),
      handInOf('one', { macs: 2 }),
      handInOf('last', { macs: 9 }),
    ]);
    assert.deepEqual(totals(grades), { last: 0, many: 50, one: 100 });
    assert.equal(gradeOf(grades, 'many').counting?.handIn.attempt, 3);
  });

  it('give the same for what noise alone sets apart', () => {
    const latencies = { a: 40_000, b: 40_300, c: 39_900, d: 42_000 };
    const handIns = Object.entries(latencies).map(([id, latency]) => handInOf(id, { ...good, latency }));
    assert.deepEqual(totals(classOf(rubricOf(criteria), handIns, bands)), { a: 70.1, b: 70.1, c: 70.1, d: 68 });
  });

  it('are the same in any order', () => {
    fc.assert(
      fc.property(someRubric, inAnyOrder(someHandIns), (rubric, { list, shuffled }) => {
        assert.deepEqual(classOf(rubric, shuffled, bands), classOf(rubric, list, bands));
      }),
    );
  });

  it('are the same under other names', () => {
    const other: Record<string, string> = { a: 'q', b: 'd', c: 'z', d: 'e', e: 'a', f: 'ж', g: '王', h: 'c' };
    const rename = ({ handIn, measured }: MeasuredHandIn): MeasuredHandIn => {
      const id = other[handIn.student.id] ?? '';
      return { measured, handIn: { ...handIn, student: studentOf(id), name: `x-${id}`, path: `/else/${id}` } };
    };
    fc.assert(
      fc.property(someRubric, someHandIns, (rubric, handIns) => {
        const renamed = totals(classOf(rubric, handIns.map(rename), bands));
        for (const [id, total] of Object.entries(totals(classOf(rubric, handIns, bands)))) {
          assert.equal(renamed[other[id] ?? ''], total);
        }
      }),
    );
  });

  it('are the same for the same figures', () => {
    fc.assert(
      fc.property(someRubric, someHandIns, someValues, (rubric, handIns, values) => {
        const twins = [handInOf('twin', values), handInOf('other', values)];
        const grades = totals(classOf(rubric, [...handIns, ...twins], bands));
        assert.equal(grades['twin'], grades['other']);
      }),
    );
  });

  it('are at least nothing and at most full marks with the extra ones, and what is shown adds up', () => {
    fc.assert(
      fc.property(someRubric, someHandIns, (rubric, handIns) => {
        for (const { counting, others, total } of classOf(rubric, handIns, bands).students) {
          assert.ok(total >= 0 && total <= 105);
          for (const graded of [...others, ...(counting === null ? [] : [counting])]) {
            const sum = graded.scores.reduce((whole, { points }) => whole + Math.round(points * 100), 0) / 100;
            const isCapped = graded.conditions.some(({ holds }) => !holds);
            assert.equal(graded.points, isCapped ? Math.min(sum, 30) : sum);
            assert.equal(
              Math.round(graded.total * 100),
              Math.round(graded.points * 100) - Math.round(graded.penalty * 100),
            );
          }
        }
      }),
    );
  });

  it('of the others are not changed by a worse student, nor by one who is graded twice', () => {
    const worse = handInOf('z', { accuracy: 0.1, latency: 90_000, flash: 99_000 });
    fc.assert(
      fc.property(someHandIns, fc.boolean(), (handIns, isSame) => {
        const rubric = rubricOf(criteria, { late });
        const before = totals(classOf(rubric, handIns, bands));
        const [first] = handIns;
        const added = isSame && first !== undefined ? { ...first, handIn: { ...first.handIn, attempt: 9 } } : worse;
        const after = totals(classOf(rubric, [...handIns, added], bands));
        for (const [id, total] of Object.entries(before)) assert.equal(after[id], total);
      }),
    );
  });

  it('are no worse for a better hand-in', () => {
    fc.assert(
      fc.property(someHandIns, fc.integer({ min: 0, max: 2000 }), fc.nat(5), (handIns, gain, points) => {
        const rubric = rubricOf(criteria, { late, conditions: [condition] });
        const [first, ...others] = handIns;
        if (first === undefined) return;
        const { id } = first.handIn.student;
        const { latency = 41_000, accuracy = 0.85 } = Object.fromEntries(
          first.measured.figures.map(({ measure, value }) => [measure, value]),
        );
        const rest = others.filter(({ handIn }) => handIn.student.id !== id);
        const total = (values: Values): number =>
          gradeOf(classOf(rubric, [...rest, handInOf(id, values, first.handIn)], bands), id).total;
        const better = total({ latency: latency - gain, accuracy: accuracy + points / 100 });
        assert.ok(better >= total({ latency, accuracy }));
      }),
    );
  });

  it('of three hundred students with three hand-ins each are there in a moment', () => {
    const handIns = Array.from({ length: 900 }, (_, index) =>
      handInOf(
        `s${index % 300}`,
        { ...good, latency: 30_000 + 37 * ((index * 7919) % 900), macs: index },
        {
          attempt: 1 + Math.floor(index / 300),
        },
      ),
    );
    const started = performance.now();
    assert.equal(classOf(rubricOf(ranked, { conditions: [condition] }), handIns, bands).students.length, 300);
    const elapsedMs = performance.now() - started;
    assert.ok(elapsedMs < 5000, `${Math.round(elapsedMs)} ms`);
    console.log(`      ${Math.round(elapsedMs)} ms`);
  });
});
