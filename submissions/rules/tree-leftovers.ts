import { always } from './rule.ts';
import type { TreeRule } from './rule.ts';

const leftover =
  /^(\._.*|\.DS_Store|Thumbs\.db|desktop\.ini|.*~|.*\.sw[op]|__MACOSX|\.ipynb_checkpoints|.*\.(bak|orig|tmp))$/i;

export const treeLeftovers: TreeRule = {
  id: 'tree-leftovers',
  scope: 'tree',
  title: 'Leftovers',
  asks: 'There are no files that an operating system or an editor left.',
  source: 'MLPerf submission rules: only the files of the layout',
  severity: always('info'),
  judge: ({ tree }) =>
    tree.entries
      .filter(({ path }) => leftover.test(path.slice(path.lastIndexOf('/') + 1)))
      .map(({ path }) => ({
        ...{ file: path, line: null, expected: null, found: path.slice(path.lastIndexOf('/') + 1) },
        ...{ bearing: 'none' as const, message: 'This file was left by an operating system or an editor.' },
        remedy: 'Remove it.',
      })),
};
