import { median } from 'simple-statistics';
import { failure } from '../harness/errors.ts';
import type { Integrated } from './integration.ts';
import { energyOf, joined, meanPowerOf } from './interval.ts';
import type { HostTime } from './inference-log.ts';
import type { Interval } from './interval.ts';
import { lapTimesS } from './laps.ts';
import { pairingOf } from './lap-pairs.ts';
import { loggedWindows } from './logged-windows.ts';

/** A window of inferences in a trace. */
export interface TraceWindow {
  readonly startS: number;
  readonly endS: number;
  readonly seconds: number;
  /** Null where nothing was measured in it. */
  readonly energyJ: number | null;
  readonly powerW: number | null;
  readonly iterations: number | null;
  readonly energyPerInferenceJ: number | null;
  /** Why it is not counted: it is unlike the others, so that it may cover something else. */
  readonly unlike: string | null;
  readonly interval: Interval;
  /** When it began and ended on the clock of the host, where a log tells. */
  readonly hostTime: HostTime | null;
  /** Watts of about a second before its start and behind its end; null where there is nothing. */
  readonly beforeW: number | null;
  readonly afterW: number | null;
}

/** What was found of windows. */
export interface FoundWindows {
  readonly windows: readonly TraceWindow[];
  /** What is wrong with the edges, as clauses. */
  readonly flaws: readonly string[];
}

/** A window further than this from the median of all is unlike them: published ones differ by 2 % at the most. */
const mostUnlike = 0.1;

/**
 * The instants that a board marked: every edge of a file of EnergyRunner, which has one for each; elsewhere one for all
 * edges within 2 ms, as contacts bounce (laps.ts).
 */
export function lapsOf({ edges, head }: Integrated): number[] {
  return head.kind === 'eembc' ? edges.map(({ timeS }) => timeS) : lapTimesS(edges);
}

/**
 * The windows of inferences in a trace. Where a log tells when each began, they are those between the laps that fit it
 * (logged-windows.ts). Else, where the number of laps is odd the first is of the `timestamp` command, and the even
 * windows count, as in published results; else each pair of laps is a window. A file of EnergyRunner with an even
 * number of laps has lost one: its windows count only where their length and power say which they are (lap-pairs.ts).
 * @param iterations of each window, or of all; null where that is not known
 * @throws BenchError trace.edges where there are no two laps, or other windows than iterations; not where the trace
 * breaks off
 */
export function windowsIn(
  integrated: Integrated,
  iterations: readonly number[] | number | null,
  hostTimes: readonly HostTime[] = [],
): FoundWindows {
  const lapsS = lapsOf(integrated);
  const { head, problem } = integrated;
  if (problem === null && lapsS.length < 2) {
    throw failure('trace.edges', {
      file: head.source,
      problem: `it has ${lapsS.length} of the two edges that a window needs`,
    });
  }
  const stretches = stretchesBetween(integrated, lapsS);
  if (hostTimes.length > 0) return windowsOfLog(integrated, stretches, lapsS, iterations, hostTimes);
  // Who made the file began with that command, whether the last edge is still there or not.
  const isEnergyRunner = head.kind === 'eembc';
  if (isEnergyRunner && problem === null && lapsS.length % 2 === 0) return windowsOfEvenLaps(stretches, iterations);
  const isOdd = lapsS.length % 2 === 1;
  const skipped = (problem === null ? isOdd : isEnergyRunner) ? 1 : 0;
  const windows = pairedFrom(skipped, stretches, iterations);
  if (problem === null && Array.isArray(iterations) && iterations.length !== windows.length) {
    throw otherCount(integrated, lapsS.length, windows.length, iterations.length);
  }
  return { windows: markUnlike(windows), flaws: [] };
}

/** The windows whose edges fit the times of the log; the others are told of. */
function windowsOfLog(
  integrated: Integrated,
  stretches: readonly Interval[],
  lapsS: readonly number[],
  iterations: readonly number[] | number | null,
  hostTimes: readonly HostTime[],
): FoundWindows {
  const isCut = integrated.problem !== null;
  if (!isCut && Array.isArray(iterations) && iterations.length !== hostTimes.length) {
    throw otherCount(integrated, lapsS.length, hostTimes.length, iterations.length);
  }
  const found = loggedWindows(lapsS, hostTimes);
  // One of several may fit by chance, two do not.
  if (!isCut && found.length < Math.min(2, hostTimes.length)) {
    const windows = pairedFrom(lapsS.length % 2, stretches, null);
    return { windows: doubted(windows, 'the edges do not lie where the log tells of inferences'), flaws: [] };
  }
  const windows = found.map(({ startLap, endLap, number, hostTime }) => {
    const [first, ...others] = stretches.slice(startLap + 1, endLap + 1);
    if (first === undefined) throw new Error('there is a stretch between two laps');
    const own = typeof iterations === 'number' ? iterations : (iterations?.[number] ?? null);
    return windowOf(joined([first, ...others]), stretches[startLap], stretches[endLap + 1], own, hostTime);
  });
  const missing = isCut
    ? []
    : [...hostTimes.keys()].filter((number) => !found.some((window) => window.number === number));
  const flaws = missing.map((number) => `inference ${number + 1} of the log has no two edges in the trace`);
  return { windows: markUnlike(windows), flaws };
}

function windowsOfEvenLaps(
  stretches: readonly Interval[],
  iterations: readonly number[] | number | null,
): FoundWindows {
  const skipped = pairingOf(stretches);
  const lost = 'an edge is missing: there is an even number of them';
  // Which inference an edge is missing of is not known, only how many each of them was if they are all alike.
  const areOther = typeof iterations === 'object' && iterations !== null && new Set(iterations).size > 1;
  const each = areOther ? null : typeof iterations === 'object' ? (iterations?.[0] ?? null) : iterations;
  const windows = pairedFrom(skipped ?? 0, stretches, each);
  if (skipped !== null) return { windows: markUnlike(windows), flaws: [] };
  return { windows: doubted(windows, `${lost}, and which windows are of inferences cannot be told`), flaws: [] };
}

/** Each pair of laps behind the skipped ones. */
function pairedFrom(
  skipped: number,
  stretches: readonly Interval[],
  iterations: readonly number[] | number | null,
): TraceWindow[] {
  const windows: TraceWindow[] = [];
  for (let lap = skipped; lap + 2 < stretches.length; lap += 2) {
    const [before, interval, after] = stretches.slice(lap, lap + 3);
    const own = typeof iterations === 'number' ? iterations : (iterations?.[windows.length] ?? null);
    if (interval !== undefined) windows.push(windowOf(interval, before, after, own, null));
  }
  return windows;
}

/**
 * A window with what is known beside it.
 * @param before the interval that ends where it starts, `after` the one that starts where it ends
 */
function windowOf(
  interval: Interval,
  before: Interval | undefined,
  after: Interval | undefined,
  iterations: number | null,
  hostTime: HostTime | null,
): TraceWindow {
  const energyJ = energyOf(interval);
  return {
    startS: interval.startS,
    endS: interval.endS,
    seconds: interval.endS - interval.startS,
    energyJ,
    powerW: meanPowerOf(interval),
    iterations,
    energyPerInferenceJ: energyJ === null || iterations === null ? null : energyJ / iterations,
    unlike: null,
    interval,
    hostTime,
    beforeW: before?.lastSecondW ?? null,
    afterW: after?.firstSecondW ?? null,
  };
}

function doubted(windows: readonly TraceWindow[], why: string): TraceWindow[] {
  return windows.map((window) => ({ ...window, unlike: why }));
}

function otherCount({ head }: Integrated, laps: number, windows: number, iterations: number): Error {
  const problem = `its ${laps} edges make ${windows} windows, but ${iterations} inferences were run`;
  return failure('trace.edges', { file: head.source, problem });
}

/** Says of each window whether its time for an inference, or its power, is far from the median of all. */
function markUnlike(windows: readonly TraceWindow[]): TraceWindow[] {
  const inferenceS = ({ seconds, iterations }: TraceWindow): number => seconds / (iterations ?? 1);
  const powers = windows.flatMap(({ powerW }) => powerW ?? []);
  // Of two that differ nobody knows which one is wrong.
  const usualS = windows.length < 3 ? null : median(windows.map(inferenceS));
  const usualW = powers.length < 3 ? null : median(powers);
  return windows.map((window) => {
    const { energyJ, powerW } = window;
    if (energyJ === null || powerW === null) return { ...window, unlike: 'nothing was measured in it' };
    const reasons = [...differenceOf('lasts', inferenceS(window), usualS), ...differenceOf('draws', powerW, usualW)];
    return reasons.length === 0 ? window : { ...window, unlike: `it ${reasons.join(' and ')} than most` };
  });
}

function differenceOf(verb: string, value: number, usual: number | null): string[] {
  if (usual === null || Math.abs(value - usual) <= mostUnlike * Math.abs(usual)) return [];
  const percent = Math.round(100 * Math.abs(value / usual - 1));
  return [`${verb} ${percent} % ${value > usual ? 'more' : 'less'}`];
}

/** What lies before the first lap, between each and the next, and behind the last: intervals cut at bounces joined. */
function stretchesBetween({ before, intervals, after }: Integrated, lapsS: readonly number[]): Interval[] {
  const stretches: Interval[] = [];
  let parts: [Interval, ...Interval[]] = [before];
  for (const interval of [...intervals, ...(after === null ? [] : [after])]) {
    const lapS = lapsS[stretches.length];
    if (lapS !== undefined && interval.startS >= lapS) {
      stretches.push(joined(parts));
      parts = [interval];
    } else parts.push(interval);
  }
  return [...stretches, joined(parts)];
}
