/** What a criterion can be about. */
export const measures = [
  'accuracy',
  'accuracy-lost',
  'latency',
  'energy',
  'flash',
  'sram',
  'macs',
  'evidence',
  'files',
] as const;
export type Measure = (typeof measures)[number];

/** What a measure's figure is, and which end of it is good. */
export interface MeasureFacts {
  readonly title: string;
  /**
   * `share`: 0 to 1, shown in per cent. The rest are units of the figure: microseconds and microjoules an inference,
   * bytes, multiply-accumulates an inference.
   */
  readonly unit: 'share' | 'us' | 'uJ' | 'bytes' | 'MACs';
  readonly better: 'higher' | 'lower';
  /** Of a board or of data: repeated runs give other figures. */
  readonly isMeasuredOnBoard: boolean;
}

export const measureFacts: Readonly<Record<Measure, MeasureFacts>> = {
  accuracy: { title: 'Accuracy', unit: 'share', better: 'higher', isMeasuredOnBoard: false },
  'accuracy-lost': {
    title: 'Accuracy lost against the baseline',
    unit: 'share',
    better: 'lower',
    isMeasuredOnBoard: false,
  },
  latency: { title: 'Latency', unit: 'us', better: 'lower', isMeasuredOnBoard: true },
  energy: { title: 'Energy', unit: 'uJ', better: 'lower', isMeasuredOnBoard: true },
  flash: { title: 'Flash', unit: 'bytes', better: 'lower', isMeasuredOnBoard: false },
  sram: { title: 'SRAM', unit: 'bytes', better: 'lower', isMeasuredOnBoard: false },
  macs: { title: 'Multiply-accumulates', unit: 'MACs', better: 'lower', isMeasuredOnBoard: false },
  /** 1: all figures follow from sound evidence; 0.5: evidence is absent; 0: it contradicts. Of a model alone always 1. */
  evidence: { title: 'Evidence', unit: 'share', better: 'higher', isMeasuredOnBoard: false },
  /** The share of the required files that are there. */
  files: { title: 'Required files', unit: 'share', better: 'higher', isMeasuredOnBoard: false },
};

/** Which part of the data accuracy is taken on. */
export type DataPart = 'public' | 'hidden';

/** A rubric as the program uses it: read, validated, defaults filled in, paths from the folder of its file resolved. */
export interface Rubric {
  readonly title: string;
  /** The path of its file. */
  readonly file: string;
  /** SHA-256 of its text. */
  readonly sha256: string;
  readonly handIn: HandInRule;
  /** A name of the catalogue, or the path of a workload's YAML file. */
  readonly workload: string;
  /** `built-in`, or folders. */
  readonly data: { readonly public: string; readonly hidden: string | null };
  readonly judgeOn: JudgeOn;
  /** The model that accuracy lost is counted against: a file, or `built-in:kws01`. */
  readonly baseline: string | null;
  /** The weights of those that are not extra add up to this. */
  readonly points: number;
  readonly criteria: readonly Criterion[];
  readonly conditions: readonly Condition[];
  readonly late: LateRule | null;
  /** Of several hand-ins of one student. */
  readonly several: 'best' | 'latest';
  readonly limits: { readonly timeS: number; readonly memoryMb: number; readonly handInMb: number };
  /** What students see of the hidden part before the staff publishes it. */
  readonly showHidden: boolean;
}

export interface HandInRule {
  readonly kind: 'model' | 'session' | 'submission';
  /** Which file is the model where there are several: a pattern such as `model.tflite` or `*.tflite`. */
  readonly model: string;
  /** Names or patterns that must be there besides. */
  readonly requiredFiles: readonly string[];
}

/** Where latency and energy come from. */
export type JudgeOn =
  /** The host's estimate for a board of the catalogue: the same for all. */
  | { readonly kind: 'estimate'; readonly board: string }
  /** Evidence of runs on boards of this kind (`profile` or device name as the board says it; null: any). */
  | {
      readonly kind: 'measured';
      readonly device: string | null;
      /** Whether simulated boards are good enough. */
      readonly allowsSimulated: boolean;
      /** Folder of sessions of one reference, run again and again on that board: the noise band comes from these. */
      readonly calibration: string | null;
    };

export interface Criterion {
  /** A short name, unique: the columns of the CSV. */
  readonly id: string;
  readonly title: string;
  readonly measure: Measure;
  /** For accuracy and accuracy lost. */
  readonly data: DataPart;
  /** Points that full marks give. */
  readonly weight: number;
  /** On top of the points of the others. */
  readonly isExtra: boolean;
  readonly scoring: Scoring;
}

/** How a figure becomes a share of the points, 0 to 1. */
export type Scoring =
  /** The share of the best step that is reached; from the least share to the greatest. */
  | { readonly kind: 'thresholds'; readonly steps: readonly Step[] }
  /** Nothing at `none` and worse, all at `full` and better, in proportion between; of bytes, times and energies too. */
  | { readonly kind: 'linear'; readonly none: number; readonly full: number }
  /** All for the best, `last` for the last, in proportion to the rank between; equals share the better rank. */
  | { readonly kind: 'rank'; readonly last: number };

export interface Step {
  readonly at: number;
  readonly share: number;
}

/** What must hold, whatever the criteria say. */
export interface Condition {
  readonly title: string;
  readonly measure: Measure;
  readonly data: DataPart;
  /** At least where higher is better, at most where lower is. */
  readonly bound: number;
  /** The share of all points that is left where it does not hold; 0 for none. */
  readonly otherwiseAtMost: number;
}

export interface LateRule {
  readonly deadline: Date;
  readonly graceMinutes: number;
  /** Share of the points reached that a day that has begun costs. */
  readonly sharePerDay: number;
  /** Behind so many days nothing is taken; null: always. */
  readonly mostDays: number | null;
  /** What a late, worse hand-in does to an earlier one: nothing, or it counts as `several` says. */
  readonly lateWorse: 'ignored' | 'counts';
}
