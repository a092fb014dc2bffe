import { printable } from '../../printable.ts';
import type { MeasuredHandIn } from '../scoring/grades.ts';
import { compareText } from './likeness.ts';
import type { Likeness, LikenessKind, Strength } from './likeness.ts';

const mostNamed = 6;
const longestName = 80;

/** Students of these hand-ins, each once, sorted. */
export function studentsOf(handIns: readonly MeasuredHandIn[]): string[] {
  return [...new Set(handIns.map(({ handIn }) => handIn.student.id))].sort(compareText);
}

export function likenessOf(
  kind: LikenessKind,
  strength: Strength,
  handIns: readonly MeasuredHandIn[],
  evidence: readonly string[],
): Likeness {
  const names = [...new Set(handIns.map(({ handIn }) => handIn.name))].sort(compareText);
  return { kind, strength, students: studentsOf(handIns), handIns: names, evidence };
}

/** The names of hand-ins for a sentence: `“a.zip”, “b.zip” and 3 more`. */
export function namesOf(handIns: readonly MeasuredHandIn[]): string {
  const names = [...new Set(handIns.map(({ handIn }) => handIn.name))].sort(compareText).map(quoted);
  const [last = '', ...others] = names.toReversed();
  if (names.length > mostNamed) return `${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more`;
  return others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`;
}

export function quoted(name: string): string {
  const characters = Array.from(printable(name));
  return `“${characters.length > longestName ? `${characters.slice(0, longestName - 1).join('')}…` : characters.join('')}”`;
}

/** By student, hand-in and content, so that what follows does not depend on the order they came in. */
export function inOrder(all: readonly MeasuredHandIn[]): MeasuredHandIn[] {
  const keys = new Map(
    all.map((each) => [each, JSON.stringify([each.handIn.student.id, each.handIn.name, each.measured.digest])]),
  );
  return [...all].sort((a, b) => compareText(keys.get(a) ?? '', keys.get(b) ?? ''));
}
