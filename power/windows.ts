import { median } from 'simple-statistics';
import { failure } from '../harness/errors.ts';
import type { Integrated } from './integration.ts';
import { energyOf, joined, meanPowerOf } from './interval.ts';
import type { Interval } from './interval.ts';
import { lapTimesS } from './laps.ts';

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
  /** Watts of about a second before its start and behind its end; null where there is nothing. */
  readonly beforeW: number | null;
  readonly afterW: number | null;
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
 * The windows of inferences in a trace. Where the number of laps is odd the first is of the `timestamp` command, and
 * the even windows count, as in published results; else each pair of laps is a window.
 * @param iterations of each window, or of all; null where that is not known
 * @throws BenchError trace.edges where there are no two laps, or other windows than iterations; not where the trace
 * breaks off
 */
export function windowsIn(integrated: Integrated, iterations: readonly number[] | number | null): TraceWindow[] {
  const lapsS = lapsOf(integrated);
  const source = integrated.head.source;
  const fail = (problem: string): Error => failure('trace.edges', { file: source, problem });
  // Who made the file began with that command, whether the last edge is still there or not.
  const isCut = integrated.problem !== null;
  const skipped = lapsS.length % 2 === 1 && !isCut ? 1 : isCut && integrated.head.kind === 'eembc' ? 1 : 0;
  const stretches = stretchesBetween(integrated, lapsS);
  const windows: TraceWindow[] = [];
  for (let lap = skipped; lap + 1 < lapsS.length; lap += 2) {
    const [before, interval, after] = stretches.slice(lap, lap + 3);
    const own = typeof iterations === 'number' ? iterations : (iterations?.[windows.length] ?? null);
    if (interval !== undefined) windows.push(windowOf(interval, before, after, own));
  }
  if (!isCut) {
    if (lapsS.length < 2) throw fail(`it has ${lapsS.length} of the two edges that a window needs`);
    if (typeof iterations === 'object' && iterations !== null && iterations.length !== windows.length) {
      throw fail(
        `its ${lapsS.length} edges make ${windows.length} windows, but ${iterations.length} inferences were run`,
      );
    }
  }
  return markUnlike(windows);
}

/**
 * A window with what is known beside it.
 * @param before the interval that ends where it starts, `after` the one that starts where it ends
 */
export function windowOf(
  interval: Interval,
  before: Interval | undefined,
  after: Interval | undefined,
  iterations: number | null,
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
    beforeW: before?.lastSecondW ?? null,
    afterW: after?.firstSecondW ?? null,
  };
}

/** Says of each window whether its time for an inference, or its power, is far from the median of all. */
export function markUnlike(windows: readonly TraceWindow[]): TraceWindow[] {
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
