import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { failure } from '../../harness/errors.ts';
import type { Benchmark, Round, RunFiles, RunMode, Runner } from '../submission.ts';

/** What a round asks of a benchmark. */
export interface BenchmarkRules {
  /** What a board may answer for its model. */
  readonly models: readonly string[];
  /** Least quality in the closed division, in the units of results.txt. */
  readonly quality: { readonly figure: 'top1' | 'auc'; readonly target: number } | null;
  /** The label lists that count, by their names. */
  readonly lists: readonly string[];
  readonly streaming?: { readonly mostFalsePositives: number; readonly mostFalseNegatives: number };
  /** A benchmark that must be submitted for the same system. */
  readonly needs?: string;
}

export type RequiredFile = Exclude<keyof RunFiles, 'folder' | 'others'>;

/** What a round, or a course with rules of its own, asks of results: the facts that the rules judge by. */
export interface RoundRules {
  readonly name: string;
  readonly source: string;
  readonly benchmarks: { readonly [Name in Benchmark]?: BenchmarkRules };
  readonly windows: {
    readonly count: number;
    readonly minimumSeconds: number;
    readonly minimumIterations: number;
  };
  /** How far host time by board time may be from 1. */
  readonly clock: { readonly warnAbove: number; readonly errorAbove: number };
  /** Fastest by slowest window less 1. */
  readonly maximumSpread: number;
  readonly files: { readonly [Name in Runner]?: { readonly [Mode in RunMode]?: readonly RequiredFile[] } };
  readonly requiredRuns?: readonly RunMode[];
  /** Severities other than the rules' own, by the id of a rule; `off` leaves the rule out. */
  readonly severities?: Readonly<Record<string, 'error' | 'warning' | 'info' | 'off'>>;
}

const schema = JSON.parse(readFileSync(new URL('round.schema.json', import.meta.url), 'utf8')) as object;
const isRoundRules = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<RoundRules>(schema);

/** What a published round asks. */
export function rulesOfRound(round: Round): RoundRules {
  const file = new URL(`${round}.json`, import.meta.url);
  return parseRoundRules(readFileSync(file, 'utf8'), `${round}.json`);
}

/**
 * Reads a rule set from a file of the same form as those of the rounds.
 * @throws BenchError rules.unusable where it cannot be read or is of another form
 */
export async function loadRoundRules(path: string): Promise<RoundRules> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw failure('rules.unusable', { file: path, problem }, { cause });
  }
  return parseRoundRules(text, path);
}

/** @throws BenchError rules.unusable */
export function parseRoundRules(text: string, file: string): RoundRules {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw failure('rules.unusable', { file, problem }, { cause });
  }
  if (isRoundRules(value)) return value;
  const problem = (isRoundRules.errors ?? [])
    .map(({ instancePath, message }) => `${instancePath === '' ? 'the file' : instancePath} ${message ?? 'is wrong'}`)
    .join('; ');
  throw failure('rules.unusable', { file, problem });
}
