import type { ClaimedFigures, PrintedFigure } from './evidence.ts';

/** A window as results.txt prints it. */
export interface ClaimedWindow {
  /** The runner's number: 2, 4 … 10 of EEMBC, 1 to 5 of MLCommons. */
  readonly number: number;
  readonly line: number;
  readonly iterations: number | null;
  readonly seconds: PrintedFigure | null;
  readonly throughput: PrintedFigure | null;
  /** The runner said that the window is too short (`e-[The run must take …]`, or that requirements were not met). */
  readonly isRefused: boolean;
}

/** A window with energy as results.txt prints it. */
export interface ClaimedEnergyWindow {
  /** 2, 4 … 10 of EEMBC, trials 0 to 4 of MLCommons. */
  readonly number: number;
  readonly line: number;
  readonly iterations: number | null;
  readonly seconds: PrintedFigure | null;
  readonly energyUj: PrintedFigure | null;
  readonly energyPerInferenceUj: PrintedFigure | null;
  readonly powerUw: PrintedFigure | null;
}

/** What results.txt says of streaming wakeword. */
export interface ClaimedStreaming {
  readonly truePositives: number;
  readonly falseNegatives: number;
  readonly falsePositives: number;
  /** Share of the time in which the board computed, 0 to 1. */
  readonly dutyCycle: PrintedFigure | null;
  readonly periodS: PrintedFigure | null;
  readonly throughput: PrintedFigure | null;
  readonly powerMw: PrintedFigure | null;
  readonly line: number;
}

/** One place where a results file says a figure of the result. */
export interface Claim extends PrintedFigure {
  readonly figure: keyof ClaimedFigures;
  /** What the pattern of the official checker reads in the same line; null where it finds nothing. */
  readonly official: string | null;
}

/** The figures of one results file. Of several claims of a figure the first that the official checker reads counts. */
export interface ClaimedRun {
  readonly file: string;
  readonly throughput: PrintedFigure | null;
  /** Per cent. */
  readonly top1: PrintedFigure | null;
  readonly auc: PrintedFigure | null;
  /** Microjoules an inference; of streaming wakeword the whole run. */
  readonly energyUj: PrintedFigure | null;
  /** The claims of these figures, each number once, at most the first hundred. */
  readonly claims: readonly Claim[];
  readonly windows: readonly ClaimedWindow[];
  readonly energyWindows: readonly ClaimedEnergyWindow[];
  readonly streaming: ClaimedStreaming | null;
  /** How many times a line that says a figure comes again with the same words. */
  readonly repeatedLines: number;
}
