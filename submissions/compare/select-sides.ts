import { failure } from '../../harness/errors.ts';
import type { ResultRecord } from '../results-file/results-file.ts';
import { benchmarks } from '../submission.ts';
import type { Benchmark } from '../submission.ts';

/** What was read for one of the arguments. */
export interface GivenResults {
  /** As the user gave it. */
  readonly argument: string;
  readonly results: readonly ResultRecord[];
}

/** A result and the letter it goes by. */
export interface Side {
  readonly letter: string;
  /** The argument it is from. */
  readonly argument: string;
  readonly result: ResultRecord;
}

/** Results to lay beside each other; the first is what the others are compared with. */
export interface SideGroup {
  /** Null where they are of different benchmarks, and the comparison can only say so. */
  readonly benchmark: Benchmark | null;
  readonly sides: readonly Side[];
}

const letters = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
/** Ids that an error lists. */
const listedIds = 12;

/**
 * Which results stand beside which: of one argument all its results, of several those of the same benchmark.
 * @throws BenchError compare.too-few, compare.too-many, compare.ambiguous
 */
export function selectSides(given: readonly GivenResults[]): SideGroup[] {
  const [only] = given;
  const entries = given.length === 1 && only !== undefined ? resultsOneByOne(only) : given;
  if (entries.length < 2)
    throw failure('compare.too-few', { arguments: given.map(({ argument }) => argument).join(' ') });
  if (entries.length > letters.length) {
    throw failure('compare.too-many', { count: entries.length, limit: letters.length, examples: idList(entries) });
  }
  const groups = benchmarks.flatMap((benchmark): SideGroup[] => {
    const sides = entries.flatMap((entry, index) => sideOf(entry, benchmark, letters[index] ?? ''));
    return sides.length < 2 ? [] : [{ benchmark, sides }];
  });
  return groups.length > 0 ? groups : [{ benchmark: null, sides: firstOfEach(entries) }];
}

function resultsOneByOne({ argument, results }: GivenResults): GivenResults[] {
  return results.map((result) => ({ argument: `${argument}#${result.id}`, results: [result] }));
}

function sideOf({ argument, results }: GivenResults, benchmark: Benchmark, letter: string): Side[] {
  const own = results.filter((result) => result.benchmark === benchmark);
  const [result, second] = own;
  if (second !== undefined) {
    throw failure('compare.ambiguous', { argument, count: own.length, benchmark, examples: ids(argument, own) });
  }
  return result === undefined ? [] : [{ letter, argument, result }];
}

function firstOfEach(entries: readonly GivenResults[]): Side[] {
  return entries.flatMap(({ argument, results: [result] }, index) =>
    result === undefined ? [] : [{ letter: letters[index] ?? '', argument, result }],
  );
}

/**
 * The results of an argument that an id names, or the beginning of one.
 * @param id null where all are wanted
 * @throws BenchError compare.unknown-id
 */
export function resultsWithId(argument: string, results: readonly ResultRecord[], id: string | null): GivenResults {
  if (id === null) return { argument, results };
  const found = results.filter((result) => result.id.startsWith(id));
  if (found.length !== 1) {
    const problem = found.length === 0 ? 'no result has that id' : `${found.length} results have ids that begin so`;
    throw failure('compare.unknown-id', { argument, problem });
  }
  return { argument, results: found };
}

/** A path and the id behind its last `#`; null where there is none that could be one. */
export function splitId(argument: string): readonly [path: string, id: string | null] {
  const match = /^(.+)#([0-9a-f]{3,12})$/i.exec(argument);
  return match === null ? [argument, null] : [match[1] ?? '', (match[2] ?? '').toLowerCase()];
}

function ids(argument: string, results: readonly ResultRecord[]): string {
  const lines = results
    .slice(0, listedIds)
    .map(({ id, round, submitter, system, variant }) =>
      `  ${argument}#${id}  ${[round, submitter, system.name, variant].filter((part) => part !== null).join(' / ')}`.replaceAll(
        /[\p{Cc}\p{Cf}]/gu,
        '\u{fffd}',
      ),
    );
  const more = results.length > listedIds ? [`  … ${results.length - listedIds} more`] : [];
  return [...lines, ...more].join('\n');
}

function idList(entries: readonly GivenResults[]): string {
  return entries
    .slice(0, listedIds)
    .map(({ argument, results: [result] }) => `  ${argument}  ${result?.benchmark ?? ''} ${result?.system.name ?? ''}`)
    .join('\n')
    .replaceAll(/[^\P{Cc}\n]|\p{Cf}/gu, '\u{fffd}');
}
