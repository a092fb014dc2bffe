import { readFileSync } from 'node:fs';
import type { HandIn, Student } from '../../../../submissions/grading/hand-ins/hand-in.ts';
import type { Likeness } from '../../../../submissions/grading/likeness/likeness.ts';
import { measureModel } from '../../../../submissions/grading/measuring/measure-model.ts';
import type { Figure, Measured, MeasuredModel, Problem } from '../../../../submissions/grading/measuring/measured.ts';
import type { ClassReport } from '../../../../submissions/grading/outputs/class-report.ts';
import { parseRubric } from '../../../../submissions/grading/rubric/parse-rubric.ts';
import { rubricTemplate } from '../../../../submissions/grading/rubric/read-rubric.ts';
import type { Criterion, Rubric } from '../../../../submissions/grading/rubric/rubric.ts';
import { gradeClass } from '../../../../submissions/grading/scoring/grade-class.ts';
import type { MeasuredHandIn } from '../../../../submissions/grading/scoring/grades.ts';
import { builtInWorkload } from '../../../../workloads/built-in/catalogue.ts';
import { kws01 } from '../../../../workloads/kws01/specification.ts';

/** The template's rubric, with lateness. */
export function madeRubric(change: Partial<Rubric> = {}): Rubric {
  const rubric = parseRubric(rubricTemplate(), '/course/rubric.yaml', () => null);
  const late = {
    ...{ deadline: new Date('2026-12-01T22:59:00Z'), graceMinutes: 15, sharePerDay: 0.1, mostDays: 5 },
    lateWorse: 'ignored' as const,
  };
  return { ...rubric, late, ...change };
}

/** The same, with 20 of the points and a condition on hidden data. */
export function hiddenRubric(change: Partial<Rubric> = {}): Rubric {
  const rubric = madeRubric();
  const hidden: Criterion = {
    ...{ id: 'hidden', title: 'Accuracy on hidden data', measure: 'accuracy', data: 'hidden', weight: 20 },
    ...{ isExtra: false, scoring: { kind: 'linear', none: 0.8, full: 0.9 } },
  };
  return {
    ...rubric,
    points: 120,
    data: { public: 'built-in', hidden: '/course/secret-folder' },
    criteria: [...rubric.criteria, hidden],
    conditions: [
      ...rubric.conditions,
      {
        ...{ title: 'Not below 82 % on hidden data', measure: 'accuracy', data: 'hidden', bound: 0.82 },
        otherwiseAtMost: 0.5,
      },
    ],
    ...change,
  };
}

/** What is measured of the model that comes with the project. */
export async function starterModel(): Promise<{ model: MeasuredModel; figures: readonly Figure[] }> {
  const bytes = readFileSync(builtInWorkload('kws01').model);
  return measureModel({
    file: 'model.tflite',
    bytes,
    workload: kws01,
    judgeOn: { kind: 'estimate', board: 'nucleo-l4r5zi' },
    data: new Map(),
  });
}

const names = [
  ...['Ada Lovelace', 'Émilie du Châtelet', '王小明', 'أحمد بن محمد', 'Søren Kierkegaard', 'Đặng Thái Sơn'],
  ...['Jean-Luc d’Arc', 'Олена Коваленко', 'Mary-Jane Watson-Parker of the very long name', 'Bo', 'Κώστας Παππάς'],
  ...['Nils', 'Somebody Absent'],
];

/** A class of thirteen: one absent, one with a broken hand-in, one late with two, two alike. */
export async function madeClass(
  rubric: Rubric = madeRubric(),
  called: readonly string[] = names,
): Promise<ClassReport> {
  const { model, figures } = await starterModel();
  const students = called.map((name, index): Student => {
    const id = `s${String(1001 + index)}`;
    return { id, name, email: `${id}@example.edu` };
  });
  const handIns = students.slice(0, -1).map((student, index): MeasuredHandIn => {
    if (index === 3) return { handIn: handInOf(student), measured: brokenHandIn() };
    const scale = 1.02 - index * 0.05;
    const measured = measuredOf(model, figures, scale, 0.945 - index * 0.004 * (index % 3), index);
    return { handIn: handInOf(student), measured };
  });
  const [, second] = students;
  if (second !== undefined) {
    const late = { attempt: 2, handedInAt: new Date('2026-12-03T08:00:00Z'), name: 'late.zip' };
    handIns.push({ handIn: { ...handInOf(second), ...late }, measured: measuredOf(model, figures, 0.99, 0.93, 99) });
  }
  return {
    grades: gradeClass(rubric, handIns, students, []),
    likenesses: [madeLikeness(students)],
    notes: ['“unknown.zip” fits nobody of the roster.'],
    program: '0.1.0',
  };
}

function madeLikeness(students: readonly Student[]): Likeness {
  const two = students.slice(4, 6);
  return {
    ...{ kind: 'near-weights', strength: 'strong' },
    students: two.map(({ id }) => id),
    handIns: two.map(({ id }) => `${id}.zip`),
    evidence: [`Of 9 tensors 8 of ${two.map(({ name }) => name).join(' and ')} correlate by 0.998 or more.`],
  };
}

function handInOf(student: Student): HandIn {
  return {
    student,
    path: `/staff/disk/${student.id}.zip`,
    name: `${student.name}.zip`,
    handedInAt: new Date('2026-12-01T20:00:00Z'),
    isMarkedLate: false,
    attempt: 1,
  };
}

function measuredOf(
  model: MeasuredModel,
  figures: readonly Figure[],
  scale: number,
  accuracy: number,
  index: number,
): Measured {
  const right = Math.round(accuracy * 500);
  const share = (data: 'public' | 'hidden', value: number): Figure => ({
    ...{ measure: 'accuracy', data, value: value / 500, basis: `${value} of 500 right`, kind: 'derived' },
  });
  const warning: Problem = {
    ...{ code: 'grade.two-models', severity: 'warning', file: 'old/model.tflite', line: null },
    message: 'There are two models, and the one in the outer folder is taken.',
    remedy: 'Hand in one model.',
  };
  return {
    digest: String(index),
    figures: [
      ...figures.map((figure) => ({ ...figure, value: Math.round(figure.value * scale) })),
      ...[share('public', right), share('hidden', right - 17 * (index % 3))],
    ],
    problems: index % 5 === 4 ? [warning] : [],
    model: { ...model, answers: '' },
    ...{ runs: [], missingFiles: [], bytes: model.bytes },
  };
}

function brokenHandIn(): Measured {
  return {
    digest: 'broken',
    figures: [],
    problems: [
      {
        ...{ code: 'archive.broken', severity: 'fatal', file: 'work.zip', line: null },
        message: 'The archive ends in the middle of a file: it is not whole.',
        remedy: 'Pack it again, open it once yourself, and hand it in again.',
      },
    ],
    ...{ model: null, runs: [], missingFiles: ['report.pdf'], bytes: 12 },
  };
}
