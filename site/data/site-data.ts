/**
 * What the pages' script reads: `globalThis.boardbenchSite`, made by `siteData`. A file of types alone, so that the
 * build and the script in the page agree. What is not known is left out. All texts are cut to `longestText`
 * characters, and control characters and marks of writing direction in them are spelt out.
 */
export interface SiteData {
  readonly version: 1;
  readonly title: string;
  /** The version of the program that built it. */
  readonly program: string;
  readonly sources: readonly SiteSource[];
  /** The rounds that occur, the oldest first. */
  readonly rounds: readonly string[];
  /** The columns: the workloads that occur, in the order of the rules. */
  readonly workloads: readonly SiteWorkload[];
  /** The rules that found something, by whose index results name their findings. */
  readonly rules: readonly SiteRule[];
  /** By round (the newest first), submitter and name. */
  readonly rows: readonly SiteRow[];
}

/** Where results are from. */
export interface SiteSource {
  readonly name: string;
  readonly round?: string;
  readonly attribution?: string;
  readonly url?: string;
  readonly results: number;
}

export type WorkloadId = 'ad' | 'ic' | 'kws' | 'vww' | 'sww' | 'ic2';

export interface SiteWorkload {
  readonly id: WorkloadId;
  /** `Keyword spotting` */
  readonly title: string;
  /** What its accuracy is: `top1` per cent, `auc` 0 to 1, `detections` the false ones of a streaming run. */
  readonly quality: 'top1' | 'auc' | 'detections';
  /** What the rules ask for in the closed division, in the unit of `quality`. */
  readonly target?: number;
  /** What its energy is of. */
  readonly energyOf: 'inference' | 'run';
}

/** A rule that found something, in general words; what it found in one result stands on that result's page. */
export interface SiteRule {
  /** `window-duration` */
  readonly id: string;
  /** The gravest that it found. */
  readonly severity: Severity;
  /** Two or three words for a badge: `window duration`. */
  readonly label: string;
  /** `Length of performance windows` */
  readonly title: string;
  /** What it asks, a sentence. */
  readonly words: string;
}

export type Severity = 'error' | 'warning' | 'info';
export type Verdict = 'valid' | 'invalid' | 'unverifiable';
export type Kind = 'measured' | 'estimated' | 'simulated';

/** A system (in a variant) as it was submitted to a round, with its results. */
export interface SiteRow {
  /** Eight hex digits that stay the same for the same system in the same round. */
  readonly id: string;
  /** The id of the system over all rounds; its page is `systems/ID.html`. */
  readonly system: string;
  readonly name: string;
  readonly variant?: string;
  /** Index into `SiteData.sources`. */
  readonly source: number;
  readonly round?: string;
  readonly division?: 'closed' | 'open';
  readonly submitter?: string;
  readonly availability?: 'available' | 'preview' | 'rdi';
  readonly kind: Kind;
  readonly board?: string;
  /** As described: `32-bit Arm® Cortex®-M4 (DSP + FPU)`. */
  readonly processor?: string;
  /** For choosing by it: `Cortex-M4`. */
  readonly core?: string;
  readonly accelerator?: string;
  readonly clockMhz?: number;
  /** As described: `X-CUBE-AI v10.2`. */
  readonly framework?: string;
  /** For choosing by it: `X-CUBE-AI`. */
  readonly frameworkName?: string;
  readonly compiler?: string;
  /** At most one of each workload. */
  readonly results: { readonly [Id in WorkloadId]?: SiteResult };
}

export interface SiteResult {
  /** Twelve hex digits; its page is `results/ID.html`. */
  readonly id: string;
  readonly verdict: Verdict;
  /** The gravest of each rule that found something, by indices into `SiteData.rules`; the gravest first. */
  readonly findings?: readonly number[];
  /** Derived from the evidence where that is there, else as claimed. */
  readonly figures: SiteFigures;
  /** Which of the figures are as claimed, since nothing is there to derive them from. */
  readonly claimed?: readonly (keyof SiteFigures)[];
  /** Whose program made the files; an area under the curve is on the scale of its runner. */
  readonly runner: 'eembc' | 'mlcommons' | 'boardbench';
  /** Samples that were answered rightly, and those that have an answer. */
  readonly answers?: readonly [correct: number, scored: number];
  /** `int8`, `float32` */
  readonly precision?: 'int8' | 'float32';
  readonly model?: string;
  /** Inferences a second in each window of the performance run. */
  readonly windows?: readonly number[];
  /** Microjoules an inference in each window of the energy run. */
  readonly energyWindows?: readonly number[];
  /** 95 % interval of the median throughput, inferences a second. */
  readonly throughputInterval?: readonly [low: number, high: number];
  /** 95 % interval of the median energy, microjoules an inference. */
  readonly energyInterval?: readonly [low: number, high: number];
}

export interface SiteFigures {
  /** Inferences a second. */
  readonly throughput?: number;
  /** Microseconds an inference. */
  readonly latencyUs?: number;
  /** Per cent. */
  readonly top1?: number;
  /** 0 to 1. */
  readonly auc?: number;
  /** Microjoules an inference, or of the run where the workload says so. */
  readonly energyUj?: number;
  /** Milliwatts while it computes. */
  readonly powerMw?: number;
  /** Of a streaming run. */
  readonly falsePositives?: number;
  readonly falseNegatives?: number;
  /** Of a streaming run: the share of the time that it computes, 0 to 1. */
  readonly dutyCycle?: number;
}
