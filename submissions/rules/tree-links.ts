import type { TreeEntry } from '../tree.ts';
import { always } from './rule.ts';
import type { TreeRule } from './rule.ts';

export const treeLinks: TreeRule = {
  id: 'tree-links',
  scope: 'tree',
  title: 'Links and special files',
  asks: 'A submission consists of files and folders that can be read.',
  source: 'MLPerf submission rules: no symbolic links',
  severity: always('error'),
  judge: ({ tree }) =>
    tree.entries
      .filter(({ kind }) => kind === 'link' || kind === 'other')
      .map(({ path, kind, problem }) => ({
        ...{ file: path, line: null, expected: 'a file', found: problem ?? kind, bearing: 'none' as const },
        ...wordsOf(kind, problem),
      })),
};

function wordsOf(kind: TreeEntry['kind'], problem: string | undefined): { message: string; remedy: string } {
  if (problem !== undefined) {
    return {
      message: `This cannot be read, and what is in it was not looked at: ${problem}.`,
      remedy: 'Give it a plain name and permission to be read.',
    };
  }
  const message =
    kind === 'link' ? 'This is a symbolic link; it was not followed.' : 'This is neither a file nor a folder.';
  return { message, remedy: 'Put the file itself there.' };
}
