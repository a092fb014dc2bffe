import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { printable } from '../../submissions/printable.ts';
import { resultsText } from '../../submissions/results-file/merge-results.ts';
import type { ResultsFile } from '../../submissions/results-file/results-file.ts';
import type { Round } from '../../submissions/submission.ts';
import { failure } from '../errors.ts';
import { formatTable, printJson, printLine } from './output.ts';
import { readResults } from './read-results.ts';
import { roundOption } from './round-option.ts';

interface ImportOptions {
  readonly out: string;
  readonly round?: Round;
  readonly json?: true;
}

/** `boardbench import DIR… --out FILE`: published or own rounds into one results file. */
export function importCommand(): Command {
  return new Command('import')
    .description('Reads rounds, submissions, archives and sessions into one results file, every figure derived again.')
    .argument('<dirs...>', 'folders, archives (.zip, .tar.gz), or results files to put together')
    .requiredOption('--out <file>', 'the results file to write')
    .option('--round <round>', 'the round they are of, such as v1.3; else their folders tell', roundOption)
    .option('--json', 'print one JSON document: what was read')
    .addHelpText(
      'after',
      `
The file is what the leaderboard reads; submissions/results-file/results.schema.json is its form, and the same folders
give the same file. Of results that come twice, the one given last counts.

Examples:
  boardbench import v1.2 v1.3 --out results.json
  boardbench import results.json boardbench-out --out all.json

Exit status: 0 done, 1 something could not be read. Findings of results are in the file and no failure.`,
    )
    .action(async (paths: readonly string[], options: ImportOptions) => {
      const file = await readResults(paths, options.round);
      writeWhole(options.out, resultsText(file));
      if (options.json === true) printJson(summaryOf(file, options.out));
      else for (const line of summaryLines(file, options.out)) printLine(line);
    });
}

/** @throws BenchError output.failed; the file is whole or as it was */
function writeWhole(path: string, text: string): void {
  const temporary = `${path}.new`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw failure('output.failed', { file: path, problem }, { cause });
  }
}

function verdictCounts(file: ResultsFile, source: string): Record<'valid' | 'invalid' | 'unverifiable', number> {
  const counts = { valid: 0, invalid: 0, unverifiable: 0 };
  for (const { source: own, verdict } of file.results) if (own === source) counts[verdict]++;
  return counts;
}

function summaryOf(file: ResultsFile, out: string): object {
  const sources = file.sources.map((source) => ({ ...source, ...verdictCounts(file, source.name) }));
  return { file: out, results: file.results.length, sources };
}

function summaryLines(file: ResultsFile, out: string): string[] {
  const rows = file.sources.map(({ name, round, results }) => {
    const { valid, invalid, unverifiable } = verdictCounts(file, name);
    return [name, round ?? '–', ...[results, valid, invalid, unverifiable].map(String)];
  });
  const header = ['source', 'round', 'results', 'valid', 'invalid', 'unverifiable'];
  return [...formatTable(header, rows), `${file.results.length} results written to ${out}`].map(printable);
}
