import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { release } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import type { Instrument } from '../../power/monitors/instrument.ts';
import { catalogue, findWorkload } from '../../workloads/catalogue.ts';
import type { Dataset } from '../../workloads/datasets/dataset.ts';
import { chooseWorkload } from '../../workloads/own/own-workload.ts';
import { longestInferenceUs } from '../../workloads/specification.ts';
import type { WorkloadSpecification } from '../../workloads/specification.ts';
import type { Clock } from '../clock.ts';
import { BenchError, failure } from '../errors.ts';
import { programVersion } from '../program.ts';
import { DeviceClient } from '../protocol/device-client.ts';
import type { Transport } from '../protocol/transport.ts';
import { deriveSession } from '../session/derive.ts';
import type { SessionOutcome } from '../session/derive.ts';
import type {
  DeviceIdentity,
  EnergyOptions,
  Mode,
  SessionHead,
  SessionOptions,
  WorkloadSummary,
} from '../session/events.ts';
import { findSessions } from '../session/find-sessions.ts';
import { derivedFiles, journalFile } from '../session/folder.ts';
import { holdsNothing } from '../session/session-folder.ts';
import { SessionState } from '../session/state.ts';
import type { AccuracySample } from './accuracy.ts';
import { openData } from './open-data.ts';
import { EnergyStand } from './energy-stand.ts';
import type { Manager } from './energy-stand.ts';
import type { WindowInput } from './windows.ts';
import type { ProgressListener } from './progress.ts';
import { runSession } from './run-session.ts';
import type { SessionPlan } from './run-session.ts';

/** What a run is to do. */
export interface RunRequest {
  readonly device: string;
  /** A workload's name, the YAML file of one of one's own, or `auto`: what the board says it runs. */
  readonly workload: string;
  readonly modes: readonly Mode[];
  readonly dataset: string;
  /** Where the sessions go: DIR/WORKLOAD/MODE, each empty or absent. */
  readonly directory: string;
  readonly options: SessionOptions;
}

/** What a run needs from the outside. */
export interface RunSurroundings {
  readonly openTransport: (device: string, baud: number | null) => Transport | Promise<Transport>;
  /** For energy sessions: the power monitor, and the I/O manager where there is one; not yet open. */
  readonly openMonitor: (url: string, device: string) => Instrument | Promise<Instrument>;
  readonly openManager: (device: string) => Manager;
  readonly bootLimitMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Takes the progress of a session, by its title. */
  readonly onProgress: (title: string, ...progress: Parameters<ProgressListener>) => void;
  /** Takes each session as it ends, finished or not. */
  readonly onSession: (outcome: SessionOutcome) => void;
}

/** What may differ when a run is gone on with. */
export interface ResumeChanges {
  readonly device?: string | undefined;
  readonly dataset?: string | undefined;
  /** How the line is driven; it has no part in what is measured. */
  readonly link?: Partial<Pick<SessionOptions, 'burst' | 'verifyLoads' | 'baud'>>;
  /** The instrument or the I/O manager, where it is found elsewhere now. */
  readonly energy?: Partial<Pick<EnergyOptions, 'monitor' | 'ioManager'>>;
  /** Needed where the workload is one of one's own: the journal tells what it was, and not how its inputs look. */
  readonly workload?: string | undefined;
}

/**
 * Runs the modes of a workload on a board, one session each.
 * @throws BenchError of usage, data, link, board or disk; the sessions up to there are recorded and can be resumed
 */
export async function run(request: RunRequest, surroundings: RunSurroundings): Promise<void> {
  const name = request.workload === 'auto' ? await askForModel(request, surroundings) : request.workload;
  const workload = chooseWorkload(name).specification;
  const dataset = await openData(request.dataset, workload);
  await runModes(request, workload, dataset, new Map(), surroundings);
}

/**
 * Goes on with a run that was stopped: its unfinished session, then those it had not begun.
 * @throws BenchError session.not-found, session.complete, session.broken, session.workload, dataset.changed, and what
 * `run` throws
 */
export async function resumeRun(
  directory: string,
  changes: ResumeChanges,
  surroundings: RunSurroundings,
): Promise<void> {
  const states = new Map<Mode, SessionState>();
  for (const folder of findSessions(directory)) {
    // What was cut off within its first line had not begun.
    if (holdsNothing(folder)) continue;
    const { state } = await SessionState.read(journalFile(folder));
    if (states.has(state.head.mode)) {
      const problem = `${directory} holds several runs; name the folder of one`;
      throw failure('usage.option', { option: '--resume', problem, command: 'run' });
    }
    states.set(state.head.mode, state);
  }
  const [first] = states.values();
  if (first === undefined) throw failure('session.not-found', { directory });
  const { head } = first;
  const isOne = existsSync(journalFile(directory));
  const modes = isOne ? [head.mode] : head.runModes;
  const isMeasured = modes.every((mode) => states.get(mode)?.standing.kind === 'finished');
  if (isMeasured && findSessions(directory).every(isDerived)) throw failure('session.complete', { directory });
  const workload = workloadOf(head, changes.workload, directory);
  const dataset = await openData(changes.dataset ?? head.dataset.directory, workload);
  const { labelsSha256, inputsSha256 } = dataset;
  if (labelsSha256 !== head.dataset.labelsSha256 || inputsSha256 !== head.dataset.inputsSha256) {
    const problem = labelsSha256 === head.dataset.labelsSha256 ? 'inputs differ' : 'labels differ';
    throw failure('dataset.changed', { directory: dataset.directory, problem });
  }
  const device = changes.device ?? head.device;
  const { energy } = head.options;
  const options = {
    ...head.options,
    ...changes.link,
    ...(energy === undefined ? {} : { energy: { ...energy, ...changes.energy } }),
  };
  const request = { device, workload: workload.name, modes, dataset: '', directory, options };
  await runModes(request, workload, dataset, states, surroundings);
}

/** The workload that a session began with. */
function workloadOf(head: SessionHead, nameOrFile: string | undefined, directory: string): WorkloadSpecification {
  const { name } = head.workload;
  const isKnown = catalogue.some((workload) => workload.name === name);
  if (nameOrFile === undefined && isKnown) return findWorkload(name);
  if (nameOrFile === undefined) {
    throw failure('session.workload', { directory, name, problem: 'it is a workload of your own' });
  }
  const workload = chooseWorkload(nameOrFile).specification;
  if (isDeepStrictEqual(summaryOf(workload), head.workload)) return workload;
  throw failure('session.workload', { directory, name, problem: `${nameOrFile} describes another, or has changed` });
}

/** The model that the board says it runs. In an energy run it may have to be supplied first. */
async function askForModel(request: RunRequest, surroundings: RunSurroundings): Promise<string> {
  const { clock, signal, bootLimitMs, openTransport, openMonitor, openManager } = surroundings;
  const { energy, baud } = request.options;
  const record = (): void => undefined;
  const stand =
    request.modes[0] === 'energy' && energy !== undefined
      ? await EnergyStand.open({
          options: energy,
          device: request.device,
          directory: '',
          openMonitor,
          openManager,
          clock,
          signal,
          record,
        })
      : undefined;
  try {
    const transport = stand?.manager ?? (await openTransport(request.device, baud));
    const common = { clock, signal, bootLimitMs, burst: 1, verifyLoads: false, record };
    const device = await DeviceClient.connect(transport, common);
    await device.close();
    return device.identity.model;
  } finally {
    await stand?.close();
  }
}

async function runModes(
  request: RunRequest,
  workload: WorkloadSpecification,
  dataset: Dataset,
  states: ReadonlyMap<Mode, SessionState>,
  surroundings: RunSurroundings,
): Promise<void> {
  const { clock, signal } = surroundings;
  const inputs = await performanceInputs(workload, dataset, request.options);
  const samples = accuracySamples(dataset, request.options);
  const isOne = existsSync(journalFile(request.directory));
  let previousSession: SessionHead['previousSession'] = null;
  let identity: DeviceIdentity | undefined;
  for (const mode of request.modes) {
    const state = states.get(mode);
    const directory = isOne ? request.directory : join(request.directory, workload.name, mode);
    if (state?.standing.kind === 'finished') {
      // Again, because the run may have been stopped between the last line and the files.
      const outcome = await deriveSession(directory);
      surroundings.onSession(outcome);
      previousSession = { mode, hash: outcome.journal.chain.hash };
      identity = state.identity;
      continue;
    }
    const title = `${workload.name} ${mode}`;
    const head = state?.head ?? newHead(request, mode, workload, dataset, previousSession, clock);
    const run = runSession({
      directory,
      head,
      device: request.device,
      isResumed: state !== undefined,
      identity,
      link: { burst: request.options.burst, verifyLoads: request.options.verifyLoads },
      openTransport: () => surroundings.openTransport(request.device, request.options.baud),
      energy: equipmentOf(request, surroundings),
      bootLimitMs: surroundings.bootLimitMs,
      inputs,
      samples,
      outputs: workload.outputs,
      unseenInferenceLimitUs: longestInferenceUs(workload),
      clock,
      signal,
      onProgress: (progress) => {
        surroundings.onProgress(title, progress);
      },
    });
    const outcome = await closing(run, directory, surroundings);
    previousSession = { mode, hash: outcome.journal.chain.hash };
    identity = outcome.state.identity;
  }
}

function equipmentOf({ options }: RunRequest, { openMonitor, openManager }: RunSurroundings): SessionPlan['energy'] {
  return options.energy === undefined ? undefined : { options: options.energy, openMonitor, openManager };
}

/** Derives the session's files however it ended; the error that ended it counts more than one of deriving. */
async function closing(run: Promise<void>, directory: string, surroundings: RunSurroundings): Promise<SessionOutcome> {
  try {
    await run;
  } catch (error) {
    // A folder that is another's, or no session at all, is left as it is.
    if (error instanceof BenchError && error.code.startsWith('session.')) throw error;
    const outcome = await deriveSession(directory).catch(() => undefined);
    if (outcome !== undefined) surroundings.onSession(outcome);
    throw error;
  }
  const outcome = await deriveSession(directory);
  surroundings.onSession(outcome);
  return outcome;
}

function isDerived(directory: string): boolean {
  return derivedFiles.every((name) => existsSync(join(directory, name)));
}

async function performanceInputs(
  workload: WorkloadSpecification,
  dataset: Dataset,
  options: SessionOptions,
): Promise<[WindowInput, ...WindowInput[]]> {
  const rows = dataset.rows.slice(0, Math.max(1, Math.min(workload.performanceRows, options.windows)));
  const inputs: WindowInput[] = [];
  for (const row of rows) {
    inputs.push({ name: row.file, label: row.label, bytes: await dataset.read(row, 0), offset: 0 });
  }
  const [first, ...rest] = inputs;
  if (first === undefined) throw new Error('a data set has at least one row');
  return [first, ...rest];
}

function accuracySamples(dataset: Dataset, options: SessionOptions): AccuracySample[] {
  return dataset.rows.slice(0, options.limit ?? dataset.rows.length).map((row) => ({
    ...row,
    read: (segment) => dataset.read(row, segment),
  }));
}

function newHead(
  request: RunRequest,
  mode: Mode,
  workload: WorkloadSpecification,
  dataset: Dataset,
  previousSession: SessionHead['previousSession'],
  clock: Clock,
): SessionHead {
  const { directory, kind, labelsSha256, inputsSha256, samples } = dataset;
  return {
    type: 'session',
    format: 1,
    id: randomUUID(),
    startedAt: clock.wallTime().toISOString(),
    program: { name: 'boardbench', version: programVersion },
    host: { platform: process.platform, release: release(), node: process.version },
    mode,
    runModes: request.modes,
    previousSession,
    device: request.device,
    workload: summaryOf(workload),
    dataset: { directory, kind, labelsSha256, inputsSha256, samples },
    options: request.options,
  };
}

function summaryOf(workload: WorkloadSpecification): WorkloadSummary {
  const { name, classes, classNames, metric, qualityTarget, input } = workload;
  return { name, inputBytes: input.bytes, classes, classNames, metric, qualityTarget };
}
