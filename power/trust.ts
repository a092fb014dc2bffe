import { median } from 'simple-statistics';
import { energyOf, meanPowerOf } from './interval.ts';
import type { Interval } from './interval.ts';

/** What is known of one window of inferences. */
export interface TrustWindow {
  readonly interval: Interval;
  /** Null where that is not known; then there is no bound. */
  readonly iterations: number | null;
  /**
   * How far each of its ends may be off, seconds: a sample's period, or the residual that a fit states. What samples that
   * were lost near them add to that, the interval says.
   */
  readonly edgeUncertaintyS: number;
  /** Watts beside the window, before its start and behind its end; null where that is not known. */
  readonly beforeW: number | null;
  readonly afterW: number | null;
}

/** Everything that a measurement of energy can be judged by. */
export interface TrustFacts {
  /** The windows that count. */
  readonly windows: readonly TrustWindow[];
  /**
   * Seconds on another clock for one second of the samples', and whose clock that is; null where there is none to
   * compare with.
   */
  readonly clock: { readonly ratio: number; readonly of: 'board' | 'host' | 'I/O manager' } | null;
  /** The instrument or the board is simulated. */
  readonly simulated: boolean;
  /** What else keeps the figure from being certified, as clauses: `a window covers a download`. */
  readonly flaws: readonly string[];
}

/** One cause of error. */
export interface TrustContribution {
  readonly name: 'lost samples' | 'sample clock' | 'edges' | 'range changes' | 'saturation' | 'spread';
  readonly why: string;
  /** The most that it may change the figure, up or down; null where that cannot be told. */
  readonly joulesPerInference: number | null;
}

/** How far a figure can be trusted. */
export interface TrustStatement {
  /** `certified` where every condition holds; else `informative`, and the reasons say which do not. */
  readonly tier: 'certified' | 'informative';
  readonly reasons: readonly string[];
  /** ± joules an inference: the contributions that can be told, added up. Null where energies an inference are not known. */
  readonly boundJ: number | null;
  readonly contributions: readonly TrustContribution[];
  /** What the bound leaves out, for whoever reads it alone. */
  readonly excludes: string;
}

/** EnergyRunner's rules: five windows of at least ten seconds and ten inferences. */
const leastWindows = 5;
const leastSeconds = 10;
const leastIterations = 10;
/** A share of a window that may be lost. */
const mostLost = 0.001;
/** Crystals are off by less than a thousandth of this; oscillators without one by about as much. */
const mostClockError = 0.01;
/** A figure that may be off by more says little. */
const mostRelativeBound = 0.05;

/** The bound is of the method alone. */
export const trustExcludes =
  "the instrument's own calibration error: its data sheet states it, and it comes on top of this bound";

/**
 * Says how far the median of the windows can be trusted: what each cause of error may change at the most, taken from
 * the window where it is largest, all added up as if they pulled the same way.
 */
export function trustOf(facts: TrustFacts): TrustStatement {
  const contributions = contributionsOf(facts);
  const energies = facts.windows.flatMap((window) => energyPerInferenceOf(window) ?? []);
  const known = contributions.map(({ joulesPerInference }) => joulesPerInference ?? 0);
  const isKnown = energies.length > 0 && energies.length === facts.windows.length;
  const boundJ = isKnown ? known.reduce((sum, value) => sum + value, 0) : null;
  const reasons = [...reasonsOf(facts), ...boundReason(boundJ, energies)];
  const tier = reasons.length === 0 ? 'certified' : 'informative';
  return { tier, reasons, boundJ, contributions, excludes: trustExcludes };
}

function contributionsOf({ windows, clock }: TrustFacts): TrustContribution[] {
  const isUnknown = windows.some(({ iterations }) => iterations === null);
  const most = (of: (window: TrustWindow) => number): number | null =>
    isUnknown ? null : Math.max(0, ...windows.map((window) => of(window) / (window.iterations ?? NaN)));
  const total = (of: (interval: Interval) => number): number =>
    windows.reduce((sum, { interval }) => sum + of(interval), 0);
  const lost = total(({ lostSamples }) => lostSamples);
  const changes = total(({ rangeChanges }) => rangeChanges);
  const saturated = total(({ saturatedSamples }) => saturatedSamples);
  const guessed = total(({ guessedSamples }) => guessedSamples);
  const uncertaintyS = Math.max(0, ...windows.flatMap((window) => Object.values(edgesOf(window))));
  const doubtS = Math.max(0, ...windows.flatMap(({ interval }) => [interval.startDoubtS, interval.endDoubtS]));
  const energies = windows.flatMap((window) => energyPerInferenceOf(window) ?? []);
  return [
    {
      name: 'lost samples',
      why: lostReason(lost, guessed),
      joulesPerInference: most(lostErrorJ),
    },
    {
      name: 'sample clock',
      why:
        clock === null
          ? 'there is no other clock to compare it with'
          : `${percent(clock.ratio - 1)} against the clock of the ${clock.of}`,
      joulesPerInference:
        clock === null ? null : most(({ interval }) => Math.abs(clock.ratio - 1) * (energyOf(interval) ?? 0)),
    },
    {
      name: 'edges',
      why: `each end of a window is known to ${milliseconds(uncertaintyS)}${doubtS > 0 ? ', as samples were lost near it' : ''}, times the power there`,
      joulesPerInference: most(edgeErrorJ),
    },
    {
      name: 'range changes',
      why: changes === 0 ? 'none' : `${changes}, and the samples beside them are less certain`,
      joulesPerInference: most(({ interval }) => interval.uncertainSamples * periodOf(interval) * rangeOf(interval)),
    },
    {
      name: 'saturation',
      why: saturated === 0 ? 'none' : `${saturated} samples at the end of the range: they were this or more`,
      joulesPerInference: saturated === 0 ? 0 : null,
    },
    {
      name: 'spread',
      why: 'half of what lies between the least and the most of the windows',
      joulesPerInference:
        isUnknown || energies.length === 0 ? null : (Math.max(...energies) - Math.min(...energies)) / 2,
    },
  ];
}

function reasonsOf({ windows, clock, simulated, flaws }: TrustFacts): string[] {
  const reasons: string[] = [];
  if (simulated) reasons.push('it was measured in a simulation');
  if (windows.length < leastWindows) reasons.push(`${windows.length} of ${leastWindows} windows count`);
  const short = windows.filter(({ interval }) => secondsOf(interval) < leastSeconds).length;
  if (short > 0) reasons.push(`${counted(short, 'window is', 'windows are')} shorter than ${leastSeconds} s`);
  if (windows.some(({ iterations }) => iterations === null)) reasons.push('how many inferences were run is not known');
  const few = windows.filter(({ iterations }) => iterations !== null && iterations < leastIterations).length;
  if (few > 0) reasons.push(`${counted(few, 'window has', 'windows have')} fewer than ${leastIterations} inferences`);
  const torn = windows.filter(({ interval }) => interval.lostS > mostLost * secondsOf(interval)).length;
  if (torn > 0)
    reasons.push(`${counted(torn, 'window', 'windows')} lost more than ${percent(mostLost)} of its samples`);
  if (windows.some(({ interval }) => interval.saturatedSamples > 0)) {
    reasons.push('samples at the end of the range hide how much was drawn');
  }
  if (clock === null) reasons.push('the sample clock could not be compared with another');
  else if (Math.abs(clock.ratio - 1) > mostClockError) {
    reasons.push(`the sample clock is off by ${percent(clock.ratio - 1)} against that of the ${clock.of}`);
  }
  return [...reasons, ...flaws];
}

function boundReason(boundJ: number | null, energies: readonly number[]): string[] {
  if (boundJ === null) return [];
  const relative = boundJ / Math.abs(median([...energies]));
  return relative > mostRelativeBound ? [`the bound is ${percent(relative)} of the figure`] : [];
}

function energyPerInferenceOf({ interval, iterations }: TrustWindow): number | null {
  const energyJ = energyOf(interval);
  return energyJ === null || iterations === null ? null : energyJ / iterations;
}

/** How far the power of a sample of the window may be from its mean, watts. */
function reachOf(interval: Interval): number {
  const meanW = meanPowerOf(interval);
  const { leastPowerW, mostPowerW } = interval;
  if (meanW === null || leastPowerW === null || mostPowerW === null) return 0;
  return Math.max(mostPowerW - meanW, meanW - leastPowerW);
}

function rangeOf({ leastPowerW, mostPowerW }: Interval): number {
  return (mostPowerW ?? 0) - (leastPowerW ?? 0);
}

/** How far the start and the end of a window may be off, seconds. */
function edgesOf({ interval, edgeUncertaintyS }: TrustWindow): { readonly startS: number; readonly endS: number } {
  return { startS: edgeUncertaintyS + interval.startDoubtS, endS: edgeUncertaintyS + interval.endDoubtS };
}

/**
 * An end that lies too far in leaves out power of the window, one that lies too far out takes in what is beside it. The
 * inferences stay as many, so that all of it is error, and not just the step between the two.
 */
function edgeErrorJ(window: TrustWindow): number {
  const { startS, endS } = edgesOf(window);
  const meanW = Math.abs(meanPowerOf(window.interval) ?? 0);
  const atW = (besideW: number | null): number => Math.max(meanW, Math.abs(besideW ?? 0));
  return startS * atW(window.beforeW) + endS * atW(window.afterW);
}

/** Lost samples may have been as far from the mean as any; time of which it is not certain that it passed is all error. */
function lostErrorJ({ interval }: TrustWindow): number {
  const guessedS = interval.guessedSamples * periodOf(interval);
  return interval.lostS * reachOf(interval) + guessedS * Math.abs(meanPowerOf(interval) ?? 0);
}

function lostReason(lost: number, guessed: number): string {
  if (lost === 0) return 'none were lost';
  const told = `${lost} lost, counted at the mean power of their window`;
  return guessed === 0 ? told : `${told}; of ${guessed} the number is not certain`;
}

function periodOf({ measuredS, samples }: Interval): number {
  return samples > 0 ? measuredS / samples : 0;
}

function secondsOf({ startS, endS }: Interval): number {
  return endS - startS;
}

function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}

function percent(part: number): string {
  return `${Number((100 * part).toPrecision(2))} %`;
}

function milliseconds(seconds: number): string {
  return `${Number((1000 * seconds).toPrecision(2))} ms`;
}
