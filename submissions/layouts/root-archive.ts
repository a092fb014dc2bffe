import { divisions } from '../submission.ts';
import type { Round } from '../submission.ts';
import { folderOfDivisions, subtree } from '../subtree.ts';
import type { FileTree } from '../tree.ts';
import { archiveStem, roundOfName } from './names.ts';

/** Where a submission begins. */
export interface RootedTree {
  readonly tree: FileTree;
  /** Names of the folders above the tree that count as places. */
  readonly above: readonly string[];
  /** The round where no folder says one. */
  readonly round: Round | null;
}

/**
 * Finds where a submission begins in an archive: a round in it has the same paths as a round in a folder. An archive
 * gets any name on its way. So that only counts, as the folder's that was packed, where nothing within tells a place;
 * where something does, it may still tell the round that nothing within tells.
 */
export function rootArchive(archive: FileTree): RootedTree {
  const stem = archiveStem(archive.root);
  const top = folderOfDivisions(archive);
  const tree = top === undefined ? archive : subtree(archive, top);
  const round = (top === undefined ? undefined : roundOfName(top)) ?? roundOfName(stem) ?? null;
  return { tree, above: tellsPlace(tree) ? [] : [stem], round };
}

/** Whether a division or `results` is a folder of the tree that holds something. */
export function tellsPlace({ entries }: Pick<FileTree, 'entries'>): boolean {
  return entries.some(({ path, kind }) => {
    const folders = path.split('/').slice(0, -1);
    return kind === 'file' && folders.some((name) => name === 'results' || isDivision(name));
  });
}

function isDivision(name: string): boolean {
  return divisions.some((division) => division === name.toLowerCase());
}
