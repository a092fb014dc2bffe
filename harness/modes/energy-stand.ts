import type { Instrument } from '../../power/monitors/instrument.ts';
import type { Clock } from '../clock.ts';
import { failure } from '../errors.ts';
import type { Transport } from '../protocol/transport.ts';
import type { EnergyOptions, ManagerOpened, MonitorOpened } from '../session/events.ts';
import type { EnergyBench, ManagerLap } from './energy.ts';

/** The board behind an I/O manager, as if there were nothing between, and the edges that the manager saw. */
export interface Manager extends Transport {
  /** What the manager calls itself, once it is open. */
  readonly name: string;
  /** What an error of talking to the board means behind a manager. */
  explain(error: unknown): unknown;
  /** The laps since the last call, oldest first. */
  takeLaps(): readonly ManagerLap[];
}

export interface StandPlan {
  readonly options: EnergyOptions;
  /** The URL of the board that is measured. */
  readonly device: string;
  readonly directory: string;
  /** What the session was measured with so far, where it is gone on with. */
  readonly was?: { readonly monitor: MonitorOpened; readonly hasManager: boolean } | undefined;
  readonly openMonitor: (url: string, device: string) => Instrument | Promise<Instrument>;
  readonly openManager: (device: string) => Manager;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly record: (event: MonitorOpened | ManagerOpened) => void;
}

/** The instrument and the I/O manager of an energy session, opened; the board is supplied where that was asked for. */
export class EnergyStand {
  readonly bench: EnergyBench;
  readonly manager: Manager | undefined;
  readonly #suppliedV: number | null;

  private constructor(bench: EnergyBench, manager: Manager | undefined, suppliedV: number | null) {
    this.bench = bench;
    this.manager = manager;
    this.#suppliedV = suppliedV;
  }

  /** @throws BenchError usage.option where something is missing for this instrument, instrument.*, and those of its port */
  static async open(plan: StandPlan): Promise<EnergyStand> {
    const { options, directory, clock, signal, record } = plan;
    const { monitor: url, ioManager, voltageV } = options;
    const instrument = await plan.openMonitor(url, plan.device);
    const manager = ioManager === null ? undefined : plan.openManager(ioManager);
    const { supplyV, hasEdges, measuresCurrentOnly } = instrument.capabilities;
    if (!hasEdges && manager === undefined) {
      throw misused('--io-manager', `${url} does not see the board's pin, so that an I/O manager must`);
    }
    if (measuresCurrentOnly && voltageV === null) {
      throw misused('--voltage', `${url} measures current alone: say at how many volts`);
    }
    const suppliedV = supplyV === null ? null : voltageV;
    const identity = await instrument.open();
    let isSupplying = false;
    try {
      const is: MonitorOpened = { type: 'monitor', url, hasEdges, suppliedV, ...identity };
      expectSame(is, manager !== undefined, plan.was);
      record(is);
      if (suppliedV !== null) {
        isSupplying = true;
        await instrument.supplyOn(suppliedV);
      }
    } catch (error) {
      // Half way through switching it on, the board may have its voltage already.
      await letGo(instrument, isSupplying);
      throw error;
    }
    const takeManagerLaps = manager === undefined ? undefined : () => manager.takeLaps();
    const { simulated } = identity;
    const bench = { instrument, simulated, voltageV, takeManagerLaps, directory, clock, signal };
    return new EnergyStand(bench, manager, suppliedV);
  }

  /** Switches off what it switched on, and lets go of the instrument. */
  async close(): Promise<void> {
    const { instrument } = this.bench;
    await instrument.stop().catch(() => undefined);
    await letGo(instrument, this.#suppliedV !== null);
  }
}

/** Where it has gone, or refuses, there is nothing left to switch off through it. */
async function letGo(instrument: Instrument, isSupplying: boolean): Promise<void> {
  if (isSupplying) await instrument.supplyOff().catch(() => undefined);
  await instrument.close().catch(() => undefined);
}

/** Windows of one session are measured with one instrument, the same way. */
function expectSame(is: MonitorOpened, hasManager: boolean, was: StandPlan['was']): void {
  if (was === undefined) return;
  const [before, now] = [described(was.monitor, was.hasManager), described(is, hasManager)];
  if (before !== now) throw failure('instrument.changed', { monitor: is.url, was: before, is: now });
}

function described({ kind, name, suppliedV }: MonitorOpened, hasManager: boolean): string {
  const supply = suppliedV === null ? 'no supply' : `${suppliedV} V`;
  return `${kind} ${name}, ${supply}, ${hasManager ? 'behind an I/O manager' : 'no I/O manager'}`;
}

function misused(option: string, problem: string): Error {
  return failure('usage.option', { option, problem, command: 'run' });
}
