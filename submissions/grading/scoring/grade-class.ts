import type { Student } from '../hand-ins/hand-in.ts';
import type { Measured } from '../measuring/measured.ts';
import type { Rubric } from '../rubric/rubric.ts';
import { chooseHandIn } from './choose.ts';
import { gradeHandIn } from './grade-hand-in.ts';
import type { ClassGrades, GradedHandIn, MeasuredHandIn, NoiseBand, StudentGrade } from './grades.ts';
import type { Peers } from './peers.ts';

/** Which hand-in counts may depend on the ranks, and these on which count: that is settled in a few rounds. */
const mostRounds = 8;

interface StudentWork {
  readonly student: Student;
  /** In the order of handing in. */
  readonly handIns: readonly MeasuredHandIn[];
}

/**
 * Grades a class. What counts of each student is chosen first by each hand-in's own figures; then ranks and noise groups
 * are formed among one hand-in of each student, and the choice is made again among them, until it stays (eight times at
 * most). Each hand-in, also one that does not count, is graded as if it were its student's among those of the others. The
 * outcome does not depend on the order of hand-ins or students, nor on names.
 * @param students all of the class, those without a hand-in too
 * @returns by student id
 */
export function gradeClass(
  rubric: Rubric,
  handIns: readonly MeasuredHandIn[],
  students: readonly Student[],
  bands: readonly NoiseBand[],
): ClassGrades {
  const works = worksOf(handIns, students);
  let among = new Map<string, Measured>();
  let graded: StudentGrade[] = [];
  for (let round = 0; round <= mostRounds; round++) {
    graded = works.map((work) => gradeStudent(rubric, work, { others: withoutOwn(among, work), bands }));
    const counting = new Map(
      graded.flatMap(({ student, counting: one }) => (one === null ? [] : [[student.id, one.measured] as const])),
    );
    const isSettled = counting.size === among.size && [...counting].every(([id, one]) => among.get(id) === one);
    if (isSettled || round === mostRounds) break;
    among = counting;
  }
  return { rubric, bands, students: graded };
}

function gradeStudent(rubric: Rubric, { student, handIns }: StudentWork, peers: Peers): StudentGrade {
  const graded = handIns.map((handIn) => gradeHandIn(rubric, handIn, peers));
  const { counting, why } = chooseHandIn(graded, rubric);
  const others: readonly GradedHandIn[] = graded.filter((one) => one !== counting);
  return { student, counting, others, total: counting?.total ?? 0, choice: why };
}

function withoutOwn(among: ReadonlyMap<string, Measured>, { student }: StudentWork): Measured[] {
  return [...among].filter(([id]) => id !== student.id).map(([, measured]) => measured);
}

function worksOf(handIns: readonly MeasuredHandIn[], students: readonly Student[]): StudentWork[] {
  const all = new Map(students.map((student) => [student.id, student]));
  for (const { handIn } of handIns) if (!all.has(handIn.student.id)) all.set(handIn.student.id, handIn.student);
  return [...all.values()]
    .sort((a, b) => compare(a.id, b.id))
    .map((student) => ({
      student,
      handIns: handIns.filter(({ handIn }) => handIn.student.id === student.id).sort(inOrderOfHandingIn),
    }));
}

/** By attempt; what is left to chance there, by content, so that names decide nothing. */
function inOrderOfHandingIn(a: MeasuredHandIn, b: MeasuredHandIn): number {
  return a.handIn.attempt - b.handIn.attempt || compare(a.measured.digest, b.measured.digest);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
