import { firstMaximum } from '../../workloads/metrics/top1.ts';
import type { Benchmark, RunMode, SubmittedResult } from '../submission.ts';
import { deriveAccuracy } from './accuracy.ts';
import type {
  ClaimedFigures,
  DerivedFigures,
  MeasuredWindow,
  OutputComparison,
  ResultEvidence,
  RunEvidence,
} from './evidence.ts';
import { median } from './figures.ts';

type Runs = { readonly [Mode in RunMode]?: RunEvidence };

/** Throughput of a window, inferences a second; null where two laps, or the iterations, are not there. */
export function windowThroughput({ elapsedUs, iterations }: MeasuredWindow): number | null {
  if (elapsedUs === null || elapsedUs <= 0 || iterations === null) return null;
  return iterations / (elapsedUs / 1e6);
}

/** Puts the runs of a result together to what is claimed and what comes out. */
export function deriveResult(result: SubmittedResult, runs: Runs): ResultEvidence {
  return { result, runs, claimed: claimedFigures(result.benchmark, runs), derived: deriveFigures(result, runs) };
}

/** Of streaming wakeword the energy run comes first, as the official checker has it. */
function claimedFigures(benchmark: Benchmark, { performance, accuracy, energy }: Runs): ClaimedFigures {
  const streaming = energy?.claimed?.streaming ?? performance?.claimed?.streaming;
  return {
    throughput: benchmark === 'sww' ? (streaming?.throughput ?? null) : (performance?.claimed?.throughput ?? null),
    top1: accuracy?.claimed?.top1 ?? null,
    auc: accuracy?.claimed?.auc ?? null,
    energyUj: energy?.claimed?.energyUj ?? null,
  };
}

function deriveFigures(
  { benchmark, runner }: SubmittedResult,
  { performance, accuracy, energy }: Runs,
): DerivedFigures {
  const windows = performance?.windows ?? [];
  const throughputs = windows.flatMap((window) => windowThroughput(window) ?? []);
  const quality =
    accuracy === undefined || benchmark === 'sww' ? null : deriveAccuracy(benchmark, accuracy.windows, accuracy.log);
  const streaming = energy?.streaming?.pulses ?? performance?.streaming?.pulses ?? null;
  return {
    throughput: benchmark === 'sww' ? (streaming?.throughput ?? null) : median(throughputs),
    top1: quality?.top1 ?? null,
    auc: (hasRocAuc(runner, accuracy) ? quality?.aucMlcommons : quality?.aucEembc) ?? null,
    energyUj: energy?.energy?.energyUj ?? null,
    windowThroughputs: throughputs,
    spread: throughputs.length === 0 ? null : Math.max(...throughputs) / Math.min(...throughputs) - 1,
    clockRatio: clockRatio(windows),
    accuracy: quality,
    outputs: {
      performance: compareOutputs(accuracy?.windows, performance?.windows),
      energy: compareOutputs(accuracy?.windows, energy?.windows),
    },
  };
}

/** Which AUC a run claims is as the program that made its own log has it, whatever the other runs are of. */
function hasRocAuc(runner: SubmittedResult['runner'], accuracy: RunEvidence | undefined): boolean {
  const format = accuracy?.own == null ? (accuracy?.log?.format ?? 'unknown') : 'unknown';
  return format === 'unknown' ? runner === 'mlcommons' : format === 'mlcommons';
}

/** Host time by board time: the median over the windows that have both. */
function clockRatio(windows: readonly MeasuredWindow[]): number | null {
  return median(
    windows.flatMap(({ hostElapsedUs, elapsedUs }) =>
      hostElapsedUs === null || elapsedUs === null || elapsedUs === 0 ? [] : hostElapsedUs / elapsedUs,
    ),
  );
}

/** Compares the answers of windows with those to the same input in accuracy mode; null without either. */
function compareOutputs(
  reference: readonly MeasuredWindow[] | undefined,
  windows: readonly MeasuredWindow[] | undefined,
): OutputComparison | null {
  if (reference === undefined || windows === undefined) return null;
  const key = ({ input, segment }: MeasuredWindow): string => `${segment}/${input ?? ''}`;
  const wanted = new Set(windows.map(key));
  const answers = new Map<string, readonly number[]>();
  for (const window of reference) {
    if (window.results !== null && wanted.has(key(window))) answers.set(key(window), window.results);
  }
  let [compared, equal, otherMaximum] = [0, 0, 0];
  for (const window of windows) {
    const answer = answers.get(key(window));
    if (window.results === null || answer === undefined) continue;
    compared++;
    if (answer.length === window.results.length && answer.every((value, place) => value === window.results?.[place]))
      equal++;
    if (firstMaximum(answer) !== firstMaximum(window.results)) otherMaximum++;
  }
  return { compared, equal, otherMaximum };
}
