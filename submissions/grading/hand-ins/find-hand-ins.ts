import { readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { failure } from '../../../harness/errors.ts';
import { fileProblem } from '../../file-problem.ts';
import { printable } from '../../printable.ts';
import { decodeText } from '../../text.ts';
import { topNamesOfZip } from './archive-names.ts';
import { isExport, isExportOf, readClassFolder, sidecarFile } from './class-folder.ts';
import type { FoundItem } from './class-folder.ts';
import type { FoundHandIns } from './hand-in.ts';
import { readPlainName } from './lms-names.ts';
import { handInsOf } from './owners.ts';
import { parseHandedIn } from './handed-in-list.ts';
import type { HandedInList } from './handed-in-list.ts';
import { readRoster } from './read-roster.ts';
import { Staging } from './staging.ts';
import { StudentDirectory } from './student-directory.ts';

/**
 * Finds the hand-ins of a class, and whose they are. One folder is that of the class; so is one that an LMS exported, or
 * in which students of the roster are found; anything else is one hand-in. Nothing in them is opened but exports.
 * @param paths folders, files and archives
 * @param rosterFile CSV; without one the names of the hand-ins are the students
 * @throws BenchError grade.nothing, grade.unreadable, roster.*, archive.* of an export
 */
export async function findHandIns(paths: readonly string[], rosterFile: string | undefined): Promise<FoundHandIns> {
  const directory = rosterFile === undefined ? null : new StudentDirectory(await readRoster(rosterFile));
  const staging = new Staging();
  try {
    const rosterPath = rosterFile === undefined ? null : resolve(rosterFile);
    const finder = new Finder(directory, staging, (path) => resolve(path) === rosterPath);
    for (const path of paths) await finder.look(path, paths.length === 1);
    if (finder.items.length === 0) throw failure('grade.nothing', { paths: paths.join(', ') });
    const { handIns, notes } = await handInsOf(finder.items, directory, staging);
    const present = new Set(handIns.map(({ student }) => student.id));
    const students = directory?.entries.map(({ student }) => student) ?? [];
    return {
      handIns,
      absent: students.filter(({ id }) => !present.has(id)),
      notes: [...finder.notes, ...notes],
      close: () => staging.close(),
    };
  } catch (error) {
    await staging.close();
    throw error;
  }
}

class Finder {
  readonly items: FoundItem[] = [];
  readonly notes: string[] = [];
  readonly #directory: StudentDirectory | null;
  readonly #staging: Staging;
  readonly #isAlso: (path: string) => boolean;

  constructor(directory: StudentDirectory | null, staging: Staging, isAlso: (path: string) => boolean) {
    this.#directory = directory;
    this.#staging = staging;
    this.#isAlso = isAlso;
  }

  async look(path: string, isOnly: boolean): Promise<void> {
    const kind = await kindOf(path);
    const name = basename(resolve(path));
    if (kind === 'folder' && (isOnly || (await this.#isClass(path, name)))) {
      await this.#takeClass(path, isOnly ? '' : `${name}/`);
      return;
    }
    const tops = kind === 'folder' ? null : await topNamesOfZip(path);
    if (tops !== null && isExportOf(tops)) {
      await this.#takeClass(await this.#staging.unpack(path, name), isOnly ? '' : `${name}/`);
      return;
    }
    const { stem, attempt } = readPlainName(name);
    const claims = [{ said: name, any: stem }];
    this.items.push({ name, claims, files: [{ path, name }], handedInAt: null, isMarkedLate: false, attempt });
  }

  async #isClass(path: string, name: string): Promise<boolean> {
    if (await isExport(path)) return true;
    if (
      this.#directory === null ||
      this.#directory.match({ said: name, any: readPlainName(name).stem }).entry !== null
    ) {
      return false;
    }
    const { items } = await readClassFolder(path, this.#isAlso);
    return items.some(({ claims }) => claims.some((claim) => this.#directory?.match(claim).entry != null));
  }

  async #takeClass(folder: string, prefix: string): Promise<void> {
    const { items, notes } = await readClassFolder(folder, this.#isAlso);
    const list = await handedInListOf(folder);
    for (const item of items) {
      const students = item.claims.flatMap((claim) => this.#directory?.match(claim).entry ?? []);
      const told = list?.find(item, students);
      this.items.push({
        ...item,
        name: `${prefix}${item.name}`,
        handedInAt: item.handedInAt ?? told?.handedInAt ?? null,
        isMarkedLate: item.isMarkedLate || (told?.isMarkedLate ?? false),
      });
    }
    this.notes.push(...notes);
    for (const name of list?.unused() ?? []) {
      this.notes.push(`${sidecarFile} tells of ${printable(name)}, which is not there.`);
    }
  }
}

async function kindOf(path: string): Promise<'folder' | 'file'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (cause) {
    throw failure('grade.unreadable', { path, problem: fileProblem(cause) }, { cause });
  }
}

async function handedInListOf(folder: string): Promise<HandedInList | null> {
  const file = join(folder, sidecarFile);
  try {
    return parseHandedIn(decodeText(await readFile(file)), file);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw cause;
  }
}
