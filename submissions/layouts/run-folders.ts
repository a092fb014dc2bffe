import type { RunFiles, RunMode } from '../submission.ts';
import type { FileTree } from '../tree.ts';
import { isLeftover, namedFile } from './names.ts';
import type { NamedFile } from './names.ts';
import { runPlace } from './run-place.ts';
import type { RunPlace } from './run-place.ts';

/** The files of one run in a folder, and what the folders above say of it. */
export interface RunFolder {
  readonly place: RunPlace;
  /** From the folders, else from the names of the files. */
  readonly mode: RunMode | null;
  readonly files: RunFiles;
  /** Files whose names are not those of the rules. */
  readonly unusual: readonly string[];
}

/** Folders of a submitter that hold no results, whatever is in them. */
const besideResults = new Set(['systems', 'code', 'calibration', 'docs', 'node_modules']);

/**
 * Finds the folders with files of runs. Files of several modes in one folder, told apart by their names, are as many
 * runs.
 * @param above the names of the folders above the tree, as far as they count
 */
export function findRunFolders(tree: FileTree, above: readonly string[]): RunFolder[] {
  const byFolder = new Map<string, string[]>();
  for (const { path, kind } of tree.entries) {
    if (kind !== 'file') continue;
    const at = path.lastIndexOf('/');
    const folder = at < 0 ? '' : path.slice(0, at);
    const names = byFolder.get(folder);
    if (names === undefined) byFolder.set(folder, [path.slice(at + 1)]);
    else names.push(path.slice(at + 1));
  }
  return [...byFolder].flatMap(([folder, names]) => runsIn(folder, names, above));
}

function runsIn(folder: string, names: readonly string[], above: readonly string[]): RunFolder[] {
  const below = folder === '' ? [] : folder.split('/');
  const folders = [...above, ...below];
  if (folders.some(isLeftover) || isBesideResults(folders)) return [];
  const named = names.flatMap((name) => {
    const file = namedFile(name);
    return file === undefined ? [] : [{ name, file }];
  });
  if (named.length === 0) return [];
  const place = runPlace(folders);
  const path = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  const modes = place.mode !== null ? [place.mode] : [...new Set(named.map(({ file }) => file.mode))];
  return modes.flatMap((mode): RunFolder[] => {
    // A file that says another mode than its folder is not evidence for this one.
    const own = named.filter(({ file }) => file.mode === mode || (place.mode !== null && file.mode === undefined));
    const chosen = chooseByRole(own);
    if (!isRun(chosen)) return [];
    const taken = new Set([...chosen.values()].map(({ name }) => name));
    const others = names.filter(
      (name) => !taken.has(name) && !isLeftover(name) && (modes.length === 1 || !namedFile(name)),
    );
    const paths = Object.fromEntries([...chosen].map(([role, { name }]) => [role, path(name)]));
    const unusual = [...chosen.values()].filter(({ file }) => !file.isUsual).map(({ name }) => path(name));
    return [
      { place, mode: place.mode ?? mode ?? null, files: { folder, ...paths, others: others.map(path) }, unusual },
    ];
  });
}

interface Named {
  readonly name: string;
  readonly file: NamedFile;
}

function chooseByRole(files: readonly Named[]): Map<NamedFile['role'], Named> {
  const chosen = new Map<NamedFile['role'], Named>();
  for (const candidate of files) {
    const before = chosen.get(candidate.file.role);
    if (before === undefined || candidate.file.rank < before.file.rank) chosen.set(candidate.file.role, candidate);
  }
  return chosen;
}

/** A lone manifest.json or recording may be anyone's. */
function isRun(chosen: ReadonlyMap<NamedFile['role'], Named>): boolean {
  return [...chosen.keys()].some((role) => role !== 'manifest' && role !== 'trace' && role !== 'timestamps');
}

function isBesideResults(folders: readonly string[]): boolean {
  const results = folders.indexOf('results');
  return folders.some((name, index) => besideResults.has(name) && (results < 0 || index < results));
}
