import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { comparableOf } from '../../submissions/compare/comparable.ts';
import { compareResults } from '../../submissions/compare/compare.ts';
import type { Comparison } from '../../submissions/compare/compare.ts';
import { causeLines, metricHeader, metricRows, sideLine } from '../../submissions/compare/compare-text.ts';
import { resultsWithId, selectSides, splitId } from '../../submissions/compare/select-sides.ts';
import type { GivenResults, Side, SideGroup } from '../../submissions/compare/select-sides.ts';
import { formatTable, printJson, printLine } from './output.ts';
import { readResults } from './read-results.ts';

interface CompareOptions {
  readonly json?: true;
}

/** A result beside the first of its group. */
interface Pair {
  readonly first: Side;
  readonly other: Side;
  readonly comparison: Comparison;
}

/** `boardbench compare A B …`: ratios with intervals, and where the difference comes from. */
export function compareCommand(): Command {
  return new Command('compare')
    .description('Compares two to six results: ratios with intervals, and where the difference comes from.')
    .argument('<results...>', 'sessions, submissions, archives, results files, or one result of them: PATH#ID')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
The first is what the others are compared with. Of a results file with a few results each is one of those compared; of
folders with several benchmarks those of the same benchmark are. An id may be cut to what is unique in its file.

Intervals are 95 % and bootstrapped from the windows of both results: they say how far a repetition of these runs would
differ, not how far other boards of the same kind would. Figures are derived from evidence; those with a * are claimed.

With --json: results [{letter, argument, id, name, benchmark, round, division, kind, verdict}], comparisons [{a, b,
obstacles [], sentences [], metrics [{metric, unit, a, b, by, value, interval}], causes [{name, of, unit, a, b,
factor}], differences [{name, a, b}], notes []}], a and b being letters

Examples:
  boardbench compare boardbench-out/before boardbench-out/after
  boardbench compare results.json#d0054e1602b3 results.json#48986ba38a6c
  boardbench compare submissions/published/results.json#6134 submissions/published/results.json#d005 --json

Exit status: 0 done, 1 nothing can be compared, such as results of other workloads or simulated with measured ones.`,
    )
    .action(async (paths: readonly string[], options: CompareOptions) => {
      const groups = selectSides(await readAll(paths));
      const pairs = groups.flatMap(pairsOf);
      if (options.json === true) printJson(jsonOf(groups, pairs));
      else printPairs(groups, pairs);
      if (pairs.every(({ comparison }) => comparison.metrics.length === 0)) process.exitCode = 1;
    });
}

async function readAll(paths: readonly string[]): Promise<GivenResults[]> {
  const given: GivenResults[] = [];
  for (const argument of paths) {
    // A path may have such a name itself.
    const [path, id] = existsSync(argument) ? ([argument, null] as const) : splitId(argument);
    const { results } = await readResults([path], undefined);
    given.push(resultsWithId(argument, results, id));
  }
  return given;
}

function pairsOf({ sides: [first, ...others] }: SideGroup): Pair[] {
  if (first === undefined) return [];
  return others.map((other) => ({
    first,
    other,
    comparison: compareResults(comparableOf(first.result), comparableOf(other.result), {
      a: first.letter,
      b: other.letter,
    }),
  }));
}

function jsonOf(groups: readonly SideGroup[], pairs: readonly Pair[]): object {
  return {
    results: groups.flatMap(({ sides }) =>
      sides.map(({ letter, argument, result }) => {
        const { id, name, benchmark, round, division, kind, verdict } = comparableOf(result);
        return { letter, argument, id, name, benchmark, round, division, kind, verdict };
      }),
    ),
    comparisons: pairs.map(({ first, other, comparison }) => {
      const { obstacles, sentences, metrics, causes, differences, notes } = comparison;
      return {
        benchmark: comparison.b.benchmark,
        ...{ a: first.letter, b: other.letter },
        ...{ obstacles, sentences, metrics, causes, differences, notes },
      };
    }),
  };
}

function printPairs(groups: readonly SideGroup[], pairs: readonly Pair[]): void {
  for (const { sides } of groups) {
    for (const { letter, result } of sides) printLine(sideLine(letter, comparableOf(result)));
    for (const { first, other, comparison } of pairs.filter(({ first: side }) => side === sides[0])) {
      printLine();
      for (const sentence of comparison.sentences) printLine(sentence);
      const header = metricHeader({ a: first.letter, b: other.letter });
      const table = comparison.metrics.length === 0 ? [] : formatTable(header, metricRows(comparison));
      for (const line of [...table, ...causeLines(comparison)]) printLine(`  ${line}`);
    }
    printLine();
  }
}
