import type { DataPart, Measure } from '../rubric/rubric.ts';

/** What is found of one hand-in, whoever handed it in: plain JSON, kept in the cache by its digest. */
export interface Measured {
  /** SHA-256 over the names and bytes of everything in it, whatever its archive or folder is called. */
  readonly digest: string;
  readonly figures: readonly Figure[];
  /** Why something could not be measured or does not count, each a sentence for the student. */
  readonly problems: readonly Problem[];
  readonly model: MeasuredModel | null;
  readonly runs: readonly MeasuredRun[];
  /** Names of required patterns without a file. */
  readonly missingFiles: readonly string[];
  readonly bytes: number;
}

export interface Figure {
  readonly measure: Measure;
  /** Null where it has nothing to do with data. */
  readonly data: DataPart | null;
  /** In the unit of `measureFacts`. */
  readonly value: number;
  /** How it came about, in a few words: `412 of 500 right`, `estimated for …`, `median of 5 windows`. */
  readonly basis: string;
  readonly kind: 'derived' | 'estimated' | 'measured' | 'simulated';
  /** Of how many samples it is the share; absent of what is none, such as an AUC. */
  readonly samples?: number;
}

export interface Problem {
  /** A code of the error table, or the id of a rule of the checker. */
  readonly code: string;
  /** A sentence for the student: what is wrong, where. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
  readonly file: string | null;
  readonly line: number | null;
  /** `fatal`: there are no figures because of it. */
  readonly severity: 'fatal' | 'error' | 'warning' | 'info';
}

/** What tells a model from another, and what the feedback page draws. */
export interface MeasuredModel {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** SHA-256 of the graph without names, descriptions and metadata: operators, options, shapes, quantisation, constants. */
  readonly graphSha256: string;
  /** SHA-256 of operators and shapes alone. */
  readonly architectureSha256: string;
  /** For near copies: of each constant tensor of more than 64 values its shape, and a sketch of its values. */
  readonly weights: readonly WeightSketch[];
  /**
   * The answers on the public data by row, parted by commas: the top class, `!` behind it where it is wrong, or the score
   * to three places; nothing where there is none. Near copies agree where they are wrong.
   */
  readonly answers: string;
  readonly precision: string;
  readonly profile: ModelCosts;
}

export interface WeightSketch {
  readonly shape: readonly number[];
  /** Of its bytes. */
  readonly sha256: string;
  /** Of its values in ascending order: the same when channels have changed places. */
  readonly sortedSha256: string;
  /**
   * Up to 256 of its values at places that are the same for every tensor of its length, in hundredths of the root mean
   * square of their channel; none of a type that weights are not kept in.
   */
  readonly values: readonly number[];
}

/** The costs that the feedback page draws. */
export interface ModelCosts {
  readonly macs: number;
  readonly parameters: number;
  readonly flashBytes: number;
  readonly flash: readonly { readonly name: string; readonly bytes: number }[];
  readonly sramBytes: number;
  readonly sram: readonly { readonly name: string; readonly bytes: number }[];
  readonly operators: readonly {
    readonly name: string;
    readonly outputShape: readonly number[];
    readonly macs: number;
    readonly parameters: number;
    /** 0 to 1, by the cycle model. */
    readonly timeShare: number;
  }[];
}

/** A run that evidence is there of: a session of ours, or a log of another runner. */
export interface MeasuredRun {
  readonly mode: 'performance' | 'accuracy' | 'energy';
  /** Its folder within the hand-in. */
  readonly folder: string;
  /** Of the log or the journal. */
  readonly logSha256: string;
  /** SHA-256 of the laps of the board's clock, window by window: the same where only names were changed; null without. */
  readonly lapsSha256: string | null;
  /** What the board called itself, and its serial number or port where the journal has it. */
  readonly device: string | null;
  readonly startedAt: string | null;
  /** By the host's clock; null where the evidence has no such times. */
  readonly durationS: number | null;
  readonly isSimulated: boolean;
  readonly verdict: 'valid' | 'invalid' | 'unverifiable';
}
