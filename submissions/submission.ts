import type { Finding } from './finding.ts';
import type { FileTree } from './tree.ts';

/** The benchmarks of the rounds by the short name that folders and reports use. */
export const benchmarks = ['ad', 'ic', 'kws', 'vww', 'sww', 'ic2'] as const;
export type Benchmark = (typeof benchmarks)[number];

export const divisions = ['closed', 'open'] as const;
export type Division = (typeof divisions)[number];

export const runModes = ['performance', 'accuracy', 'energy'] as const;
export type RunMode = (typeof runModes)[number];

/** Whose program made the files of a result: EEMBC's EnergyRunner, the MLCommons runner (v1.3 on), or this one. */
export type Runner = 'eembc' | 'mlcommons' | 'boardbench';

/** The rounds in their order. */
export const rounds = ['v0.5', 'v0.7', 'v1.0', 'v1.1', 'v1.2', 'v1.3', 'v1.4'] as const;
export type Round = (typeof rounds)[number];

/** The files of one run, as paths of the tree. A name with a mode in front or another ending counts as the plain one. */
export interface RunFiles {
  /** The folder that holds them; runs that are told apart by names alone share it. */
  readonly folder: string;
  /** `results.txt`, or `result.txt`, `postproc.txt` … */
  readonly results?: string;
  readonly log?: string;
  readonly resultsJson?: string;
  readonly script?: string;
  /** `trace1-energy.bin`, or a recording of another format. */
  readonly trace?: string;
  readonly timestamps?: string;
  /** Our own: the journal everything else comes from, and its digests. */
  readonly journal?: string;
  readonly manifest?: string;
  /** Anything else in the run's folder, pictures among it. */
  readonly others: readonly string[];
}

/** One result: a benchmark on a system, in up to three modes. */
export interface SubmittedResult {
  /** Null where the folders given do not say (a single system, a single session). */
  readonly division: Division | null;
  readonly submitter: string | null;
  /** As the folders have it, levels between joined with `/`. */
  readonly system: string | null;
  readonly benchmark: Benchmark;
  /** The level below the benchmark, where there is one, such as `RN08`. */
  readonly variant: string | null;
  /** The name of the benchmark's folder, such as `anomaly_detection`; the benchmark itself where there is none. */
  readonly benchmarkFolder: string;
  /** The folder that holds the runs. */
  readonly folder: string;
  readonly runner: Runner;
  readonly runs: { readonly [Mode in RunMode]?: RunFiles };
  /** The path of the system's description; null where none belongs to it. */
  readonly systemFile: string | null;
  /** How it was found: named alike, by a name within it, by a likeness of names, or the only one there is. */
  readonly systemFileBy: 'file-name' | 'inner-name' | 'likeness' | 'only-one' | null;
}

/** A description of a system and whose results it describes. */
export interface SystemFile {
  readonly division: Division | null;
  readonly submitter: string | null;
  readonly path: string;
  readonly description: SystemDescription;
}

/** A value of a system description as it stands in the file, objects and lists as their JSON text. */
export interface SystemField {
  readonly name: string;
  readonly value: string;
  readonly kind: 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';
  readonly line: number;
}

/** A system description, read as well as it goes: damaged ones keep what could be read. */
export interface SystemDescription {
  /**
   * By name without blanks around it, as written otherwise; of names that come twice the first value that is not
   * empty (of several, the last).
   */
  readonly fields: ReadonlyMap<string, SystemField>;
  /** All pairs of name and value in the order of the file, those that come twice too; names as written. */
  readonly pairs: readonly SystemField[];
  readonly problems: readonly SystemProblem[];
}

export interface SystemProblem {
  readonly kind: 'malformed' | 'duplicate' | 'duplicate-loses-value' | 'blank-in-name' | 'encoding';
  readonly line: number;
  readonly message: string;
  /** The name it is about, where it is about one. */
  readonly field: string | null;
}

/** A folder with results, read: who submits what, in which files. */
export interface Submission {
  readonly tree: FileTree;
  /** From the folders' names or as the user says; null where unknown. */
  readonly round: Round | null;
  readonly results: readonly SubmittedResult[];
  readonly systems: readonly SystemFile[];
  /** What of the layout is not as the rules have it (rule ids `layout-…`). */
  readonly findings: readonly Finding[];
}
