import { always } from './rule.ts';
import type { Observation, TreeRule } from './rule.ts';

export const treeNames: TreeRule = {
  id: 'tree-names',
  scope: 'tree',
  title: 'Names of files and folders',
  asks: 'Names have no blanks, parentheses or other signs that scripts stumble over.',
  source: 'MLPerf submission rules: letters, digits, dot, hyphen and underscore',
  severity: always('info'),
  judge: ({ tree }) =>
    tree.entries.flatMap(({ path }): Observation[] => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (/^[\w.+@,=-]+$/.test(name) && name.length <= 120) return [];
      return [
        {
          ...{ file: path, line: null, expected: 'letters, digits, . - _', found: name, bearing: 'none' },
          message: `The name “${name}” has signs that scripts stumble over, or is very long.`,
          remedy: 'Name it with letters, digits, dots, hyphens and underscores.',
        },
      ];
    }),
};
