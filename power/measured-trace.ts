import { failure } from '../harness/errors.ts';
import type { BenchError } from '../harness/errors.ts';
import { integrate } from './integration.ts';
import type { IntegrationOptions } from './integration.ts';
import type { HostTime } from './inference-log.ts';
import { medianEnergyOf } from './median-energy.ts';
import type { MedianEnergy } from './median-energy.ts';
import { Outline } from './outline.ts';
import type { Trace, TraceHead } from './trace.ts';
import { trustOf } from './trust.ts';
import type { TrustFacts, TrustStatement } from './trust.ts';
import { windowsIn } from './windows.ts';
import type { TraceWindow } from './windows.ts';

/** What is known of a trace besides what it holds. */
export interface TraceContext {
  /** Inferences of each window, or of all; null where that is not known. */
  readonly iterations: readonly number[] | number | null;
  /** When each inference began and ended on the clock of the host, where a log tells; else empty. */
  readonly hostTimes: readonly HostTime[];
}

/** A trace, measured. */
export interface MeasuredTrace {
  readonly windows: readonly TraceWindow[];
  readonly median: MedianEnergy | null;
  /** Watts of about a second before the first and behind the last edge; null where there is nothing. */
  readonly idlePowerW: { readonly before: number | null; readonly after: number | null };
  readonly lostSamples: number;
  readonly lengthS: number;
  readonly otherInputs: readonly number[];
  /** It was recorded in a simulation. */
  readonly simulated: boolean;
  readonly trust: TrustStatement;
  /** For a drawing. */
  readonly outline: Outline;
  /** What ended the reading too early; the windows before are whole. */
  readonly problem: BenchError | null;
}

/** No instrument samples slower or faster: such a rate is a damaged byte, and all times from it are wrong. */
const leastRateHz = 0.001;
const mostRateHz = 1e9;

/**
 * Measures a trace in one pass: its windows, what they come to and how far that can be trusted.
 * @throws BenchError trace.unknown where its sample rate is absurd; trace.edges where its edges make no windows, or others than there were inferences; usage.option
 * where a current has no voltage; what reading throws, but for what breaks it off, which is told as its problem
 */
export async function measureTrace(
  trace: Trace,
  { iterations, hostTimes }: TraceContext,
  options: Omit<IntegrationOptions, 'onSpan' | 'onAgain'> = {},
): Promise<MeasuredTrace> {
  const { source, sampleRateHz } = trace.head;
  if (sampleRateHz !== null && !(sampleRateHz >= leastRateHz && sampleRateHz <= mostRateHz)) {
    const problem = `its sample rate of ${sampleRateHz} Hz is not between ${leastRateHz} Hz and ${mostRateHz} Hz`;
    throw failure('trace.unknown', { file: source, problem });
  }
  let outline = new Outline();
  const integrated = await integrate(trace, {
    ...options,
    onSpan: (span) => {
      outline.add(span);
    },
    onAgain: () => {
      outline = new Outline();
    },
  });
  const { windows, flaws } = windowsIn(integrated, iterations, hostTimes);
  const { before, intervals, after, problem } = integrated;
  return {
    windows,
    median: medianEnergyOf(windows),
    idlePowerW: {
      before: integrated.edges.length === 0 ? null : before.lastSecondW,
      after: problem !== null || intervals.length === 0 ? null : (after?.firstSecondW ?? null),
    },
    lostSamples: integrated.lostSamples,
    lengthS: integrated.endS,
    otherInputs: integrated.otherInputs,
    simulated: isSimulated(trace.head),
    trust: trustOf(factsOf(trace, windows, flaws, problem !== null)),
    outline,
    problem,
  };
}

/** The clock of the host against that of the samples, from the start of the first window to the end of the last. */
function clockOf(windows: readonly TraceWindow[]): TrustFacts['clock'] {
  const [first, last] = [windows[0], windows.at(-1)];
  const [hostFirst, hostLast] = [first?.hostTime ?? null, last?.hostTime ?? null];
  if (first === undefined || last === undefined || hostFirst === null || hostLast === null) return null;
  return { ratio: (hostLast.endS - hostFirst.startS) / (last.endS - first.startS), of: 'host' };
}

function factsOf(
  { head }: Trace,
  windows: readonly TraceWindow[],
  edgeFlaws: readonly string[],
  isBroken: boolean,
): TrustFacts {
  const broken = isBroken ? ['the trace breaks off'] : [];
  return {
    windows: windows
      .filter((window) => window.unlike === null)
      .map(({ interval, iterations, beforeW, afterW }) => ({
        interval,
        iterations,
        edgeUncertaintyS: head.sampleRateHz === null ? meanPeriodS(interval) : 1 / head.sampleRateHz,
        beforeW,
        afterW,
      })),
    clock: clockOf(windows),
    simulated: isSimulated(head),
    flaws: [...unlikeFlaws(windows), ...negativeFlaws(head, windows), ...edgeFlaws, ...broken],
  };
}

/** Why windows do not count; once where it is the same for all. */
function unlikeFlaws(windows: readonly TraceWindow[]): string[] {
  const [first] = windows;
  const common = first?.unlike ?? null;
  if (common !== null && windows.every(({ unlike }) => unlike === common)) return [`no window counts: ${common}`];
  return windows.flatMap(({ unlike }, index) =>
    unlike === null ? [] : [`window ${index + 1} does not count: ${unlike}`],
  );
}

/** A current may read a little below zero where there is none; the energy of a sample that computes may not. */
function negativeFlaws({ quantity }: TraceHead, windows: readonly TraceWindow[]): string[] {
  if (quantity !== 'energy') return [];
  return windows.flatMap(({ interval: { leastPowerW } }, index) =>
    leastPowerW !== null && leastPowerW < 0 ? [`window ${index + 1} has samples of negative energy`] : [],
  );
}

function isSimulated({ kind, simulated }: TraceHead): boolean {
  return simulated === true || kind === 'sim';
}

function meanPeriodS({ measuredS, samples }: TraceWindow['interval']): number {
  return samples > 0 ? measuredS / samples : 0;
}
