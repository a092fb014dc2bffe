import type { MeasuredHandIn } from '../scoring/grades.ts';
import { compareText } from './likeness.ts';
import type { Likeness } from './likeness.ts';

/** Hand-ins by who made them: of a group that handed something in together each is the group's, and there once. */
export interface OwnedHandIns {
  /** With the owner in place of the student. */
  readonly handIns: readonly MeasuredHandIn[];
  /** With the students again in place of owners: those of each whose hand-ins it is about. */
  readonly named: (likeness: Likeness) => Likeness;
}

/** Whoever hands in the same folder or file is one owner, and so is whoever hands in another with one of them. */
export function byOwner(all: readonly MeasuredHandIn[]): OwnedHandIns {
  const studentsOfPath = new Map<string, string[]>();
  for (const { handIn } of all) {
    studentsOfPath.set(handIn.path, [...(studentsOfPath.get(handIn.path) ?? []), handIn.student.id]);
  }
  const groups = new Map<string, Set<string>>();
  for (const students of studentsOfPath.values()) {
    const members = new Set(students.flatMap((student) => [...(groups.get(student) ?? [student])]));
    for (const member of members) groups.set(member, members);
  }
  const ownerOf = (student: string): string => [...(groups.get(student) ?? [student])].sort(compareText)[0] ?? student;

  const owned = new Map<string, MeasuredHandIn>();
  for (const each of all) {
    const { handIn } = each;
    const id = ownerOf(handIn.student.id);
    const key = JSON.stringify([id, handIn.path]);
    if (!owned.has(key)) owned.set(key, { ...each, handIn: { ...handIn, student: { ...handIn.student, id } } });
  }
  const named = (likeness: Likeness): Likeness => {
    const about = all.filter(
      ({ handIn }) => likeness.students.includes(ownerOf(handIn.student.id)) && likeness.handIns.includes(handIn.name),
    );
    return { ...likeness, students: [...new Set(about.map(({ handIn }) => handIn.student.id))].sort(compareText) };
  };
  return { handIns: [...owned.values()], named };
}
