import { failure } from '../../../harness/errors.ts';
import { printable } from '../../printable.ts';
import { readInstant } from '../rubric/late-rule.ts';
import type { FoundItem } from './class-folder.ts';
import { readPlainName } from './lms-names.ts';
import { keyOfId } from './name-keys.ts';
import { rowsOf } from './read-roster.ts';
import type { RosterEntry } from './read-roster.ts';

/** What a list beside the hand-ins says of their times. */
export interface HandedInList {
  /** @param students whose it is, where the roster tells */
  find(item: FoundItem, students: readonly RosterEntry[]): HandedIn | undefined;
  /** Of what is in the list, what was never found. */
  unused(): readonly string[];
}

export interface HandedIn {
  readonly handedInAt: Date | null;
  readonly isMarkedLate: boolean;
}

const nameColumns = ['name', 'file', 'folder', 'handin', 'student', 'id'];
const timeColumns = ['handedinat', 'handedin', 'submittedat', 'time'];

/**
 * Reads `handed-in.csv`: the name of each hand-in, with or without its ending, when it came (with its offset), and
 * perhaps whether it is late.
 * @throws BenchError roster.invalid
 */
export function parseHandedIn(text: string, file: string): HandedInList {
  const [head, ...rows] = rowsOf(text, file);
  const names = (head?.cells ?? []).map((cell) => cell.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''));
  const placeOf = (wanted: readonly string[]): number => names.findIndex((name) => wanted.includes(name));
  const [namePlace, timePlace, latePlace] = [placeOf(nameColumns), placeOf(timeColumns), placeOf(['late', 'islate'])];
  if (namePlace === -1 || (timePlace === -1 && latePlace === -1)) {
    const problem = 'the first line must name the columns: name and handed_in_at';
    throw failure('roster.invalid', { file, line: head?.line ?? 1, problem });
  }
  const list = new Map<string, HandedIn & { readonly name: string; readonly line: number }>();
  const unused = new Set<string>();
  for (const { cells, line } of rows) {
    const name = cells[namePlace] ?? '';
    const key = keyOfId(name);
    const before = list.get(key);
    if (before !== undefined) {
      throw failure('roster.double', { file, what: printable(name), first: before.line, second: line });
    }
    list.set(key, { name, line, ...timesOf(cells[timePlace] ?? '', cells[latePlace] ?? '', file, line) });
    unused.add(key);
  }
  return {
    find: ({ name, claims }, students) => {
      const byName = [name, name.normalize('NFC').replace(/(?:\.tar)?\.[a-z0-9]+$/iu, ''), readPlainName(name).stem];
      const byClaim = claims.flatMap(({ id, participant, email }) => [id ?? '', participant ?? '', email ?? '']);
      const byStudent = students.flatMap(({ student, ids, logins }) => [
        student.id,
        ...ids,
        ...logins,
        student.email ?? '',
        student.name,
      ]);
      const keys = [...byName, ...byStudent, ...byClaim].map(keyOfId).filter((key) => key !== '');
      const key = keys.find((each) => list.has(each));
      if (key === undefined) return undefined;
      unused.delete(key);
      return list.get(key);
    },
    unused: () => [...unused].map((key) => list.get(key)?.name ?? key),
  };
}

function timesOf(time: string, late: string, file: string, line: number): HandedIn {
  const isMarkedLate = /^(?:1|y|yes|true|late|x)$/i.test(late);
  if (time === '') return { handedInAt: null, isMarkedLate };
  const instant = readInstant(time);
  if (instant instanceof Date) return { handedInAt: instant, isMarkedLate };
  throw failure('roster.invalid', { file, line, problem: `the time of handing in ${printable(instant)}` });
}
