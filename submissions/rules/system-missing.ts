import { always } from './rule.ts';
import type { ResultRule } from './rule.ts';

export const systemMissing: ResultRule = {
  id: 'system-missing',
  scope: 'result',
  title: 'System description',
  asks: 'Every system with results has a description systems/SYSTEM.json.',
  source: 'MLPerf Tiny submission rules, system descriptions',
  severity: always('error'),
  judge({ result }) {
    // Below the folder of a submitter, descriptions are out of sight: only part of a submission was given.
    if (result.division === null || result.submitter === null || result.system === null) return [];
    if (!result.folder.split('/').includes('results')) return [];
    const file = `${result.division}/${result.submitter}/systems`;
    const name = `${result.system}.json`;
    if (result.systemFile === null)
      return [
        {
          ...{ file: result.folder, line: null, expected: `${file}/${name}`, found: null, bearing: 'none' },
          message: `The system ${result.system} has no description.`,
          remedy: `Add ${name} to the folder systems of the submitter.`,
        },
      ];
    if (result.systemFileBy === 'file-name' || result.systemFileBy === 'inner-name') return [];
    return [
      {
        ...{ file: result.systemFile, line: null, expected: name, found: result.systemFile, bearing: 'none' },
        severity: 'warning',
        message: `The description taken for ${result.system} is named otherwise: it was found by its likeness.`,
        remedy: `Name it ${name}: the official checker looks for that name.`,
      },
    ];
  },
};
