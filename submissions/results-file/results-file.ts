import type { Finding, Verdict } from '../finding.ts';
import type { StreamingCounts } from '../evidence/streaming.ts';
import type { Benchmark, Division, Round, RunFiles, RunMode, Runner } from '../submission.ts';

/** The version of the form; a reader refuses others. `results.schema.json` is the rule. */
export const resultsFormat = 'boardbench-results';
export const resultsVersion = 1;

/** Results of rounds or folders with claimed and derived figures: what the leaderboard reads. */
export interface ResultsFile {
  readonly format: typeof resultsFormat;
  readonly version: typeof resultsVersion;
  /** Sorted by name. */
  readonly sources: readonly ResultsSource[];
  /** Sorted by round, division, submitter, system, benchmark, variant. */
  readonly results: readonly ResultRecord[];
}

/** Where results are from. */
export interface ResultsSource {
  /** Of the folder or archive, or of the round. */
  readonly name: string;
  readonly round: Round | null;
  /** Who made and published them, where that is known. */
  readonly attribution: string | null;
  readonly url: string | null;
  readonly results: number;
}

/** A result, its figures, and what they rest on. Paths are from the root of its source. */
export interface ResultRecord {
  /** Twelve hex digits that stay the same for the same result. */
  readonly id: string;
  /** The name of its source. */
  readonly source: string;
  readonly round: Round | null;
  readonly division: Division | null;
  readonly submitter: string | null;
  readonly benchmark: Benchmark;
  readonly variant: string | null;
  readonly runner: Runner;
  /** `simulated`: a simulated board or instrument had a part in it. `estimated`: computed from a model, never measured. */
  readonly kind: 'measured' | 'estimated' | 'simulated';
  readonly system: SystemRecord;
  readonly model: { readonly name: string | null; readonly precision: 'int8' | 'float32' | null };
  /** What the board called itself. */
  readonly device: { readonly name: string | null; readonly profile: string | null } | null;
  readonly claimed: FigureRecord;
  readonly derived: FigureRecord;
  readonly performance: PerformanceRecord | null;
  readonly accuracy: AccuracyRecord | null;
  readonly energy: EnergyRecord | null;
  readonly streaming: StreamingRecord | null;
  readonly verdict: Verdict;
  readonly findings: readonly FindingRecord[];
  readonly evidence: readonly EvidenceFile[];
}

/** The system's description in few words; null where it does not say. */
export interface SystemRecord {
  readonly name: string | null;
  readonly file: string | null;
  readonly board: string | null;
  readonly soc: string | null;
  readonly processor: string | null;
  /** As written. */
  readonly frequency: string | null;
  /** The highest frequency that `frequency` names. */
  readonly clockMhz: number | null;
  readonly accelerator: string | null;
  readonly framework: string | null;
  readonly libraries: string | null;
  readonly compiler: string | null;
  readonly operatingSystem: string | null;
  readonly quantization: string | null;
  readonly memory: string | null;
  readonly storage: string | null;
  readonly availability: 'available' | 'preview' | 'rdi' | null;
}

/** Figures of a result; null where there is none. */
export interface FigureRecord {
  /** Inferences a second. */
  readonly throughput: number | null;
  /** Microseconds an inference. */
  readonly latencyUs: number | null;
  /** Per cent. */
  readonly top1: number | null;
  /** 0 to 1, on the scale of the runner that made the result. */
  readonly auc: number | null;
  /** Microjoules an inference; of streaming wakeword the whole run. */
  readonly energyUj: number | null;
  /** Milliwatts while it computes. */
  readonly powerMw: number | null;
}

/** Lower and upper end. */
export type IntervalRecord = readonly [low: number, high: number];

export interface PerformanceRecord {
  readonly windows: readonly WindowRecord[];
  /** (fastest − slowest) ÷ slowest. */
  readonly spread: number | null;
  /** 95 % bootstrap interval of the median throughput, inferences a second. */
  readonly interval: IntervalRecord | null;
  /** Host time by board time: 1 where both clocks agree. */
  readonly clockRatio: number | null;
}

export interface WindowRecord {
  readonly input: string | null;
  readonly iterations: number | null;
  readonly seconds: number | null;
  readonly throughput: number | null;
}

export interface AccuracyRecord {
  readonly labelList: string | null;
  readonly samples: number;
  readonly scored: number;
  /** Rows of the list; null without one. */
  readonly expected: number | null;
  readonly correct: number | null;
  readonly aucEembc: number | null;
  readonly aucMlcommons: number | null;
  /** Median board time of an inference of this run. */
  readonly latencyUs: number | null;
  readonly clockRatio: number | null;
}

export interface EnergyRecord {
  readonly monitor: string | null;
  readonly voltageV: number | null;
  readonly sampleRateHz: number | null;
  readonly samples: number;
  readonly windows: readonly EnergyWindowRecord[];
  /** (most − least) ÷ least of the energy of an inference. */
  readonly spread: number | null;
  /** 95 % bootstrap interval of the median, microjoules an inference. */
  readonly interval: IntervalRecord | null;
  readonly trace: TraceRecord | null;
  /** How far the figure can be trusted; null of results that say nothing of it. */
  readonly trust: TrustRecord | null;
}

export interface TrustRecord {
  readonly tier: 'certified' | 'informative';
  /** How far the energy of an inference may be off, microjoules, without the instrument's own calibration. */
  readonly boundUj: number | null;
}

export interface EnergyWindowRecord {
  readonly input: string | null;
  readonly iterations: number | null;
  readonly seconds: number;
  readonly energyUj: number;
  readonly energyPerInferenceUj: number | null;
}

/** The power in a window, seen from afar: the least and the most of stretches of equal length. */
export interface TraceRecord {
  /** Which of the energy windows, from 0. */
  readonly window: number;
  readonly seconds: number;
  readonly leastMw: readonly number[];
  readonly mostMw: readonly number[];
}

export interface StreamingRecord {
  readonly claimed: StreamingCounts | null;
  /** As the runner counts: its second of grace applied twice. */
  readonly asRun: StreamingCounts | null;
  /** With the one second of grace that is documented. */
  readonly withOneSecond: StreamingCounts | null;
  readonly claimedDutyCycle: number | null;
  readonly dutyCycle: number | null;
}

export type FindingRecord = Pick<
  Finding,
  'rule' | 'severity' | 'file' | 'line' | 'message' | 'expected' | 'found' | 'remedy' | 'bearing'
>;

export interface EvidenceFile {
  /** Of which run; `system` for the description. */
  readonly mode: RunMode | 'system';
  readonly role: Exclude<keyof RunFiles, 'folder' | 'others'> | 'description';
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}
