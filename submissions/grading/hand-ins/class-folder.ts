import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BenchError, failure } from '../../../harness/errors.ts';
import { fileProblem } from '../../file-problem.ts';
import { isLeftover } from '../../layouts/names.ts';
import { printable } from '../../printable.ts';
import { decodeText } from '../../text.ts';
import { readGradescopeMetadata } from './gradescope-metadata.ts';
import type { GradescopeSubmission } from './gradescope-metadata.ts';
import { readLmsName, readPlainName } from './lms-names.ts';
import type { StagedFile } from './staging.ts';
import type { Claim } from './student-directory.ts';

/** Something that was handed in by whoever a claim means. */
export interface FoundItem {
  /** How it is called in reports. */
  readonly name: string;
  readonly claims: readonly Claim[];
  /** One, or several that an LMS took apart. */
  readonly files: readonly StagedFile[];
  readonly handedInAt: Date | null;
  readonly isMarkedLate: boolean;
  /** Which of several it says to be. */
  readonly attempt: number | null;
}

export interface ClassFolder {
  readonly items: readonly FoundItem[];
  readonly notes: readonly string[];
}

const metadataFile = 'submission_metadata.yml';
export const sidecarFile = 'handed-in.csv';

interface Child {
  readonly name: string;
  readonly path: string;
}

/**
 * What lies in the folder of a class: each folder, file or archive is a hand-in, named after its student or as Canvas,
 * Gradescope or Moodle name them in their exports.
 * @param isAlso paths that lie there and are no hand-ins, such as the roster
 * @throws BenchError grade.unreadable
 */
export async function readClassFolder(folder: string, isAlso: (path: string) => boolean): Promise<ClassFolder> {
  const notes: string[] = [];
  const inner = await innerFolder(folder);
  const children = await childrenOf(inner, isAlso, notes);
  const metadata = children.find(({ name }) => name === metadataFile);
  if (metadata !== undefined) return gradescopeItems(children, metadata, notes);
  return { items: namedItems(children, notes), notes };
}

/** Whether a folder is one of a class, by what an LMS writes; a folder named after a student is not. */
export async function isExport(folder: string): Promise<boolean> {
  const children = await childrenOf(await innerFolder(folder), () => false, []);
  return isExportOf(children.map(({ name }) => name));
}

/** Whether these are the names at the top of an export. */
export function isExportOf(names: readonly string[]): boolean {
  const seen = names.filter((name) => !isLeftover(name) && !name.startsWith('.'));
  if (seen.includes(metadataFile) || seen.includes(sidecarFile)) return true;
  return seen.length > 0 && seen.every((name) => readLmsName(name) !== undefined);
}

/** Exports have a folder of the assignment around everything. */
async function innerFolder(folder: string): Promise<string> {
  const children = await childrenOf(folder, () => false, []);
  const [only] = children;
  if (only === undefined || children.length > 1) return folder;
  const below = await readdir(only.path).catch(() => []);
  return readLmsName(only.name) === undefined && isExportOf(below) ? only.path : folder;
}

async function childrenOf(folder: string, isAlso: (path: string) => boolean, notes: string[]): Promise<Child[]> {
  const children: Child[] = [];
  let leftOut = 0;
  try {
    const found = await readdir(folder, { withFileTypes: true });
    for (const entry of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const { name } = entry;
      const path = join(folder, name);
      if (isLeftover(name) || name.startsWith('.') || name.toLowerCase() === 'desktop.ini') leftOut++;
      else if (isAlso(path)) continue;
      else if (entry.isFile() || entry.isDirectory()) children.push({ name, path });
      else notes.push(`${printable(name)} is ${entry.isSymbolicLink() ? 'a link' : 'no file'} and was left out.`);
    }
  } catch (cause) {
    throw failure('grade.unreadable', { path: folder, problem: fileProblem(cause) }, { cause });
  }
  if (leftOut > 0) notes.push(`${leftOut} hidden files and leftovers of systems were left out.`);
  return children;
}

function namedItems(children: readonly Child[], notes: string[]): FoundItem[] {
  const items: FoundItem[] = [];
  const parted = new Map<string, { readonly first: Child; readonly files: StagedFile[]; isMarkedLate: boolean }>();
  for (const child of children) {
    if (child.name === sidecarFile) continue;
    const lms = readLmsName(child.name);
    if (lms === undefined) {
      const { stem, attempt } = readPlainName(child.name);
      items.push(itemOf(child, [{ said: child.name, any: stem }], attempt));
      continue;
    }
    if (lms.isText) {
      notes.push(`${printable(child.name)} is text of Moodle's own field and was left out.`);
      continue;
    }
    // What a student handed in at once stands there file by file.
    const key = JSON.stringify([lms.lms, lms.name, lms.number]);
    const whole = parted.get(key) ?? { first: child, files: [], isMarkedLate: false };
    parted.set(key, whole);
    whole.files.push({ path: child.path, name: lms.file === '' ? child.name : lms.file });
    whole.isMarkedLate ||= lms.isMarkedLate;
  }
  for (const { first, files, isMarkedLate } of parted.values()) {
    const lms = readLmsName(first.name);
    if (lms === undefined) continue;
    const said = first.name;
    const number = lms.lms === 'canvas' ? { id: lms.number, isNumberOfLms: true } : { participant: lms.number };
    items.push({ ...itemOf(first, [{ said, name: lms.name, ...number }], null), files, isMarkedLate });
  }
  return items;
}

function itemOf({ name, path }: Child, claims: readonly Claim[], attempt: number | null): FoundItem {
  return { name, claims, files: [{ path, name }], handedInAt: null, isMarkedLate: false, attempt };
}

async function gradescopeItems(children: readonly Child[], metadata: Child, notes: string[]): Promise<ClassFolder> {
  const byName = new Map(children.map((child) => [child.name, child]));
  const known = new Set([metadataFile]);
  const items = (await metadataOf(metadata)).flatMap(({ folder, submitters, createdAt }): FoundItem[] => {
    const child = byName.get(folder);
    if (child === undefined || known.has(folder)) {
      notes.push(`${metadataFile} tells of ${printable(folder)}, which is not there.`);
      return [];
    }
    known.add(folder);
    const claims = submitters.map(({ sid, email, name }): Claim => ({ said: folder, id: sid, email, name }));
    return [{ ...itemOf(child, claims.length > 0 ? claims : [{ said: folder }], null), handedInAt: createdAt }];
  });
  const others = children.filter(({ name }) => !known.has(name) && name !== sidecarFile);
  for (const { name } of others) notes.push(`${printable(name)} is not in ${metadataFile} and was left out.`);
  return { items, notes };
}

async function metadataOf({ path }: Child): Promise<readonly GradescopeSubmission[]> {
  try {
    return readGradescopeMetadata(decodeText(await readFile(path)));
  } catch (cause) {
    if (cause instanceof BenchError) throw cause;
    throw failure('grade.unreadable', { path, problem: fileProblem(cause) }, { cause });
  }
}
