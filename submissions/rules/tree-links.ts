import { always } from './rule.ts';
import type { TreeRule } from './rule.ts';

export const treeLinks: TreeRule = {
  id: 'tree-links',
  scope: 'tree',
  title: 'Links and special files',
  asks: 'A submission consists of files and folders.',
  source: 'MLPerf submission rules: no symbolic links',
  severity: always('error'),
  judge: ({ tree }) =>
    tree.entries
      .filter(({ kind }) => kind === 'link' || kind === 'other')
      .map(({ path, kind }) => ({
        ...{ file: path, line: null, expected: 'a file', found: kind, bearing: 'none' as const },
        message:
          kind === 'link' ? 'This is a symbolic link; it was not followed.' : 'This is neither a file nor a folder.',
        remedy: 'Put the file itself there.',
      })),
};
