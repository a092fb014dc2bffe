import type { SessionState } from '../state.ts';
import type { AccuracyResult } from './accuracy.ts';
import type { EnergyResult } from './energy.ts';
import type { SessionResult } from './result.ts';

/** What the rounds ask of a performance run. */
export const officialWindows = 5;
export const officialSeconds = 10;
export const officialIterations = 10;

/** Whether a session followed the official procedure. */
export interface Verdict {
  readonly official: boolean;
  /** Every way in which it did not. */
  readonly reasons: readonly string[];
  readonly simulated: boolean;
  /** May be packed as a real result: official, and measured on hardware. */
  readonly submittable: boolean;
}

/**
 * Judges a session by the procedure of the rounds.
 * @param missing why windows that were measured are not in the result
 */
export function verdictOf(state: SessionState, result: SessionResult | null, missing: readonly string[] = []): Verdict {
  const none = missing.length > 0 && result === null ? 'no result' : 'a window does not count';
  const reasons = [
    ...generalReasons(state),
    ...modeReasons(state, result),
    ...missing.map((why) => `${none}, because ${why}`),
  ];
  const official = reasons.length === 0;
  return { official, reasons, simulated: state.simulated, submittable: official && !state.simulated };
}

function generalReasons({ head, standing, identity }: SessionState): string[] {
  const reasons: string[] = [];
  if (standing.kind !== 'finished') reasons.push('the session is not finished');
  if (head.dataset.kind !== 'official') reasons.push(`the data set is not the official one (${head.dataset.kind})`);
  if (head.options.limit !== null) reasons.push(`--limit ${head.options.limit} was given`);
  if (identity === undefined) reasons.push('the board did not say who it is');
  return reasons;
}

function modeReasons(state: SessionState, result: SessionResult | null): string[] {
  switch (state.head.mode) {
    case 'performance':
      return performanceReasons(state);
    case 'accuracy':
      return accuracyReasons(state, result?.kind === 'accuracy' ? result : undefined);
    case 'energy':
      return energyReasons(state, result?.kind === 'energy' ? result : undefined);
  }
}

function performanceReasons({ head, windows }: SessionState): string[] {
  const reasons: string[] = [];
  const { options } = head;
  if (options.minSeconds < officialSeconds) {
    reasons.push(`windows of ${options.minSeconds} s were asked for, not ${officialSeconds} s`);
  }
  if (windows.length < officialWindows) reasons.push(`${windows.length} of ${officialWindows} windows were measured`);
  const inputs = new Set(windows.map((window) => window.input)).size;
  if (windows.length >= officialWindows && inputs < officialWindows) {
    reasons.push(`the windows are on ${inputs} different inputs, not ${officialWindows}`);
  }
  for (const [position, window] of windows.entries()) {
    const seconds = window.elapsedUs / 1e6;
    const name = `window ${position + 1}`;
    if (seconds < officialSeconds) {
      reasons.push(`${name} lasted ${seconds.toFixed(6)} s on the board's clock, less than ${officialSeconds} s`);
    }
    if (window.iterations < officialIterations) {
      reasons.push(`${name} has ${window.iterations} inferences, fewer than ${officialIterations}`);
    }
    if (window.results.length === 0 || window.results.includes(null)) reasons.push(`${name} has no usable results`);
  }
  return reasons;
}

function energyReasons({ head, energyWindows }: SessionState, result: EnergyResult | undefined): string[] {
  const reasons: string[] = [];
  const { options } = head;
  if (options.minSeconds < officialSeconds) {
    reasons.push(`windows of ${options.minSeconds} s were asked for, not ${officialSeconds} s`);
  }
  if (energyWindows.length < officialWindows) {
    reasons.push(`${energyWindows.length} of ${officialWindows} windows were measured`);
  }
  for (const [position, { iterations, seconds, lostSamples }] of (result?.windows ?? []).entries()) {
    const name = `window ${position + 1}`;
    if (seconds < officialSeconds) {
      reasons.push(`${name} lasted ${seconds.toFixed(6)} s between its edges, less than ${officialSeconds} s`);
    }
    if (iterations < officialIterations) {
      reasons.push(`${name} has ${iterations} inferences, fewer than ${officialIterations}`);
    }
    if (lostSamples > 0) reasons.push(`${name} lost ${lostSamples} samples of the instrument`);
  }
  return reasons;
}

function accuracyReasons(state: SessionState, result: AccuracyResult | undefined): string[] {
  const all = state.head.dataset.samples;
  const measured = result?.samples ?? 0;
  const reasons: string[] = [];
  if (measured < all) reasons.push(`${all - measured} of ${all} samples were not measured`);
  const invalid = result?.invalidSamples ?? 0;
  if (invalid > 0) reasons.push(`${invalid} of ${all} samples have no usable results`);
  return reasons;
}
