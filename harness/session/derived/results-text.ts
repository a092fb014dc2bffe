import type { WindowMeasured } from '../events.ts';
import type { AccuracyResult } from '../results/accuracy.ts';
import { officialIterations, officialSeconds } from '../results/official.ts';
import type { EnergyResult, EnergyWindowResult } from '../results/energy.ts';
import { trustLines } from '../results/trust-lines.ts';
import type { Verdict } from '../results/official.ts';
import { windowThroughput } from '../results/performance.ts';
import type { PerformanceResult } from '../results/performance.ts';
import type { SessionResult } from '../results/result.ts';
import type { SessionState } from '../state.ts';
import { simulatedNotice } from './log.ts';
import { logTime, printable } from './log-time.ts';

const rule = '-'.repeat(57);

/**
 * results.txt in the form that EEMBC's runner prints and the official checker searches. The lines with the figures
 * appear in finished sessions alone.
 */
export function resultsText(state: SessionState, result: SessionResult | null, verdict: Verdict): string {
  const { head, standing } = state;
  const lines = [
    `${head.program.name} ${head.program.version}, ${head.mode} of ${head.workload.name}, session ${head.id}`,
  ];
  if (state.simulated) lines.push(simulatedNotice);
  if (result?.kind === 'performance') lines.push(...state.windows.flatMap(windowLines));
  if (result?.kind === 'energy') lines.push(...result.windows.flatMap(energyWindowLines));
  if (standing.kind === 'finished' && result !== null) lines.push(...figures(result));
  else if (standing.kind === 'finished') lines.push('This session is complete, but has no result.');
  else lines.push(`This session is not complete: ${progress(state, result)}. It has no result yet.`);
  lines.push(verdict.official ? 'The official procedure was followed.' : 'Not an official result:');
  lines.push(...verdict.reasons.map((reason) => `  - ${reason}`));
  const time = logTime(state.lastUs);
  return lines.map((line) => `${time} ulp-mlperf: ${printable(line)}\n`).join('');
}

function windowLines(window: WindowMeasured, position: number): string[] {
  const seconds = window.elapsedUs / 1e6;
  const isLongEnough = seconds >= officialSeconds && window.iterations >= officialIterations;
  return [
    `Performance results for window ${position + 1}:`,
    `  # Inferences : ${String(window.iterations).padStart(12)}`,
    `  Runtime      : ${seconds.toFixed(3).padStart(12)} sec.`,
    `  Throughput   : ${windowThroughput(window).toFixed(3).padStart(12)} inf./sec.`,
    isLongEnough
      ? 'Runtime requirements have been met.'
      : `e-[The run must take at least ${officialSeconds} seconds and ${officialIterations} iterations to be valid]`,
  ];
}

function figures(result: SessionResult): string[] {
  switch (result.kind) {
    case 'performance':
      return throughputLines(result);
    case 'accuracy':
      return accuracyLines(result);
    case 'energy':
      return energyLines(result);
  }
}

/** As the MLCommons runner prints them; its trials count from 0. */
function energyWindowLines(window: EnergyWindowResult, position: number): string[] {
  const { seconds, iterations, powerW, energyJ, energyPerInferenceJ } = window;
  const isLongEnough = seconds >= officialSeconds && iterations >= officialIterations;
  const lines = [
    `Energy data for trial ${position}`,
    `  Elapsed time  : ${seconds.toFixed(6)}`,
    `  Inferences    : ${iterations}`,
    `  Power         : ${(powerW * 1e3).toFixed(4)} mW.`,
    `  Total Energy  : ${(energyJ * 1e6).toFixed(3)} uJ`,
    `  Energy/Inf    : ${(energyPerInferenceJ * 1e6).toFixed(3)} uJ/inf`,
  ];
  if (!isLongEnough) {
    lines.push(
      `e-[The run must take at least ${officialSeconds} seconds and ${officialIterations} iterations to be valid]`,
    );
  }
  return lines;
}

function energyLines(result: EnergyResult): string[] {
  const { energyPerInferenceJ, ci95, windows, spread, idlePowerW, trust } = result;
  const [low, high] = ci95.map((joules) => (joules * 1e6).toFixed(3));
  const lines = [
    rule,
    `Median energy cost is ${(energyPerInferenceJ * 1e6).toFixed(3)} uJ/inf.`,
    rule,
    `95 % interval of the median: ${low ?? ''} to ${high ?? ''} uJ/inf., from ${windows.length} windows.`,
    `Spread of the windows: ${(spread * 100).toFixed(3)} %.`,
    `Idle power: ${milliwatts(idlePowerW.before)} before the windows, ${milliwatts(idlePowerW.after)} after them.`,
  ];
  lines.push(...trustLines(trust));
  return lines;
}

function milliwatts(powerW: number | null): string {
  return powerW === null ? 'unknown' : `${(powerW * 1e3).toFixed(4)} mW`;
}

function throughputLines({ throughput, latencyUs, spread, ci95, windows }: PerformanceResult): string[] {
  const [low, high] = ci95;
  return [
    rule,
    `Median throughput is ${throughput.toFixed(3)} inf./sec.`,
    rule,
    `Latency is ${latencyUs.toFixed(3)} us an inference.`,
    `95 % interval of the median: ${low.toFixed(3)} to ${high.toFixed(3)} inf./sec., from ${windows.length} windows.`,
    `Spread of the windows: ${(spread * 100).toFixed(3)} %.`,
  ];
}

function accuracyLines(result: AccuracyResult): string[] {
  const { top1, auc, correct, samples, invalidSamples } = result;
  const lines: string[] = [];
  if (top1 !== null) lines.push(`Top-1: ${(top1 * 100).toFixed(1)}%`);
  if (auc.eembc !== null) lines.push(`AUC: ${auc.eembc.toFixed(2)}`);
  if (correct !== null) lines.push(`Right are ${correct} of ${samples} samples.`);
  if (auc.mlcommons !== null) lines.push(`ROC area on the MLCommons scale is ${auc.mlcommons.toFixed(3)}.`);
  if (invalidSamples > 0) {
    lines.push(`Without usable results are ${invalidSamples} samples: not right, and left out of the areas.`);
  }
  return lines;
}

function progress(state: SessionState, result: SessionResult | null): string {
  if (state.head.mode === 'accuracy') {
    const measured = result?.kind === 'accuracy' ? result.samples : 0;
    return `${measured} of ${state.plannedSamples} samples were measured`;
  }
  const { windows, energyWindows, head } = state;
  const measured = head.mode === 'energy' ? energyWindows.length : windows.length;
  return `${measured} of ${head.options.windows} windows were measured`;
}
