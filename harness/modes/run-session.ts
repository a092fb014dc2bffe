import { asError } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { BenchError, failure } from '../errors.ts';
import { DeviceClient } from '../protocol/device-client.ts';
import type { Transport } from '../protocol/transport.ts';
import type { DeviceIdentity, SessionHead, SessionOptions } from '../session/events.ts';
import { Journal } from '../session/journal.ts';
import type { SessionState } from '../session/state.ts';
import { measureAccuracy } from './accuracy.ts';
import type { AccuracySample } from './accuracy.ts';
import { measureEnergy } from './energy.ts';
import { EnergyStand } from './energy-stand.ts';
import type { StandPlan } from './energy-stand.ts';
import { measurePerformance } from './performance.ts';
import type { WindowInput } from './windows.ts';
import type { ProgressListener } from './progress.ts';

/** How long a board may take to boot, at most, unless told otherwise. */
export const defaultBootLimitMs = 15_000;

/** One session: a mode of a workload on a board, recorded in a folder. */
export interface SessionPlan {
  readonly directory: string;
  readonly head: SessionHead;
  /** The device's URL now: on resuming the board may be found elsewhere than the session began. */
  readonly device: string;
  /** What an earlier process recorded of it, or undefined for a new one. */
  readonly isResumed: boolean;
  /** The board that the run's sessions before this one were measured on. */
  readonly identity?: DeviceIdentity | undefined;
  readonly link: Pick<SessionOptions, 'burst' | 'verifyLoads'>;
  readonly openTransport: () => Transport | Promise<Transport>;
  /** What energy is measured with, for sessions of that mode; on resuming perhaps elsewhere than the session began. */
  readonly energy?: Pick<StandPlan, 'options' | 'openMonitor' | 'openManager'> | undefined;
  readonly bootLimitMs: number;
  readonly inputs: readonly [WindowInput, ...WindowInput[]];
  readonly samples: readonly AccuracySample[];
  /** Values a result must hold. */
  readonly outputs: number;
  /** Host time one inference may take while none has been seen, microseconds. */
  readonly unseenInferenceLimitUs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
}

/**
 * Runs a session to its end, or goes on with one: measures and records. Whatever stops it is the journal's last word,
 * and the session can be resumed.
 * @throws BenchError of the link, the board, the data or the disk; run.interrupted where `signal` aborted
 */
export async function runSession(plan: SessionPlan): Promise<void> {
  const { journal, state } = await openJournal(plan);
  let device: DeviceClient | undefined;
  let stand: EnergyStand | undefined;
  try {
    const { head, clock, signal, bootLimitMs } = plan;
    // First the instrument: the board may get its power from it.
    if (head.mode === 'energy') stand = await openStand(plan, journal, state);
    const transport = stand?.manager ?? (await plan.openTransport());
    journal.append({ type: 'opened', device: transport.url, baud: transport.baud ?? null });
    device = await DeviceClient.connect(transport, {
      clock,
      signal,
      bootLimitMs,
      ...plan.link,
      ...(stand?.manager === undefined ? {} : behindManager),
      record: (event) => {
        journal.append(event);
      },
    });
    if (stand?.manager !== undefined) {
      journal.append({ type: 'manager', device: transport.url, name: stand.manager.name });
    }
    const identity = identityOf(device);
    journal.append(identity);
    checkIdentity(transport.url, identity, head, state?.identity ?? plan.identity);
    if (stand !== undefined) await energy(plan, device, stand, journal, state);
    else if (device.bannerMode === 'energy') throw failure('board.energy-mode', { device: transport.url });
    else await measure(plan, device, journal, state);
    journal.append({ type: 'finished' });
  } catch (error) {
    const explained = stand?.manager?.explain(error) ?? error;
    const stopped = signalled(plan, explained, device?.activity ?? 'while connecting');
    note(journal, stopped);
    throw stopped;
  } finally {
    await device?.close();
    await stand?.close();
    journal.close();
  }
}

async function openJournal(plan: SessionPlan): Promise<{ journal: Journal; state: SessionState | undefined }> {
  const { directory, head, clock, isResumed } = plan;
  if (!isResumed) return { journal: Journal.create(directory, head, { clock }), state: undefined };
  return Journal.openForResume(directory, { clock, program: head.program.version });
}

function identityOf(device: DeviceClient): DeviceIdentity {
  const { name, profile, model, capabilities } = device.identity;
  const simulated = capabilities.includes('simulated');
  return { type: 'identity', name, profile, model, capabilities, simulated, burstDepth: device.burstDepth };
}

function checkIdentity(device: string, is: DeviceIdentity, head: SessionHead, was: DeviceIdentity | undefined): void {
  if (was !== undefined && describe(was) !== describe(is)) {
    throw failure('board.changed', { device, was: describe(was), is: describe(is) });
  }
  if (is.model !== head.workload.name) {
    throw failure('model.mismatch', { device, found: is.model, wanted: head.workload.name });
  }
}

function describe({ name, profile, model, simulated }: DeviceIdentity): string {
  return `${name}, ${profile}, ${model}${simulated ? ', simulated' : ''}`;
}

async function measure(
  plan: SessionPlan,
  device: DeviceClient,
  journal: Journal,
  state: SessionState | undefined,
): Promise<void> {
  const { head, outputs, unseenInferenceLimitUs, onProgress } = plan;
  const record = journal.append.bind(journal);
  switch (head.mode) {
    case 'performance': {
      const last = state?.windows.at(-1);
      const soFar = {
        counted: new Set(state?.windows.map((window) => window.index)),
        iterations: state?.iterations,
        inferenceUs: last === undefined ? undefined : last.elapsedUs / last.iterations,
      };
      const { windows, minSeconds } = head.options;
      const { inputs } = plan;
      const performance = { device: head.device, windows, minSeconds, inputs, outputs, unseenInferenceLimitUs };
      await measurePerformance(device, performance, soFar, record, onProgress);
      return;
    }
    case 'accuracy': {
      const soFar = {
        isMeasured: (index: number, segment: number) => state?.samples.has(index, segment) ?? false,
        isVerified: (index: number, segment: number) => state?.samples.get(index, segment)?.verified ?? false,
        lineIsNoisy: state?.lineIsNoisy ?? false,
      };
      const { samples } = plan;
      const accuracy = { device: head.device, samples, outputs, unseenInferenceLimitUs };
      await measureAccuracy(device, accuracy, soFar, record, onProgress);
      return;
    }
    case 'energy':
      throw new Error('energy sessions need an instrument');
  }
}

async function energy(
  plan: SessionPlan,
  device: DeviceClient,
  stand: EnergyStand,
  journal: Journal,
  state: SessionState | undefined,
): Promise<void> {
  const { head, inputs, outputs, unseenInferenceLimitUs, onProgress } = plan;
  const { windows, minSeconds } = head.options;
  const counted = state?.energyWindows ?? [];
  const last = counted.at(-1);
  const soFar = {
    counted: new Set(counted.map((window) => window.index)),
    iterations: last?.iterations,
    inferenceUs: last === undefined ? undefined : last.elapsedUs / last.iterations,
  };
  const hostTimeCounts = !device.identity.capabilities.includes('virtual-clock');
  const measured = {
    device: head.device,
    windows,
    minSeconds,
    inputs,
    outputs,
    unseenInferenceLimitUs,
    hostTimeCounts,
  };
  const record = journal.append.bind(journal);
  await measureEnergy(device, stand.bench, measured, soFar, record, onProgress);
}

/** What the line through an I/O manager bears: it is half duplex, and its buffer is short. */
const behindManager = { burst: 1, bytesPerLoadCommand: 26 } as const;

function openStand(plan: SessionPlan, journal: Journal, state: SessionState | undefined): Promise<EnergyStand> {
  const { energy: equipment, device, directory, clock, signal } = plan;
  if (equipment === undefined) {
    throw failure('usage.option', { option: '--monitor', problem: 'energy needs an instrument', command: 'run' });
  }
  const record = journal.append.bind(journal);
  const monitor = state === undefined || state.energyWindows.length === 0 ? undefined : state.monitor;
  const was = monitor === undefined ? undefined : { monitor, hasManager: state?.manager !== undefined };
  return EnergyStand.open({ ...equipment, device, directory, was, clock, signal, record });
}

/** The error to stop with: where the run was interrupted, that, whatever came of it. */
function signalled(plan: SessionPlan, error: unknown, where: string): Error {
  if (!plan.signal.aborted) return asError(error);
  return failure('run.interrupted', { where, directory: plan.directory }, { cause: error });
}

/** Makes the reason of the end the journal's last word, where the disk lets it. */
function note(journal: Journal, error: Error): void {
  const code = error instanceof BenchError ? error.code : 'internal';
  try {
    journal.append({ type: 'stopped', code, message: error.message });
  } catch {
    // The disk that stopped the run takes no last word either; the journal is whole up to there.
  }
}
