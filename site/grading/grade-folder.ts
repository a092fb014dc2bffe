import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { failure } from '../../harness/errors.ts';
import { gradesFormat } from '../../submissions/grading/outputs/grades-json.ts';
import { keyBytes } from '../../submissions/grading/outputs/pseudonyms.ts';
import { finalFiles, gradescopeTop, studentFiles, studentsTop } from './class-files.ts';
import type { ClassFile } from './class-files.ts';

/** How the file begins by which a folder is known as one of grades. */
const gradesHead = new RegExp(`^\\{\\s*"format": "${gradesFormat}"`);

export const gradeFiles = {
  grades: 'grades.json',
  key: 'pseudonym.key',
  pseudonyms: 'pseudonyms.csv',
  students: studentsTop,
  cache: 'cache',
} as const;

export interface WrittenGrades {
  readonly written: number;
  /** Files that were there with the same content. */
  readonly unchanged: number;
  /** Files of students who are no longer in the class, and what is no longer hidden. */
  readonly removed: number;
}

/** For everybody; the rest tells whose grade is which, or of the hidden part, and is for its owner alone. */
const forEverybody: ReadonlySet<string> = new Set(['class.html', 'leaderboard.json']);
const ownersFile = 0o600;
const ownersFolder = 0o700;

/**
 * Looks before the work begins whether grades may be put there.
 * @param directory absent, empty, or with grades that were put there before
 * @throws BenchError output.not-empty, output.failed
 */
export function openGradeFolder(directory: string): void {
  onDisk(directory, () => {
    mkdirSync(directory, { recursive: true });
    const names = readdirSync(directory);
    if (!isOfGrades(directory, names)) throw failure('output.not-empty', { directory });
    // Before anything is put in: what is measured tells of the hidden part too.
    mkdirSync(join(directory, gradeFiles.cache), { recursive: true });
    for (const name of [gradeFiles.cache, studentsTop, gradescopeTop])
      closeToOthers(join(directory, name), ownersFolder);
  });
}

/** What the former run wrote as grades.json; null where there was none. */
export function formerGrades(directory: string): string | null {
  const file = join(directory, gradeFiles.grades);
  if (!existsSync(file)) return null;
  const text = onDisk(file, () => readFileSync(file, 'utf8'));
  return gradesHead.test(text) ? text : null;
}

/**
 * The key of the pseudonyms of a folder; made at the first call, and kept from then on.
 * @throws BenchError grade.key where the file is no key; output.failed
 */
export function pseudonymKey(directory: string): Uint8Array {
  const file = join(directory, gradeFiles.key);
  return onDisk(file, () => {
    if (existsSync(file)) {
      const text = readFileSync(file, 'utf8').trim();
      const key = Buffer.from(text, 'hex');
      if (key.length < keyBytes || key.toString('hex') !== text.toLowerCase()) throw failure('grade.key', { file });
      return key;
    }
    const key = randomBytes(keyBytes);
    writeFileSync(file, `${key.toString('hex')}\n`, { mode: ownersFile, flag: 'wx' });
    return key;
  });
}

/**
 * Writes the files of a class: those that are as they were are left alone, each of the others is whole at any time, and
 * those of students who are no longer there go. `grades.json` comes last, so that a run that was ended goes on.
 * @throws BenchError output.failed
 */
export function writeGradeFolder(directory: string, files: Iterable<ClassFile>): WrittenGrades {
  const paths = new Set<string>();
  let [written, grades] = [0, ''];
  for (const { path, content } of files) {
    paths.add(path);
    if (path === gradeFiles.grades) grades = content;
    else if (writeChanged(directory, path, content)) written++;
  }
  const removed = removeFormer(directory, paths);
  if (writeChanged(directory, gradeFiles.grades, grades)) written++;
  return { written, unchanged: paths.size - written, removed };
}

/** The key is there before anything but the cache is written, so a run that was ended at any time has left one of these. */
function isOfGrades(directory: string, names: readonly string[]): boolean {
  const isBegun = names.includes(gradeFiles.key) || names.every((name) => name === gradeFiles.cache);
  return isBegun || formerGrades(directory) !== null;
}

/** @param mode what it may be at most; where it is so already, nothing is changed */
function closeToOthers(path: string, mode: number): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined && (found.mode & 0o077) !== 0) chmodSync(path, mode);
}

function writeChanged(directory: string, path: string, text: string): boolean {
  const file = join(directory, path);
  return onDisk(file, () => {
    const bytes = Buffer.from(text);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isFile() === true && found.size === bytes.length && readFileSync(file).equals(bytes)) {
      if (!forEverybody.has(path)) closeToOthers(file, ownersFile);
      return false;
    }
    mkdirSync(dirname(file), { recursive: true, mode: ownersFolder });
    const draft = `${file}.new`;
    writeFileSync(draft, bytes, forEverybody.has(path) ? {} : { mode: ownersFile });
    // One that was there from a run that was ended keeps its mode.
    if (!forEverybody.has(path)) closeToOthers(draft, ownersFile);
    renameSync(draft, file);
    return true;
  });
}

/** Only files of the names that are written here, so that whatever else somebody keeps beside them stays. */
function removeFormer(directory: string, paths: ReadonlySet<string>): number {
  const tops = [studentsTop, gradescopeTop];
  return tops.reduce(
    (removed, top) => removed + removeFormerUnder(directory, top, paths),
    removeFormerFinals(directory, paths),
  );
}

/** Final grades of before the hidden part was published would be taken for those of now. */
function removeFormerFinals(directory: string, paths: ReadonlySet<string>): number {
  const former = Object.values(finalFiles).filter((name) => !paths.has(name) && existsSync(join(directory, name)));
  for (const name of former)
    onDisk(join(directory, name), () => {
      rmSync(join(directory, name));
    });
  return former.length;
}

function removeFormerUnder(directory: string, top: string, paths: ReadonlySet<string>): number {
  const above = join(directory, top);
  return onDisk(above, () => {
    if (!existsSync(above)) return 0;
    let removed = 0;
    for (const entry of readdirSync(above, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const folder = join(above, entry.name);
      const former = readdirSync(folder).filter(
        (name) => studentFiles.includes(name) && !paths.has(`${top}/${entry.name.normalize('NFC')}/${name}`),
      );
      for (const name of former) rmSync(join(folder, name));
      removed += former.length;
      if (former.length > 0 && readdirSync(folder).length === 0) rmdirSync(folder);
    }
    return removed;
  });
}

function onDisk<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw failure('output.failed', { file, problem: cause.message }, { cause });
  }
}
