import { wait } from '../harness/clock.ts';
import type { Clock } from '../harness/clock.ts';
import { BenchError, failure } from '../harness/errors.ts';
import { depthsToProbe } from '../harness/protocol/burst-depth.ts';
import { DeviceClient } from '../harness/protocol/device-client.ts';
import type { InputToLoad } from '../harness/protocol/device-client.ts';
import type { Identity } from '../harness/protocol/identity.ts';
import type { LinkEvent } from '../harness/protocol/link-events.ts';
import type { Transport } from '../harness/protocol/transport.ts';
import { catalogue } from '../workloads/catalogue.ts';
import { longestInferenceUs } from '../workloads/specification.ts';
import type { WorkloadSpecification } from '../workloads/specification.ts';
import { explainSilence, finalCause } from './final-cause.ts';

/** A board that takes longer to answer boots slowly. */
const slowBootMs = 2_000;
/** How long after the port was opened a reset of the board is waited for: some strike late. */
const lateResetMs = 500;
/** The size of the load that shows whether a burst of full commands arrives, where the model is not known. */
const probeLoadBytes = 490;

/** A step of the diagnosis, and what was seen in it. */
export interface Stage {
  readonly name: 'port' | 'answer' | 'rate' | 'identity' | 'mode' | 'burst' | 'line ends' | 'inference';
  readonly isGood: boolean;
  readonly seen: string;
}

/** What is wrong with a board, or that nothing is. */
export interface Diagnosis {
  readonly stages: readonly Stage[];
  /** The one cause, and in its `remedy` the one thing to do; null for a healthy board. */
  readonly cause: BenchError | null;
  /** The cause keeps a run from working; otherwise it is good to know. */
  readonly isBlocking: boolean;
  readonly identity: Identity | null;
  readonly burstDepth: number | null;
}

export interface DoctorOptions {
  readonly device: string;
  /** The same device at the rate of its URL, or at another one. */
  readonly open: (baud?: number) => Transport;
  /** Other rates can be tried: it is a serial port. */
  readonly canSweep: boolean;
  /** The model that the board should run, where the user said so. */
  readonly wantedModel?: string | undefined;
  readonly bootLimitMs: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds out step by step why a board does not work: port, answer, rate, identity, mode, burst depth,
 * line ends, inference. Its causes are final: no remedy sends the reader back to the doctor.
 * @throws the signal's reason
 */
export async function diagnose(options: DoctorOptions): Promise<Diagnosis> {
  const { device, clock, bootLimitMs, signal } = options;
  const stages: Stage[] = [];
  const verdict = (cause: BenchError | null, isBlocking: boolean, client?: DeviceClient): Diagnosis => ({
    stages,
    cause,
    isBlocking,
    identity: client?.identity ?? null,
    burstDepth: client?.burstDepth ?? null,
  });
  const events: LinkEvent[] = [];
  const startedUs = clock.nowUs();
  let firstAnswerUs: number | undefined;
  const record = (event: LinkEvent): void => {
    if (event.type === 'received' && event.lines.some((line) => line.includes('m-name-dut'))) {
      firstAnswerUs ??= clock.nowUs();
    }
    events.push(event);
  };
  let client: DeviceClient;
  try {
    const common = { clock, record, burst: 'auto', verifyLoads: false, bootLimitMs, signal } as const;
    client = await DeviceClient.connect(options.open(), common);
  } catch (error) {
    if (!(error instanceof BenchError) || signal?.aborted === true) throw error;
    const hasAnswered = firstAnswerUs !== undefined;
    return verdict(await explainSilence(options, error, stages, hasAnswered), true);
  }
  client.activity = 'during the diagnosis';
  let isInferring = false;
  try {
    const bootMs = Math.round(((firstAnswerUs ?? startedUs) - startedUs) / 1000);
    stages.push({ name: 'port', isGood: true, seen: `${device} opens` });
    const banner = client.bannerMode === undefined ? '' : ', after a boot banner';
    stages.push({ name: 'answer', isGood: true, seen: `first answer after ${bootMs} ms${banner}` });
    const { name, profile, model } = client.identity;
    stages.push({ name: 'identity', isGood: true, seen: `${name}; ${profile}; model ${model}` });
    const { wantedModel: wanted } = options;
    if (wanted !== undefined && wanted !== model) {
      return verdict(failure('model.mismatch', { device, found: model, wanted }), true, client);
    }
    await wait(clock, Math.max(0, lateResetMs - (clock.nowUs() - startedUs) / 1000), signal);
    const isEnergyMode = client.bannerMode === 'energy' || (await client.timestamp()) === null;
    stages.push({ name: 'mode', isGood: !isEnergyMode, seen: isEnergyMode ? 'energy' : 'performance' });
    if (isEnergyMode) return verdict(failure('board.energy-mode', { device }), true, client);
    const workload = workloadOf(model);
    const zeros = { name: 'zeros', bytes: new Uint8Array(workload?.input.bytes ?? probeLoadBytes), offset: 0 };
    await client.load(zeros);
    const kept = client.burstDepth;
    const most = depthsToProbe.at(-1) ?? 1;
    stages.push({ name: 'burst', isGood: kept >= most, seen: `takes ${kept} commands back to back` });
    stages.push({ name: 'line ends', isGood: true, seen: await lineEnds(client) });
    const didBoot = client.bannerMode !== undefined || bootsIn(events) > 0;
    const eventsBefore = events.length;
    if (workload !== undefined) {
      isInferring = true;
      stages.push({ name: 'inference', isGood: true, seen: await inferOnce(device, client, zeros, workload) });
    }
    const times = bootsIn(events.slice(eventsBefore));
    if (times > 0) {
      return verdict(failure('board.reset', { device, times, where: 'during an inference' }), false, client);
    }
    if (client.lineIsNoisy) {
      const faults = events.filter((event) => event.type === 'fault');
      const problem = faults.at(-1)?.detail ?? 'bytes were lost';
      const details = { device, what: 'Loading', attempts: faults.length, where: 'during the diagnosis', problem };
      return verdict(finalCause(options, failure('link.unreliable', details), 'talking'), false, client);
    }
    if (kept < most) return verdict(failure('board.overrun', { device, lost: 2 * kept, kept }), false, client);
    if (bootMs > slowBootMs) {
      return verdict(failure('board.slow-boot', { device, bootMs, limitMs: bootLimitMs }), false, client);
    }
    if (didBoot) return verdict(failure('board.resets-on-open', { device }), false, client);
    return verdict(null, false, client);
  } catch (error) {
    if (!(error instanceof BenchError) || signal?.aborted === true) throw error;
    if (isInferring) stages.push({ name: 'inference', isGood: false, seen: error.message });
    return verdict(finalCause(options, error, isInferring ? 'inferring' : 'talking'), true, client);
  } finally {
    await client.close();
  }
}

/** The workload whose boards name this model; undefined for a model of one's own. */
function workloadOf(model: string): WorkloadSpecification | undefined {
  return catalogue.find(({ modelNames }) => modelNames.includes(model.toLowerCase()));
}

/** How often the board has booted, be it in the middle of a reply or between two, where it is no fault. */
function bootsIn(events: readonly LinkEvent[]): number {
  const banners = events.flatMap((event) =>
    event.type === 'received' ? event.lines.filter((line) => line.includes('m-init-done')) : [],
  );
  return Math.max(banners.length, events.filter((event) => event.type === 'fault' && event.fault === 'reset').length);
}

/**
 * Runs one inference on the input that is loaded.
 * @returns how long it took
 * @throws BenchError result.invalid, and what `DeviceClient.inferLoaded` throws
 */
async function inferOnce(
  device: string,
  client: DeviceClient,
  input: InputToLoad,
  workload: WorkloadSpecification,
): Promise<string> {
  const { outputs } = workload;
  const unseenInferenceLimitUs = longestInferenceUs(workload);
  const request = { iterations: 1, warmups: 0, outputs, unseenInferenceLimitUs };
  const { elapsedUs, results } = await client.inferLoaded(input, request);
  if (results.length !== outputs || results.every((value) => value === null)) {
    const problem = `${results.filter((value) => value !== null).length} numbers instead of ${outputs}`;
    throw failure('result.invalid', { device, input: 'an input of zeros', problem });
  }
  return `one took ${elapsedUs / 1000} ms`;
}

/** What a stray CR LF does to the next command. The protocol lets it spoil the command; some firmware is kinder. */
async function lineEnds(client: DeviceClient): Promise<string> {
  const messages = await client.ask('\r\nname');
  return messages.some((message) => message.kind === 'name')
    ? 'a stray CR LF does no harm'
    : 'a stray CR LF breaks the next command, as the protocol has it: terminals must send none';
}
