import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Instrument } from '../../power/monitors/instrument.ts';
import type { TraceEdge } from '../../power/trace.ts';
import { lapTimesS } from '../../power/laps.ts';
import type { Clock } from '../clock.ts';
import { failure } from '../errors.ts';
import type { DeviceClient } from '../protocol/device-client.ts';
import { elapsedBetweenLapsUs } from '../protocol/laps.ts';
import type { MarkedInference } from '../protocol/replies.ts';
import { Stumble } from '../protocol/stumble.ts';
import type { EnergyWindow, JournalEvent, RecordingFile, WindowEdges } from '../session/events.ts';
import { WindowRecording } from './energy-recording.ts';
import type { ProgressListener } from './progress.ts';
import { measureWindows } from './windows.ts';
import type { Measurement, WindowPlan, WindowsSoFar, WindowStep } from './windows.ts';

/** An edge that an I/O manager saw, on its own clock, and when the host heard of it. */
export interface ManagerLap {
  readonly lapUs: number;
  readonly arrivedUs: number;
}

type ManagerLaps = Extract<JournalEvent, { readonly type: 'manager-laps' }>;

/** What energy is measured with. */
export interface EnergyBench {
  readonly instrument: Instrument;
  /** It measures a simulation. */
  readonly simulated: boolean;
  /** The board's supply, where the instrument measures current alone. */
  readonly voltageV: number | null;
  /** The laps of the I/O manager since it was asked last; undefined where there is none. */
  readonly takeManagerLaps: (() => readonly ManagerLap[]) | undefined;
  /** The session's folder, for the recordings. */
  readonly directory: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface EnergyPlan extends WindowPlan {
  readonly device: string;
  readonly outputs: number;
  readonly unseenInferenceLimitUs: number;
  /** Host time passes as on the board: not so where a simulated board's clock leaps. */
  readonly hostTimeCounts: boolean;
}

/** Recorded before the inference command and after the last edge, where the board idles. */
const idleS = 0.5;
const settleS = 1;
/** A window off the expected time by more is measured again. */
const windowTolerance = 0.1;
/** How far host and edges may disagree about a window before they speak of different things. */
const hostTolerance = 0.02;
const hostSlackUs = 250_000;

/** One recorded run of an inference command. */
interface Recorded extends Measurement {
  readonly edges: WindowEdges | null;
  readonly managerElapsedUs: number | null;
  readonly inference: MarkedInference | null;
  readonly recording: RecordingFile | null;
}

/**
 * Measures the energy windows that are missing. The input is loaded first; then each window is recorded by itself, from
 * half a second before its command until a second after the last edge. A recording without exactly two edges, or whose edges
 * lie elsewhere than the inference, is kept but does not count.
 * @throws BenchError energy.edges, board.clock, instrument.*, and what `DeviceClient.load` and `inferMarked` throw
 */
export async function measureEnergy(
  device: DeviceClient,
  bench: EnergyBench,
  plan: EnergyPlan,
  soFar: WindowsSoFar,
  record: (event: EnergyWindow | ManagerLaps) => void,
  onProgress: ProgressListener,
): Promise<void> {
  let loaded: string | undefined;
  let flawless = true;
  await measureWindows<Recorded>(
    {
      device: plan.device,
      doing: (what) => {
        device.activity = what;
      },
      tolerance: () => windowTolerance,
      measure: async (step) => {
        if (loaded !== step.input.name || !flawless) await device.load(step.input);
        loaded = step.input.name;
        const measured = await recordWindow(device, bench, plan, step, record, (recorded) => {
          record(windowEvent(step, 'rejected', recorded.flaw, recorded));
        });
        flawless = measured.inference !== null;
        return measured;
      },
      record: (step, use, why, measured) => {
        record(windowEvent(step, use, why, measured));
      },
      flawed: (problem, where) => failure('energy.edges', { monitor: bench.instrument.url, problem, where }),
    },
    plan,
    soFar,
    onProgress,
  );
}

/** @param abandon takes what was recorded where an error ends it half way */
async function recordWindow(
  device: DeviceClient,
  bench: EnergyBench,
  plan: EnergyPlan,
  { iterations, warmups }: WindowStep,
  record: (event: ManagerLaps) => void,
  abandon: (recorded: Recorded) => void,
): Promise<Recorded> {
  const { outputs, unseenInferenceLimitUs } = plan;
  const recording = await WindowRecording.start({ ...bench, ...freeName(bench.directory) });
  const nothing = { elapsedUs: 0, hostElapsedUs: null, edges: null, managerElapsedUs: null, inference: null };
  try {
    await recording.idle(idleS);
    bench.takeManagerLaps?.();
    const inference = await device.inferMarked({ iterations, warmups, outputs, unseenInferenceLimitUs });
    if (inference instanceof Stumble) {
      return { ...nothing, flaw: `the inference failed: ${inference.detail}`, recording: await recording.stop() };
    }
    const { hasEdges } = bench.instrument.capabilities;
    if (hasEdges) await recording.awaitEdges(isMarked);
    await recording.idle(settleS);
    const file = await recording.stop();
    const laps = bench.takeManagerLaps?.() ?? [];
    if (laps.length > 0) record({ type: 'manager-laps', laps });
    const manager = managerEdges(laps);
    const managerElapsedUs = typeof manager === 'string' ? null : manager.elapsedUs;
    const found = hasEdges ? instrumentEdges(recording.edges) : manager;
    const { hostElapsedUs } = inference;
    const seen = { hostElapsedUs, managerElapsedUs, inference, recording: file };
    if (typeof found === 'string') return { ...seen, elapsedUs: 0, edges: null, flaw: found };
    return { ...seen, ...found, flaw: disagreement(found.elapsedUs, inference, plan.hostTimeCounts) };
  } catch (error) {
    // What was recorded is kept, and the journal says what it is.
    const flaw = error instanceof Error ? error.message : String(error);
    await bench.instrument.stop().catch(() => undefined);
    abandon({ ...nothing, flaw, recording: recording.kept() });
    throw error;
  }
}

function isMarked(edges: readonly TraceEdge[]): boolean {
  return lapTimesS(edges).length >= 2;
}

/** The two edges of a recording, or what is wrong with them. */
function instrumentEdges(all: readonly TraceEdge[]): { edges: WindowEdges; elapsedUs: number } | string {
  const laps = lapTimesS(all);
  const [startS, endS] = laps;
  if (startS === undefined || endS === undefined || laps.length > 2) return edgeCount(laps.length);
  const edges = { clock: 'instrument', startUs: startS * 1e6, endUs: endS * 1e6 } as const;
  return { edges, elapsedUs: edges.endUs - edges.startUs };
}

/** Edges of one lap: a contact that bounces gives several. */
const bounceUs = 2000;

function managerEdges(all: readonly ManagerLap[]): { edges: WindowEdges; elapsedUs: number } | string {
  const laps = all.filter((lap, index) => {
    const before = all[index - 1];
    return before === undefined || (elapsedBetweenLapsUs(before.lapUs, lap.lapUs) ?? Infinity) > bounceUs;
  });
  const [start, end] = laps;
  if (start === undefined || end === undefined || laps.length > 2) return edgeCount(laps.length);
  const elapsedUs = elapsedBetweenLapsUs(start.lapUs, end.lapUs);
  if (elapsedUs === null) return `the clock of the I/O manager went back from ${start.lapUs} to ${end.lapUs} µs`;
  const edges = {
    clock: 'manager',
    startUs: start.lapUs,
    endUs: end.lapUs,
    startArrivedUs: start.arrivedUs,
    endArrivedUs: end.arrivedUs,
  } as const;
  return { edges, elapsedUs };
}

function edgeCount(count: number): string {
  return `${count} ${count === 1 ? 'edge was' : 'edges were'} seen where the inference has two`;
}

/** What tells that the edges are not those of the inference, or null. */
function disagreement(
  elapsedUs: number,
  { hostElapsedUs, lapElapsedUs }: MarkedInference,
  hostTimeCounts: boolean,
): string | null {
  const others: [number | null, string][] = [[lapElapsedUs, 'the board']];
  if (hostTimeCounts) others.push([hostElapsedUs, 'the host']);
  for (const [otherUs, who] of others) {
    if (otherUs === null || Math.abs(elapsedUs - otherUs) <= hostTolerance * otherUs + hostSlackUs) continue;
    const [edges, other] = [elapsedUs / 1e6, otherUs / 1e6].map((seconds) => seconds.toFixed(3));
    return `the edges are ${edges ?? ''} s apart, but the inference took ${other ?? ''} s on the clock of ${who}`;
  }
  return null;
}

/** The first name of a recording that is free: a crash may have left one that no event names. */
function freeName(directory: string): { file: string; path: string } {
  for (let number = 0; ; number++) {
    const file = `recording-${String(number).padStart(3, '0')}.trace`;
    const path = join(directory, file);
    if (!existsSync(path)) return { file, path };
  }
}

function windowEvent(
  { index, input, iterations, warmups }: WindowStep,
  use: EnergyWindow['use'],
  why: string | null,
  { edges, elapsedUs, managerElapsedUs, inference, recording }: Recorded,
): EnergyWindow {
  return {
    type: 'energy-window',
    index,
    use,
    why,
    input: input.name,
    label: input.label,
    warmups,
    iterations,
    edges,
    elapsedUs,
    hostElapsedUs: inference?.hostElapsedUs ?? null,
    lapElapsedUs: inference?.lapElapsedUs ?? null,
    managerElapsedUs,
    results: inference?.results ?? [],
    recording,
  };
}
