import type { Emulator, EmulatorPort, EmulatorSurroundings } from '../../power/emulators/emulator.ts';
import { SimulatedCircuit } from '../../power/emulators/simulated-circuit.ts';
import type { Instrument, InstrumentSurroundings } from '../../power/monitors/instrument.ts';
import { MemoryTransport } from '../../runners/transports/memory.ts';
import { TestClock } from '../test-clock.ts';
import type { InstrumentBench } from './instrument-contract.ts';

/** What a bench in memory is made of. */
export interface MemoryBench<Emulated extends Emulator> {
  /** The driver's factory. */
  readonly make: (url: string, surroundings: InstrumentSurroundings) => Instrument;
  readonly url: string;
  readonly emulate: (surroundings: EmulatorSurroundings) => Emulated;
  readonly voltageV: number;
  /** Whether the circuit has a supply of its own. */
  readonly isSupplied?: boolean;
  readonly lose?: (emulator: Emulated, samples: number) => void;
  readonly relativeError: number;
  readonly edgeErrorS: number;
  readonly windowS?: number;
}

export interface MemoryBenchOf<Emulated extends Emulator> extends InstrumentBench {
  readonly emulator: Emulated;
  readonly surroundings: InstrumentSurroundings;
}

/** A bench whose emulated instrument is in the same process, behind a cable that can be pulled. */
export function memoryBench<Emulated extends Emulator>(made: MemoryBench<Emulated>): MemoryBenchOf<Emulated> {
  const clock = new TestClock();
  const circuit = new SimulatedCircuit(clock, made.isSupplied === true ? { voltageV: made.voltageV } : {});
  const emulator = made.emulate({ circuit, clock });
  const cable = new Cable(emulator);
  const ending = new AbortController();
  const surroundings: InstrumentSurroundings = {
    clock,
    signal: ending.signal,
    transport: (deviceUrl) => new MemoryTransport(deviceUrl, () => cable),
  };
  const { lose } = made;
  return {
    clock,
    circuit,
    emulator,
    surroundings,
    instrument: () => made.make(made.url, surroundings),
    voltageV: made.voltageV,
    vanish: () => {
      cable.pull();
    },
    interrupt: () => {
      ending.abort(new Error('told to end'));
    },
    ...(lose === undefined
      ? {}
      : {
          lose: (samples: number) => {
            lose(emulator, samples);
          },
        }),
    relativeError: made.relativeError,
    edgeErrorS: made.edgeErrorS,
    ...(made.windowS === undefined ? {} : { windowS: made.windowS }),
  };
}

/**
 * An emulator's port whose cable can be pulled. Both sides learn of it; the emulator keeps its state, a recording that
 * goes on for one.
 */
class Cable implements Emulator {
  readonly #emulator: Emulator;
  #port: EmulatorPort | undefined;

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
  }

  opened(port: EmulatorPort): void {
    this.#port = port;
    this.#emulator.opened(port);
  }

  data(bytes: Uint8Array): void {
    this.#emulator.data(bytes);
  }

  closed(): void {
    this.#port = undefined;
    this.#emulator.closed();
  }

  pull(): void {
    if (this.#port === undefined) return;
    this.#port.drop(new Error('the cable was pulled'));
    this.closed();
  }
}
