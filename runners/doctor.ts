import type { Clock } from '../harness/clock.ts';
import { BenchError, failure } from '../harness/errors.ts';
import { depthsToProbe } from '../harness/protocol/burst-depth.ts';
import { DeviceClient } from '../harness/protocol/device-client.ts';
import type { Identity } from '../harness/protocol/identity.ts';
import type { LinkEvent } from '../harness/protocol/link-events.ts';
import { Link } from '../harness/protocol/link.ts';
import type { Transport } from '../harness/protocol/transport.ts';

/** The rates that boards and their bridges usually have, the likeliest first. */
export const usualBauds = [115200, 9600, 921600, 460800, 230400, 57600, 38400, 19200, 1000000, 2000000] as const;
/** A board that takes longer to answer boots slowly. */
const slowBootMs = 2_000;
/** What each rate of the sweep gets to be heard. */
const sweepMs = 600;
/** The size of the load that shows whether a burst of full commands arrives. */
const probeLoadBytes = 490;

/** A step of the diagnosis, and what was seen in it. */
export interface Stage {
  readonly name: 'port' | 'answer' | 'rate' | 'identity' | 'mode' | 'burst' | 'line ends';
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
 * Finds out step by step why a board does not work: port, answer, rate, identity, mode, burst depth, line ends.
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
    return verdict(await explainSilence(options, error, stages), true);
  }
  try {
    const bootMs = Math.round(((firstAnswerUs ?? startedUs) - startedUs) / 1000);
    const didBoot = client.bannerMode !== undefined;
    stages.push({ name: 'port', isGood: true, seen: `${device} opens` });
    const banner = didBoot ? ', after a boot banner' : '';
    stages.push({ name: 'answer', isGood: true, seen: `first answer after ${bootMs} ms${banner}` });
    const { name, profile, model } = client.identity;
    stages.push({ name: 'identity', isGood: true, seen: `${name}; ${profile}; model ${model}` });
    const { wantedModel: wanted } = options;
    if (wanted !== undefined && wanted !== model) {
      return verdict(failure('model.mismatch', { device, found: model, wanted }), true, client);
    }
    const isEnergyMode = client.bannerMode === 'energy' || (await client.timestamp()) === null;
    stages.push({ name: 'mode', isGood: !isEnergyMode, seen: isEnergyMode ? 'energy' : 'performance' });
    if (isEnergyMode) return verdict(failure('board.energy-mode', { device }), true, client);
    await client.load({ name: 'zeros', bytes: new Uint8Array(probeLoadBytes), offset: 0 });
    const kept = client.burstDepth;
    const most = depthsToProbe.at(-1) ?? 1;
    stages.push({ name: 'burst', isGood: kept >= most, seen: `takes ${kept} commands back to back` });
    stages.push({ name: 'line ends', isGood: true, seen: await lineEnds(client) });
    if (client.lineIsNoisy) {
      const faults = events.filter((event) => event.type === 'fault');
      const problem = faults.at(-1)?.detail ?? 'bytes were lost';
      const details = { device, what: 'Loading', attempts: faults.length, where: 'during the diagnosis', problem };
      return verdict(failure('link.unreliable', details), false, client);
    }
    if (kept < most) return verdict(failure('board.overrun', { device, lost: 2 * kept, kept }), false, client);
    if (bootMs > slowBootMs) {
      return verdict(failure('board.slow-boot', { device, bootMs, limitMs: bootLimitMs }), false, client);
    }
    if (didBoot) return verdict(failure('board.resets-on-open', { device }), false, client);
    return verdict(null, false, client);
  } catch (error) {
    if (!(error instanceof BenchError) || signal?.aborted === true) throw error;
    return verdict(error, true, client);
  } finally {
    await client.close();
  }
}

/** Why a board could not be talked to: the port, line ends it wants, another rate, or nothing at all. */
async function explainSilence(options: DoctorOptions, error: BenchError, stages: Stage[]): Promise<BenchError> {
  const { device } = options;
  const isMute = error.code === 'board.silent' || error.code === 'board.garbage';
  if (!isMute && !error.code.startsWith('board.')) {
    stages.push({ name: 'port', isGood: false, seen: error.message });
    return error;
  }
  stages.push({ name: 'port', isGood: true, seen: `${device} opens` });
  stages.push({ name: 'answer', isGood: false, seen: error.message });
  if (!isMute) return error;
  for (const [end, needed] of [
    ['\r', 'a CR'],
    ['\n', 'an LF'],
  ] as const) {
    if (await answers(options, options.open(), end)) {
      stages.push({ name: 'line ends', isGood: false, seen: `answers when ${needed} follows the %` });
      return failure('board.line-ends', { device, needed });
    }
  }
  if (!options.canSweep) return error;
  const first = options.open();
  for (const baud of usualBauds) {
    if (baud === first.baud) continue;
    if (!(await answers(options, options.open(baud), ''))) continue;
    stages.push({ name: 'rate', isGood: false, seen: `answers at ${baud} baud` });
    return failure('board.baud', { device, found: baud, tried: first.baud ?? 'the rate given' });
  }
  stages.push({ name: 'rate', isGood: false, seen: `no answer at ${usualBauds.join(', ')} baud` });
  return error;
}

/** Whether the board answers `name` with `end` behind it. */
async function answers(options: DoctorOptions, transport: Transport, end: string): Promise<boolean> {
  const link = new Link(transport, options.clock, () => undefined);
  try {
    await link.open();
    for (let attempt = 0; attempt < 2; attempt++) {
      // The first ends what earlier attempts have left in the command buffer.
      link.writeLoose(`%${end}`);
      await link.settle(sweepMs / 4, sweepMs, options.signal);
      link.takeIdleMessages();
      link.writeLoose(`name%${end}`);
      const hasName = await link.waitForIdle(
        (messages) => messages.some((message) => message.kind === 'name'),
        sweepMs,
        options.signal,
      );
      if (hasName) return true;
    }
    return false;
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    return false;
  } finally {
    await link.close();
  }
}

/** What a stray CR LF does to the next command. The protocol lets it spoil the command; some firmware is kinder. */
async function lineEnds(client: DeviceClient): Promise<string> {
  const messages = await client.ask('\r\nname');
  return messages.some((message) => message.kind === 'name')
    ? 'a stray CR LF does no harm'
    : 'a stray CR LF breaks the next command, as the protocol has it: terminals must send none';
}
