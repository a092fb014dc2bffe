import type { Benchmark, Round, RunFiles, RunMode } from '../submission.ts';
import { rounds } from '../submission.ts';

const benchmarkNames: Readonly<Record<Benchmark, readonly string[]>> = {
  ad: ['ad', 'ad01', 'anomaly_detection', 'toycar', 'toyadmos'],
  ic: ['ic', 'ic01', 'image_classification'],
  kws: ['kws', 'kws01', 'keyword_spotting'],
  vww: ['vww', 'vww01', 'visual_wake_words', 'visual_wake_word', 'person_detection'],
  sww: ['sww', 'sww01', 'streaming_wakeword', 'streaming_wake_word', 'strm_ww'],
  ic2: ['ic2', 'ic02', 'image_classification_2'],
};

const modeNames: Readonly<Record<RunMode, readonly string[]>> = {
  performance: ['performance', 'perf'],
  accuracy: ['accuracy', 'acc'],
  energy: ['energy', 'enegy', 'power'],
};

const benchmarkByName = inverse(benchmarkNames);
const modeByName = inverse(modeNames);

/** The benchmark that a folder is named after, by a short, a long or a model name. */
export function benchmarkOfName(name: string): Benchmark | undefined {
  return benchmarkByName.get(name.toLowerCase().replaceAll(/[\s-]+/g, '_'));
}

/** The mode that a folder is named after, with the misspellings that have been published. */
export function modeOfName(name: string): RunMode | undefined {
  return modeByName.get(name.toLowerCase().trim());
}

/** Names that no one submits on purpose: what a Mac, a version control or an editor leaves. */
export function isLeftover(name: string): boolean {
  return (
    name.startsWith('._') || name === '.DS_Store' || name === '__MACOSX' || name === 'Thumbs.db' || name === '.git'
  );
}

/** What a file of a run is, by its name. */
export interface NamedFile {
  readonly role: Exclude<keyof RunFiles, 'folder' | 'others'>;
  /** The mode in front of its name (`performance_results.txt`). */
  readonly mode: RunMode | undefined;
  /** Whether it has the name that the rules give it. */
  readonly isUsual: boolean;
  /** Of several files of a role the one with the lowest rank counts. */
  readonly rank: number;
}

const roles: readonly [RegExp, NamedFile['role'], number][] = [
  [/^results\.txt$/, 'results', 0],
  [/^result\.txt$/, 'results', 1],
  [/^postproc\.txt$/, 'results', 2],
  [/^log\.txt$/, 'log', 0],
  [/^results\.json$/, 'resultsJson', 0],
  [/^script\.async$/, 'script', 0],
  [/^trace1-energy\.bin$/, 'trace', 0],
  [/^trace\d*-energy\.bin$/, 'trace', 1],
  [/^.+\.(jls|ppk2|dlog|emon)$/, 'trace', 2],
  [/^trace1-timestamps\.json$/, 'timestamps', 0],
  [/^trace\d*-timestamps\.json$/, 'timestamps', 1],
  [/^journal\.jsonl$/, 'journal', 0],
  [/^manifest\.json$/, 'manifest', 0],
];

const usualNames = new Set([
  ...['results.txt', 'log.txt', 'results.json', 'script.async', 'trace1-energy.bin', 'trace1-timestamps.json'],
  ...['journal.jsonl', 'manifest.json'],
]);

/** What a file is by its name, or undefined where it is none of a run. */
export function namedFile(name: string): NamedFile | undefined {
  if (isLeftover(name)) return undefined;
  const lower = name.toLowerCase();
  const [, prefix] = /^(performance|perf|accuracy|acc|energy|power)[_-]/.exec(lower) ?? [];
  const bare = prefix === undefined ? lower : lower.slice(prefix.length + 1);
  for (const [pattern, role, rank] of roles) {
    if (!pattern.test(bare)) continue;
    const mode = prefix === undefined ? undefined : modeByName.get(prefix);
    return { role, mode, isUsual: usualNames.has(name), rank: rank * 2 + (prefix === undefined ? 0 : 1) };
  }
  return undefined;
}

/** What an archive is called, as a folder of the same name would be: `v1.3` of `rounds/v1.3.tar.gz`. */
export function archiveStem(path: string): string {
  return path.slice(path.replaceAll('\\', '/').lastIndexOf('/') + 1).replace(/(?:\.tar)?\.(?:zip|tar|gz|tgz)$/i, '');
}

/** The round that a folder is named after: `v1.2`, `1.2` or something that ends with `_v1.2`. */
export function roundOfName(name: string): Round | undefined {
  const [, number] = /^(?:.*[_-])?v?(\d\.\d)$/.exec(name.toLowerCase()) ?? [];
  return rounds.find((round) => round === `v${number ?? ''}`);
}

function inverse<Key extends string>(names: Readonly<Record<Key, readonly string[]>>): ReadonlyMap<string, Key> {
  const keys = Object.keys(names) as Key[];
  return new Map(keys.flatMap((key) => names[key].map((name): [string, Key] => [name, key])));
}
