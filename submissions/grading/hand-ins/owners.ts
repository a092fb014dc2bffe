import { printable } from '../../printable.ts';
import type { FoundItem } from './class-folder.ts';
import type { HandIn, Student } from './hand-in.ts';
import { keyOfId } from './name-keys.ts';
import type { Staging } from './staging.ts';
import type { Claim, StudentDirectory } from './student-directory.ts';

interface OwnedItem {
  readonly item: FoundItem;
  readonly student: Student;
  readonly handedInAt: Date | null;
}

/**
 * Whose the items are that were found, each student's in the order of handing in.
 * @param directory null: the names of the items are the students
 */
export async function handInsOf(
  items: readonly FoundItem[],
  directory: StudentDirectory | null,
  staging: Staging,
): Promise<{ readonly handIns: readonly HandIn[]; readonly notes: readonly string[] }> {
  const notes: string[] = [];
  const owned = directory === null ? ownersByName(items, notes) : ownersByRoster(items, directory, notes);
  const byStudent = new Map<string, OwnedItem[]>();
  for (const one of owned) {
    byStudent.set(one.student.id, [...(byStudent.get(one.student.id) ?? []), one]);
  }
  const paths = new Map<FoundItem, string>();
  const handIns: HandIn[] = [];
  for (const [, own] of [...byStudent].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const ordered = inOrder(own);
    if (own.length > 1 && !isOrderKnown(own)) {
      const [first] = own;
      const names = ordered.map(({ item }) => printable(item.name)).join(', ');
      notes.push(
        `${printable(first?.student.name ?? '')} has ${own.length} hand-ins, and nothing says which came last: they are taken in the order of their names (${names}).`,
      );
    }
    for (const [index, { item, student, handedInAt }] of ordered.entries()) {
      const path = paths.get(item) ?? (await pathOf(item, staging));
      paths.set(item, path);
      const { name, isMarkedLate } = item;
      handIns.push({ student, path, name: printable(name), handedInAt, isMarkedLate, attempt: index + 1 });
    }
  }
  return { handIns, notes };
}

async function pathOf({ files }: FoundItem, staging: Staging): Promise<string> {
  const [first, ...others] = files;
  return first !== undefined && others.length === 0 ? first.path : staging.together(files);
}

function ownersByRoster(items: readonly FoundItem[], directory: StudentDirectory, notes: string[]): OwnedItem[] {
  return items.flatMap((item) =>
    item.claims.flatMap((claim): OwnedItem[] => {
      const { entry, why } = directory.match(claim);
      if (entry !== null) {
        return [{ item, student: entry.student, handedInAt: item.handedInAt ?? entry.handedInAt }];
      }
      notes.push(`${why}; it was not graded.`);
      return [];
    }),
  );
}

/** Names that differ in capitals and in how accents are written alone are one student's. */
function ownersByName(items: readonly FoundItem[], notes: string[]): OwnedItem[] {
  const claimed = items.flatMap((item) => item.claims.map((claim) => ({ item, claim, ...nameOf(claim) })));
  const namesOfId = new Map<string, Set<string>>();
  for (const { id, name } of claimed) {
    namesOfId.set(keyOfId(id), (namesOfId.get(keyOfId(id)) ?? new Set()).add(keyOfId(name)));
  }
  const students = new Map<string, Student>();
  return claimed.map(({ item, claim, id, name }) => {
    const isShared = (namesOfId.get(keyOfId(id))?.size ?? 0) > 1;
    const own = isShared ? `${name} ${id}` : id;
    const known = students.get(keyOfId(own));
    const student = known ?? { id: own, name, email: claim.email ?? null };
    students.set(keyOfId(own), student);
    if (known !== undefined && known.id !== own) {
      notes.push(`${printable(own)} and ${printable(known.id)} are taken for the same student.`);
    }
    return { item, student, handedInAt: item.handedInAt };
  });
}

function nameOf({ said, id, participant, email, name, any }: Claim): { readonly id: string; readonly name: string } {
  const own = printable(id ?? participant ?? email ?? any ?? name ?? said).normalize('NFC');
  return { id: own, name: printable(name ?? own) };
}

/** By the time of handing in; where that is not known of all, as their names say. */
function inOrder(own: readonly OwnedItem[]): OwnedItem[] {
  const byName = new Intl.Collator('en', { numeric: true });
  const hasTimes = own.every(({ handedInAt }) => handedInAt !== null);
  return own.toSorted(
    (a, b) =>
      (hasTimes ? (a.handedInAt?.getTime() ?? 0) - (b.handedInAt?.getTime() ?? 0) : 0) ||
      (a.item.attempt ?? 0) - (b.item.attempt ?? 0) ||
      byName.compare(a.item.name, b.item.name) ||
      (a.item.name < b.item.name ? -1 : 1),
  );
}

function isOrderKnown(own: readonly OwnedItem[]): boolean {
  const times = new Set(own.map(({ handedInAt }) => handedInAt?.getTime() ?? null));
  if (!times.has(null) && times.size === own.length) return true;
  return new Set(own.map(({ item }) => item.attempt ?? 0)).size === own.length;
}
