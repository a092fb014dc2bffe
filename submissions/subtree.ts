import { join } from 'node:path';
import { divisions } from './submission.ts';
import type { FileTree } from './tree.ts';

/** A folder of a tree as a tree of its own: paths begin below it, and nothing beside it can be read. */
export function subtree(tree: FileTree, folder: string): FileTree {
  const prefix = `${folder}/`;
  const entries = tree.entries
    .filter(({ path }) => path.startsWith(prefix))
    .map((entry) => ({ ...entry, path: entry.path.slice(prefix.length) }));
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  return {
    root: `${tree.root}/${folder}`,
    ...(tree.directory === undefined ? {} : { directory: join(tree.directory, folder) }),
    entries,
    entry: (path) => byPath.get(path),
    open: (path) => tree.open(prefix + path),
    readBytes: (path, limitBytes) => tree.readBytes(prefix + path, limitBytes),
    readText: (path, limitBytes) => tree.readText(prefix + path, limitBytes),
  };
}

/** The only folder at the top of a tree, where divisions are in it and nothing is beside it: as archives of rounds have it. */
export function folderOfDivisions(tree: FileTree): string | undefined {
  const tops = tree.entries.filter(({ path }) => !path.includes('/'));
  const [top] = tops;
  if (top?.kind !== 'directory' || tops.length !== 1) return undefined;
  return divisions.some((division) => tree.entry(`${top.path}/${division}`)?.kind === 'directory')
    ? top.path
    : undefined;
}
