import type { EnergyEvidence } from './energy.ts';
import type { InferenceStep } from './inference-steps.ts';
import type { ClaimedRun } from './claimed.ts';
import type { StreamingEvidence } from './streaming.ts';
import type { Place } from '../finding.ts';
import type { RunFiles, RunMode, SubmittedResult } from '../submission.ts';

/**
 * Inferences between two laps of the board: a window of the performance mode, or one input (one position of the window
 * that slides over it) of the accuracy mode. Absent parts are null: a line lost is no reason to lose the rest.
 */
export interface MeasuredWindow {
  /** Where its inference was asked for (log), or the whole file (results.json). */
  readonly place: Place;
  /** The last part of the loaded file's path. */
  readonly input: string | null;
  /** The path as the log has it. */
  readonly inputPath: string | null;
  /** Which window of the file, from 0; all but ad load each file as one. */
  readonly segment: number;
  /** The class that the runner held for right, where its file says so. */
  readonly label: number | null;
  readonly warmups: number | null;
  readonly iterations: number | null;
  /** As printed. */
  readonly startLapUs: number | null;
  readonly endLapUs: number | null;
  /** Board time between the laps, a wrapped counter put right; null where two laps are not there. */
  readonly elapsedUs: number | null;
  /** Whether the counter wrapped at 2³² between the laps. */
  readonly hasWrapped: boolean;
  /** How fine `elapsedUs` is: 1 for laps, 1000 for the milliseconds that the MLCommons log prints. */
  readonly resolutionUs: number;
  /** Host time between the lines of the two laps; null where the log has no such times. */
  readonly hostElapsedUs: number | null;
  /** The board's answer, in its order; null where there was none. */
  readonly results: readonly number[] | null;
  /** The line of the answer. */
  readonly resultsLine: number | null;
}

/** What a board says of itself; each null where a log does not hold it. */
export interface DeviceSaid {
  readonly name: string | null;
  readonly profile: string | null;
  readonly model: string | null;
  readonly place: Place;
}

/** How the clocks of host and board go over a whole log. */
export interface LapPace {
  /** Host time by board time between the first laps of windows that follow each other, the median. */
  readonly clockRatio: number;
  /** How often a lap was below the one before: the counter wrapped, or the board began anew. */
  readonly wraps: number;
}

/** Host and board time of the windows of a log that prints whole seconds, summed. */
export interface SecondsPace {
  readonly windows: number;
  /** From each loaded input to its results, by the host’s clock: too short or long by less than a second for each. */
  readonly hostS: number;
  /** Between the laps, by the board’s clock. */
  readonly boardS: number;
  /** What the warm-ups took, which come before the first lap, at the pace of the inferences. */
  readonly warmupsS: number;
}

/** A line that some inferences of a log lack and most have. */
export interface LackingStep {
  readonly step: InferenceStep;
  readonly inferences: number;
  readonly lacking: number;
  /** Where the first inference without it begins. */
  readonly line: number;
}

/** Where the steps that the runner announces, each with its number, are not whole: the first few places of a log. */
export type StepGap =
  | { readonly kind: 'number'; readonly line: number; readonly expected: number; readonly found: number }
  /** The step was announced, and its command is not there. */
  | { readonly kind: 'command'; readonly line: number; readonly step: number };

/** An inference of which the board, or the runner afterwards, counts otherwise than it was asked to. */
export interface OtherThanAsked {
  readonly what: 'iterations' | 'warmups';
  readonly asked: number;
  readonly done: number;
  /** Where the other number stands. */
  readonly line: number;
}

/** What the log of a run holds. */
export interface LogEvidence {
  readonly file: string;
  readonly format: 'eembc' | 'mlcommons' | 'unknown';
  readonly bytes: number;
  readonly lines: number;
  readonly sha256: string;
  /** EEMBC's runMode: five windows, all files, one window; null where the log does not say. */
  readonly mode: 'bmark' | 'multi' | 'single' | null;
  /** The program that wrote it and its version, where it says so. */
  readonly runnerVersion: string | null;
  /** The model that the runner was set to, such as `kws01`. */
  readonly configuredModel: string | null;
  readonly device: DeviceSaid;
  readonly windows: readonly MeasuredWindow[];
  readonly lackingSteps: readonly LackingStep[];
  readonly stepGaps: readonly StepGap[];
  /** The first few such inferences. */
  readonly otherThanAsked: readonly OtherThanAsked[];
  /** Laps outside windows: the `timestamp` command. */
  readonly timestampLaps: number;
  /** Null where no two windows have laps with times. */
  readonly lapPace: LapPace | null;
  /** Null of a log with exact times, or without windows. */
  readonly secondsPace: SecondsPace | null;
  /** Error messages of the board or the runner (`e-[…]`), at most the first hundred. */
  readonly errors: readonly { readonly text: string; readonly line: number }[];
  /** The recording that the monitor of an energy run announced. */
  readonly monitor: { readonly kind: string; readonly trace: string; readonly line: number } | null;
  /** Supply voltage that the monitor named. */
  readonly voltageMv: number | null;
  /** The first and last time of a line, seconds of the host's clock; null without such times. */
  readonly firstTimeS: number | null;
  readonly lastTimeS: number | null;
  /** Bytes that were no text, or lines cut at the longest length: the log is damaged there. */
  readonly damage: readonly { readonly line: number; readonly what: 'long-line' | 'binary' | 'cut-off' }[];
}

/** A file of a run that was read, so that copies of it can be found elsewhere. */
export interface FileDigest {
  readonly file: string;
  readonly role: keyof RunFiles;
  readonly bytes: number;
  readonly sha256: string;
}

/** Something about a file that kept evidence from being read. */
export interface EvidenceProblem {
  readonly place: Place;
  readonly what: 'unreadable' | 'malformed' | 'empty' | 'too-large';
  readonly message: string;
}

/** What one run left. */
export interface RunEvidence {
  readonly mode: RunMode;
  readonly files: RunFiles;
  readonly digests: readonly FileDigest[];
  /** What results.txt says; null where there is none. */
  readonly claimed: ClaimedRun | null;
  readonly log: LogEvidence | null;
  /** The windows of results.json or of our journal; null where there is none. */
  readonly records: readonly MeasuredWindow[] | null;
  /** The best there is: those of `records`, else those of `log`. */
  readonly windows: readonly MeasuredWindow[];
  readonly windowsFrom: 'journal' | 'results.json' | 'log' | null;
  readonly energy: EnergyEvidence | null;
  readonly streaming: StreamingEvidence | null;
  /** What the script told the runner to do, where there is one. */
  readonly script: ScriptEvidence | null;
  readonly problems: readonly EvidenceProblem[];
  /** Files with the marks that a simulated board leaves in them, whoever says to have measured. */
  readonly simulatedFiles: readonly string[];
  /** What our manifest or journal says: a simulated board, an unofficial run. Null of others' files. */
  readonly own: OwnRun | null;
}

/** A script.async: the inputs that it loads, one for each inference, and the inferences. */
export interface ScriptEvidence {
  readonly file: string;
  /** The last part of the path of each load, in order; repeated loads of one file are one after the other. */
  readonly inputs: readonly string[];
  readonly inferences: readonly { readonly iterations: number; readonly warmups: number; readonly line: number }[];
}

export interface OwnRun {
  readonly simulated: boolean;
  readonly unofficial: boolean;
  readonly finished: boolean;
  readonly problems: readonly OwnProblem[];
}

/** What in the folder of a session does not follow from its journal. */
export interface OwnProblem {
  /** The journal's, where it is not named. */
  readonly file?: string;
  readonly line: number | null;
  readonly message: string;
  /** A file is missing, which contradicts nothing. */
  readonly isAbsent?: boolean;
}

/** The figures of a result, in the units of results.txt: inferences/s, per cent, 0 to 1, microjoules an inference. */
export interface Figures {
  readonly throughput: number | null;
  readonly top1: number | null;
  readonly auc: number | null;
  readonly energyUj: number | null;
}

/** A figure that a results file prints. */
export interface PrintedFigure {
  readonly value: number;
  /** As printed, so that its digits can be counted. */
  readonly text: string;
  readonly place: Place;
}

export interface ClaimedFigures {
  readonly throughput: PrintedFigure | null;
  readonly top1: PrintedFigure | null;
  readonly auc: PrintedFigure | null;
  readonly energyUj: PrintedFigure | null;
}

/** How good the answers of an accuracy run are, and against which labels. */
export interface DerivedAccuracy {
  /** The official list that the inputs are of, or `runner` where only the runner's own labels are known; null: neither. */
  readonly labelList: string | null;
  /** Samples with an answer (files, not windows of files). */
  readonly samples: number;
  /** Of these, those with a label. */
  readonly scored: number;
  /** Rows of the list; null without one. */
  readonly expected: number | null;
  /** Rows of the list without a sample. */
  readonly missing: number;
  /** Samples that are not in the list (without one: in no official list), with the first few names. */
  readonly unknown: readonly string[];
  readonly unknownCount: number;
  /** Files that were measured more than once. */
  readonly duplicates: readonly string[];
  /** Whether the samples come in the order of the list. */
  readonly isInOrder: boolean;
  /** Samples whose label in the runner's file is not that of the list. */
  readonly relabelled: readonly string[];
  readonly correct: number | null;
  /** Per cent, not rounded. */
  readonly top1: number | null;
  readonly aucEembc: number | null;
  readonly aucMlcommons: number | null;
  /** The least and the largest sum of a vector. */
  readonly sumMin: number | null;
  readonly sumMax: number | null;
  /** Samples whose highest score comes more than once. */
  readonly ties: number;
  /** Median board time of one inference; null without laps. */
  readonly latencyUs: number | null;
  /** Host time by board time over the run (see LapPace), and how often the counter wrapped. */
  readonly clockRatio: number | null;
  readonly clockWraps: number;
}

/** How answers in another mode compare with those in accuracy mode for the same input. */
export interface OutputComparison {
  readonly compared: number;
  readonly equal: number;
  readonly otherMaximum: number;
}

/** What comes out of the evidence of a result. */
export interface DerivedFigures extends Figures {
  /** Throughput of each performance window with two laps, inferences/s. */
  readonly windowThroughputs: readonly number[];
  /** How much larger the largest of them is than the smallest, as a share of the smallest. */
  readonly spread: number | null;
  /** Host time by board time, the median over the performance windows. */
  readonly clockRatio: number | null;
  readonly accuracy: DerivedAccuracy | null;
  readonly outputs: { readonly performance: OutputComparison | null; readonly energy: OutputComparison | null };
}

/** Everything known of one result. */
export interface ResultEvidence {
  readonly result: SubmittedResult;
  readonly runs: { readonly [Mode in RunMode]?: RunEvidence };
  readonly claimed: ClaimedFigures;
  readonly derived: DerivedFigures;
}
