import { Command } from 'commander';
import { diffLines } from '../../submissions/diff-text.ts';
import { diffResults } from '../../submissions/diff.ts';
import type { Round } from '../../submissions/submission.ts';
import { printJson, printLine } from './output.ts';
import { readResults } from './read-results.ts';
import { roundOption } from './round-option.ts';

interface DiffOptions {
  readonly round?: Round;
  readonly json?: true;
}

/** `boardbench diff A B`: what changed between two submissions. */
export function diffCommand(): Command {
  return new Command('diff')
    .description('Shows what changed between two submissions: results, figures, systems, evidence and findings.')
    .argument('<before>', 'a round, a submission, an archive of one, a session, or a results file')
    .argument('<after>', 'another one')
    .option(
      '--round <round>',
      'the round by whose rules both are judged, such as v1.3; else their folders tell',
      roundOption,
    )
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Results belong together by division, submitter, system, benchmark and variant; rounds can be compared with each other.

With --json: added and removed [{division, submitter, system, benchmark, variant}], changed [{key, figures [{of, name,
from, to, ratio}], system [{name, from, to}], verdict and runner {from, to} or null, newFindings [], goneFindings [],
evidence [{mode, role, change, file}]}], same (a count)

Examples:
  boardbench diff submission-before submission
  boardbench diff v1.2 v1.3 --json

Exit status: 0 done, whether there are differences or not.`,
    )
    .action(async (before: string, after: string, options: DiffOptions) => {
      const first = await readResults([before], options.round);
      const second = await readResults([after], options.round);
      const diff = diffResults(first.results, second.results);
      if (options.json === true) printJson(diff);
      else for (const line of diffLines(diff)) printLine(line);
    });
}
