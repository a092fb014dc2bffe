import { always } from './rule.ts';
import type { TreeRule } from './rule.ts';

/** Repositories on GitHub take files of up to 100 MB, and warn from 50 MB on. */
const mostBytes = 50e6;

export const treeSize: TreeRule = {
  id: 'tree-size',
  scope: 'tree',
  title: 'Size of files',
  asks: 'No file is larger than what the repository of the round takes without ado.',
  source: 'MLPerf submission rules: files over 50 MB',
  severity: always('warning'),
  judge: ({ tree }) =>
    tree.entries
      .filter(({ bytes }) => bytes > mostBytes)
      .map(({ path, bytes }) => ({
        ...{
          file: path,
          line: null,
          expected: `at most ${mostBytes / 1e6} MB`,
          found: `${Math.round(bytes / 1e6)} MB`,
        },
        ...{ bearing: 'none' as const, message: `The file has ${Math.round(bytes / 1e6)} MB.` },
        remedy: 'Ask the organizers where large files go; do not leave the log out.',
      })),
};
