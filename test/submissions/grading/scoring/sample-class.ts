import fc from 'fast-check';
import type { HandIn, Student } from '../../../../submissions/grading/hand-ins/hand-in.ts';
import type { Figure, Measured, MeasuredRun } from '../../../../submissions/grading/measuring/measured.ts';
import type { Criterion, Measure, Rubric, Scoring } from '../../../../submissions/grading/rubric/rubric.ts';
import type { ClassGrades, MeasuredHandIn, StudentGrade } from '../../../../submissions/grading/scoring/grades.ts';

/** A rubric of a criterion for each measure named, with what else is given. */
export function rubricOf(criteria: readonly Criterion[], rest: Partial<Rubric> = {}): Rubric {
  return {
    title: 'A rubric',
    file: '/rubric.yaml',
    sha256: '',
    handIn: { kind: 'session', model: '*.tflite', requiredFiles: [] },
    workload: 'kws01',
    data: { public: 'built-in', hidden: null },
    judgeOn: { kind: 'measured', device: null, allowsSimulated: true, calibration: null },
    baseline: null,
    points: criteria.reduce((sum, { weight, isExtra }) => sum + (isExtra ? 0 : weight), 0),
    criteria,
    conditions: [],
    late: null,
    several: 'best',
    limits: { timeS: 60, memoryMb: 1000, handInMb: 50 },
    showHidden: false,
    ...rest,
  };
}

export function criterionOf(measure: Measure, weight: number, scoring: Scoring, isExtra = false): Criterion {
  return { id: `${measure}-${scoring.kind}`, title: measure, measure, data: 'public', weight, isExtra, scoring };
}

/** 60 % from 88 % on, everything from 92 %. */
export const accuracySteps: Scoring = {
  kind: 'thresholds',
  steps: [
    { at: 0.88, share: 0.6 },
    { at: 0.92, share: 1 },
  ],
};

export const latencyLine: Scoring = { kind: 'linear', none: 60_000, full: 20_000 };

export type Values = Readonly<Partial<Record<Measure, number>>>;

/** What is measured of a hand-in with these figures; latency and energy come from a board. */
export function measuredOf(values: Values, runs: readonly MeasuredRun[] = []): Measured {
  const figures = Object.entries(values).map(([name, value]): Figure => {
    const measure = name as Measure;
    const isTimed = measure === 'latency' || measure === 'energy';
    const data = measure === 'accuracy' || measure === 'accuracy-lost' ? 'public' : null;
    return { measure, data, value, basis: '', kind: isTimed ? 'measured' : 'derived' };
  });
  const digest = JSON.stringify(values);
  return { digest, figures, problems: [], model: null, runs, missingFiles: [], bytes: 1 };
}

export function studentOf(id: string): Student {
  return { id, name: `Name of ${id}`, email: null };
}

export function handInOf(id: string, values: Values, rest: Partial<HandIn> = {}): MeasuredHandIn {
  const handIn = {
    student: studentOf(id),
    path: `/${id}.zip`,
    name: `${id}.zip`,
    handedInAt: null,
    isMarkedLate: false,
    attempt: 1,
    ...rest,
  };
  return { handIn, measured: measuredOf(values) };
}

export function gradeOf({ students }: ClassGrades, id: string): StudentGrade {
  const found = students.find(({ student }) => student.id === id);
  if (found === undefined) throw new Error(`There is no ${id} in the class.`);
  return found;
}

/** A list, and the same in another order. */
export function inAnyOrder<Item>(lists: fc.Arbitrary<Item[]>): fc.Arbitrary<{ list: Item[]; shuffled: Item[] }> {
  return lists.chain((list) =>
    fc
      .shuffledSubarray(list, { minLength: list.length, maxLength: list.length })
      .map((shuffled) => ({ list, shuffled })),
  );
}
