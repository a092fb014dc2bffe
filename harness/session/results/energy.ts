import { median } from 'simple-statistics';
import { bootstrapMedian } from '../../statistics/bootstrap.ts';
import type { Interval } from '../../statistics/bootstrap.ts';
import { relativeSpread } from '../../statistics/spread.ts';
import type { TrustStatement } from '../../../power/trust.ts';
import type { MeasuredRecordings } from '../measured-recordings.ts';
import { trustOfSession } from './energy-trust.ts';
import type { SessionState } from '../state.ts';

/** What the windows of an energy session come to. */
export interface EnergyResult {
  readonly kind: 'energy';
  /** Joules an inference: the median over the windows of energy ÷ iterations. */
  readonly energyPerInferenceJ: number;
  /** (most − least) ÷ median. */
  readonly spread: number;
  /** 95 % bootstrap interval of the median. */
  readonly ci95: Interval;
  /** Watts while the board waits, the median over the windows: before its command, and after its results. */
  readonly idlePowerW: { readonly before: number | null; readonly after: number | null };
  readonly lostSamples: number;
  /** How the clock of the I/O manager was fitted to the instrument's; null where the instrument saw the edges itself. */
  readonly managerClock: { readonly rate: number; readonly residualS: number } | null;
  readonly windows: readonly EnergyWindowResult[];
  readonly trust: TrustStatement;
}

export interface EnergyWindowResult {
  readonly index: number;
  readonly input: string;
  readonly iterations: number;
  /** The file of the recording, and where in it the window lies. */
  readonly recording: string;
  readonly startS: number;
  readonly endS: number;
  readonly seconds: number;
  readonly energyJ: number;
  readonly powerW: number;
  readonly energyPerInferenceJ: number;
  readonly lostSamples: number;
}

/** The result of the windows counted so far; null where there is none yet. */
export function energyResult(state: SessionState, measured: MeasuredRecordings): EnergyResult | null {
  const { windows, managerClock } = measured;
  if (windows.length === 0) return null;
  const energies = windows.map((window) => window.energyPerInferenceJ);
  return {
    kind: 'energy',
    energyPerInferenceJ: median(energies),
    spread: relativeSpread(energies),
    ci95: bootstrapMedian(energies),
    idlePowerW: {
      before: medianOf(windows.map((window) => window.idleBeforeW)),
      after: medianOf(windows.map((window) => window.idleAfterW)),
    },
    lostSamples: windows.reduce((sum, { interval }) => sum + interval.lostSamples, 0),
    managerClock,
    windows: windows.map(({ event, startS, endS, energyJ, energyPerInferenceJ, interval }) => ({
      index: event.index,
      input: event.input,
      iterations: event.iterations,
      recording: event.recording?.file ?? '',
      startS,
      endS,
      seconds: endS - startS,
      energyJ,
      powerW: energyJ / (endS - startS),
      energyPerInferenceJ,
      lostSamples: interval.lostSamples,
    })),
    trust: trustOfSession(state, measured),
  };
}

function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : median(known);
}
