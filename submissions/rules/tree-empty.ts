import { always } from './rule.ts';
import type { TreeRule } from './rule.ts';

export const treeEmpty: TreeRule = {
  id: 'tree-empty',
  scope: 'tree',
  title: 'Empty folders',
  asks: 'No folder is empty.',
  source: 'MLPerf submission rules: git keeps no empty folders, so that what was meant to be there is lost',
  severity: always('info'),
  judge({ tree }) {
    const filled = new Set(tree.entries.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/')))));
    return tree.entries
      .filter(({ kind, path }) => kind === 'directory' && !filled.has(path))
      .map(({ path }) => ({
        ...{ file: path, line: null, expected: 'files', found: 0, bearing: 'none' as const },
        message: 'The folder is empty.',
        remedy: 'Put in it what was meant to be there, or remove it.',
      }));
  },
};
