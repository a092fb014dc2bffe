import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRecording } from '../../power/formats/recording-reader.ts';
import { integrate } from '../../power/integration.ts';
import { energyOf, meanPowerOf } from '../../power/interval.ts';
import type { Interval } from '../../power/interval.ts';
import { fitManagerClock, hostSlackS, mostDrift } from '../../power/manager-clock.ts';
import type { ManagerWindow } from '../../power/manager-clock.ts';
import { findSteps } from '../../power/steps.ts';
import type { Trace } from '../../power/trace.ts';
import { failure } from '../errors.ts';
import type { EnergyWindow } from './events.ts';
import type { SessionState } from './state.ts';

/** The counted windows of an energy session, as their recordings give them. */
export interface MeasuredRecordings {
  readonly windows: readonly MeasuredWindow[];
  /** How the clock of the I/O manager was fitted to the instrument's; null where the instrument saw the edges itself. */
  readonly managerClock: { readonly rate: number; readonly residualS: number } | null;
  /** Why windows that were measured are not among them, as clauses. */
  readonly missing: readonly string[];
}

export interface MeasuredWindow {
  readonly event: EnergyWindow;
  readonly trace: Trace;
  /** Where in the recording the window lies, seconds, and how far each end may be off. */
  readonly startS: number;
  readonly endS: number;
  readonly edgeUncertaintyS: number;
  /** Of the whole recording, seconds. */
  readonly lengthS: number;
  /** Seconds from one sample to the next; the mean where each has its own time. */
  readonly samplePeriodS: number;
  readonly interval: Interval;
  readonly energyJ: number;
  readonly energyPerInferenceJ: number;
  /** Watts before the command and after the results. */
  readonly idleBeforeW: number | null;
  readonly idleAfterW: number | null;
  /** Watts in the few milliseconds or samples before the window's start and behind its end. */
  readonly besideBeforeW: number | null;
  readonly besideAfterW: number | null;
}

/** Energy mode records half a second of idling before the command, and a second after the last edge. */
const idleS = 0.4;
/** What lies so close beside a window is what a shifted edge would take in; at least so many samples. */
const leastBesideS = 0.005;
const leastBesideSamples = 2;

/** Where a window lies, and how well that is known. */
interface Place {
  readonly startS: number;
  readonly endS: number;
  readonly uncertaintyS: number;
}

/**
 * Reads the recordings of the windows that count and integrates each between its edges. Where an I/O manager saw the
 * edges, its clock is fitted to the instrument's over all windows. One that shows no step of power, as the board draws as
 * much while it waits, lies where the host heard of it; where the host cannot tell, it is missing.
 * @throws BenchError trace.broken, trace.unknown, file.missing: a figure that cannot be derived again is none
 */
export async function measureRecordings(directory: string, state: SessionState): Promise<MeasuredRecordings> {
  const events = state.energyWindows.filter(({ recording, edges }) => recording !== null && edges !== null);
  const traces: Trace[] = [];
  for (const { recording } of events) traces.push(await readRecording(join(directory, recording?.file ?? '')));
  // The clock of a simulated board leaps, and the host's does not.
  const hostTimeCounts = state.identity?.capabilities.includes('virtual-clock') !== true;
  const calibration = await calibrationOf(directory, state);
  const { places, managerClock, missing } = await placesOf(events, traces, hostTimeCounts, calibration);
  const windows: MeasuredWindow[] = [];
  for (const [index, event] of events.entries()) {
    const trace = traces[index];
    const place = places.get(index);
    if (trace === undefined) throw new Error('every window has a recording');
    if (place !== undefined) windows.push(await measured(event, trace, place));
  }
  return { windows, managerClock, missing };
}

/** The short window before the others, where an I/O manager saw its edges: it has no warm-ups. */
async function calibrationOf(directory: string, { energyCalibration }: SessionState): Promise<ManagerWindow[]> {
  const { recording = null, edges = null, elapsedUs = 0 } = energyCalibration ?? {};
  const file = join(directory, recording?.file ?? '');
  // It only makes the fit better: those who publish a session may leave it out.
  if (energyCalibration === undefined || recording === null || edges?.clock !== 'manager' || !existsSync(file))
    return [];
  const trace = await readRecording(file);
  const steps = await findSteps(trace);
  return [{ elapsedUs, expectedStartS: null, steps, samplePeriodS: samplePeriodS(energyCalibration, trace) }];
}

async function measured(event: EnergyWindow, trace: Trace, place: Place): Promise<MeasuredWindow> {
  const { startS, endS, uncertaintyS } = place;
  const lengthS = lengthOf(event, trace);
  const besideS = Math.max(leastBesideS, leastBesideSamples * samplePeriodS(event, trace), uncertaintyS);
  const besideFromS = Math.max(0, startS - besideS);
  const besideToS = Math.min(lengthS, endS + besideS);
  const idleToS = Math.min(idleS, besideFromS);
  const idleFromS = Math.max(besideToS, lengthS - idleS);
  const cutsS = [0, idleToS, besideFromS, startS, endS, besideToS, idleFromS, lengthS];
  const { intervals, problem } = await integrate(trace, { cutsS });
  const [before, , besideBefore, interval, besideAfter, , after] = intervals;
  const energyJ = interval === undefined ? null : energyOf(interval);
  if (interval === undefined || energyJ === null) {
    throw (
      problem ??
      failure('trace.broken', { file: trace.head.source, place: `${startS} s`, problem: 'the window holds no samples' })
    );
  }
  return {
    event,
    trace,
    startS,
    endS,
    edgeUncertaintyS: uncertaintyS,
    lengthS,
    samplePeriodS: samplePeriodS(event, trace),
    interval,
    energyJ,
    energyPerInferenceJ: energyJ / event.iterations,
    idleBeforeW: before === undefined ? null : meanPowerOf(before),
    idleAfterW: after === undefined ? null : meanPowerOf(after),
    besideBeforeW: besideBefore === undefined ? null : meanPowerOf(besideBefore),
    besideAfterW: besideAfter === undefined ? null : meanPowerOf(besideAfter),
  };
}

async function placesOf(
  events: readonly EnergyWindow[],
  traces: readonly Trace[],
  hostTimeCounts: boolean,
  calibration: readonly ManagerWindow[],
): Promise<Omit<MeasuredRecordings, 'windows'> & { readonly places: ReadonlyMap<number, Place> }> {
  const seen: (ManagerWindow & { readonly index: number; readonly file: string; readonly lengthS: number })[] = [];
  const places = new Map<number, Place>();
  for (const [index, event] of events.entries()) {
    const trace = traces[index];
    const { edges } = event;
    if (trace === undefined || edges === null) continue;
    const periodS = samplePeriodS(event, trace);
    if (edges.clock === 'instrument') {
      places.set(index, { startS: edges.startUs / 1e6, endS: edges.endUs / 1e6, uncertaintyS: periodS });
      continue;
    }
    const startedUs = hostTimeCounts ? await beganUs(trace) : null;
    const expectedStartS = startedUs === null ? null : (edges.startArrivedUs - startedUs) / 1e6;
    const steps = await findSteps(trace);
    const file = event.recording?.file ?? '';
    const lengthS = lengthOf(event, trace);
    seen.push({ index, file, lengthS, elapsedUs: event.elapsedUs, expectedStartS, steps, samplePeriodS: periodS });
  }
  if (seen.length === 0) return { places, managerClock: null, missing: [] };
  const fit = fitManagerClock(seen, calibration);
  const missing: string[] = [];
  for (const [position, window] of seen.entries()) {
    const place = fit?.windows[position] ?? placeByHost(window, window.lengthS, fit?.rate ?? 1);
    if (place === null) missing.push(`${window.file} shows no step of power where the I/O manager saw the edges`);
    else places.set(window.index, place);
  }
  return { places, managerClock: fit === null ? null : { rate: fit.rate, residualS: fit.residualS }, missing };
}

/**
 * Where the host heard of a window: it hears late, and the rate may not be known. Null where it cannot tell.
 * @param recordedS the length of the recording, which a window does not leave
 */
function placeByHost({ expectedStartS, elapsedUs }: ManagerWindow, recordedS: number, rate: number): Place | null {
  const lengthS = (rate * elapsedUs) / 1e6;
  if (expectedStartS === null || lengthS > recordedS) return null;
  const startS = Math.min(Math.max(0, expectedStartS), recordedS - lengthS);
  return { startS, endS: startS + lengthS, uncertaintyS: hostSlackS + mostDrift * lengthS };
}

/** Host microseconds at which a live recording began: no sample arrives before it was taken. Null where it is not live. */
async function beganUs(trace: Trace): Promise<number | null> {
  const { sampleRateHz } = trace.head;
  let leastUs: number | null = null;
  if (sampleRateHz === null) return null;
  for await (const event of trace.events()) {
    if (event.kind !== 'samples' || event.arrivedUs === undefined) continue;
    const beganUs = event.arrivedUs - ((event.first + event.values.length) / sampleRateHz) * 1e6;
    leastUs = Math.min(leastUs ?? Infinity, beganUs);
  }
  return leastUs;
}

function lengthOf({ recording, edges }: EnergyWindow, { head }: Trace): number {
  if (head.sampleRateHz !== null) return (recording?.samples ?? 0) / head.sampleRateHz;
  return edges?.clock === 'instrument' ? edges.endUs / 1e6 : 0;
}

function samplePeriodS({ recording, elapsedUs }: EnergyWindow, { head }: Trace): number {
  return head.sampleRateHz === null ? elapsedUs / 1e6 / (recording?.samples ?? 1) : 1 / head.sampleRateHz;
}
