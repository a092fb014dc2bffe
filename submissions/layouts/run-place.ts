import type { Benchmark, Division, Round, RunMode } from '../submission.ts';
import { divisions } from '../submission.ts';
import { benchmarkOfName, modeOfName, roundOfName } from './names.ts';

/** What the folders above a file say of it; null where they do not. */
export interface RunPlace {
  readonly round: Round | null;
  readonly division: Division | null;
  readonly submitter: string | null;
  readonly system: string | null;
  readonly benchmark: Benchmark | null;
  readonly benchmarkFolder: string | null;
  readonly variant: string | null;
  readonly mode: RunMode | null;
  /** The name of the folder that says the mode. */
  readonly modeFolder: string | null;
  /** How many of the names belong to the result: those up to the benchmark and its variant, without the mode. */
  readonly resultDepth: number;
}

/**
 * Reads the names of the folders above a file, from the outermost. Looked for is
 * `[DIVISION/]SUBMITTER/results/SYSTEM…/BENCHMARK[/VARIANT][/MODE][/SESSION]`, of which any beginning may be absent.
 */
export function runPlace(folders: readonly string[]): RunPlace {
  const resultsAt = resultsIndex(folders);
  const divisionAt = lastIndexOf(folders, isDivision, resultsAt < 0 ? folders.length : resultsAt);
  const systemAt = resultsAt >= 0 ? resultsAt + 1 : divisionAt >= 0 ? divisionAt + 2 : 0;
  const benchmarkAt = benchmarkIndex(folders, systemAt, resultsAt >= 0 || divisionAt >= 0);
  const modeAt = lastIndexOf(folders, (name) => modeOfName(name) !== undefined, folders.length);
  const hasMode = modeAt > Math.max(benchmarkAt, resultsAt, divisionAt);
  const belowBenchmark = benchmarkAt < 0 ? [] : folders.slice(benchmarkAt + 1, hasMode ? modeAt : folders.length);
  const systemEnd = benchmarkAt >= 0 ? benchmarkAt : hasMode ? modeAt : folders.length;
  const system = systemAt < 0 ? [] : folders.slice(Math.min(systemAt, systemEnd), systemEnd);
  const isSystemNamed = resultsAt >= 0 || divisionAt >= 0;
  return {
    round: roundAbove(folders, divisionAt, resultsAt),
    division: divisionOf(folders[divisionAt]),
    submitter: submitterOf(folders, divisionAt, resultsAt),
    system: system.length === 0 ? null : isSystemNamed ? system.join('/') : (system.at(-1) ?? null),
    benchmark: benchmarkOfName(folders[benchmarkAt] ?? '') ?? null,
    benchmarkFolder: folders[benchmarkAt] ?? null,
    variant: belowBenchmark.length === 0 ? null : belowBenchmark.join('/'),
    mode: hasMode ? (modeOfName(folders[modeAt] ?? '') ?? null) : null,
    modeFolder: hasMode ? (folders[modeAt] ?? null) : null,
    resultDepth: hasMode ? modeAt : folders.length,
  };
}

/**
 * The `results` at DIVISION/SUBMITTER/results, as anything may be called so above; else the first one with a benchmark
 * below it, as one within a session would be no submitter's; else the last.
 */
function resultsIndex(folders: readonly string[]): number {
  const placed = folders.findIndex((name, index) => name === 'results' && isDivision(folders[index - 2] ?? ''));
  if (placed >= 0) return placed;
  const lastBenchmark = lastIndexOf(folders, (name) => benchmarkOfName(name) !== undefined, folders.length);
  const first = folders.indexOf('results');
  return first >= 0 && first < lastBenchmark ? first : folders.lastIndexOf('results');
}

/** Below a known place the first folder with the name of a benchmark; else the last one, as anything may be above. */
function benchmarkIndex(folders: readonly string[], systemAt: number, isKnown: boolean): number {
  const isBenchmark = (name: string): boolean => benchmarkOfName(name) !== undefined;
  // A system may be called like a benchmark: the first folder below `results` is the system's where another follows.
  if (!isKnown) return lastIndexOf(folders, isBenchmark, folders.length);
  const first = folders.findIndex((name, index) => index > systemAt && isBenchmark(name));
  if (first >= 0) return first;
  return systemAt < folders.length && isBenchmark(folders[systemAt] ?? '') ? systemAt : -1;
}

function isDivision(name: string): boolean {
  return divisionOf(name) !== null;
}

function divisionOf(name: string | undefined): Division | null {
  return divisions.find((division) => division === name?.toLowerCase()) ?? null;
}

function submitterOf(folders: readonly string[], divisionAt: number, resultsAt: number): string | null {
  if (divisionAt >= 0) return folders[divisionAt + 1] ?? null;
  return resultsAt > 0 ? (folders[resultsAt - 1] ?? null) : null;
}

/** A round's folder is above the division, or above the submitter; a system may be named `BOARD_V1.0`. */
function roundAbove(folders: readonly string[], divisionAt: number, resultsAt: number): Round | null {
  const end = divisionAt >= 0 ? divisionAt : resultsAt > 0 ? resultsAt - 1 : 0;
  for (let index = end - 1; index >= 0; index--) {
    const round = roundOfName(folders[index] ?? '');
    if (round !== undefined) return round;
  }
  return null;
}

function lastIndexOf(folders: readonly string[], test: (name: string) => boolean, end: number): number {
  for (let index = Math.min(end, folders.length) - 1; index >= 0; index--) if (test(folders[index] ?? '')) return index;
  return -1;
}
