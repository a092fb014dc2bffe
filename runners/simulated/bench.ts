import type { Clock } from '../../harness/clock.ts';
import { systemClock } from '../../harness/clock.ts';
import type { Transport } from '../../harness/protocol/transport.ts';
import { SimulatedCircuit } from '../../power/emulators/simulated-circuit.ts';
import { SimulatedInstrument } from '../../power/monitors/simulated.ts';
import { EmulatedIoManager } from '../io-manager/emulated-io-manager.ts';
import type { EmulatedManagerOptions } from '../io-manager/emulated-io-manager.ts';
import { usualBoardBaud } from '../io-manager/io-manager-transport.ts';
import { MemoryTransport } from '../transports/memory.ts';
import { BoardCircuit } from './board-circuit.ts';
import type { BoardModel } from './board-model.ts';
import { SimulatedBoard } from './board.ts';
import { currentsOf, simulatedWindow } from './current-model.ts';
import type { SimulatedWindow } from './current-model.ts';
import type { EmulatedMonitor } from './emulated-monitor.ts';
import { loadBoardModel } from './load-board-model.ts';
import { parseSimulatedUrl } from './options.ts';
import type { BoardOptions } from './options.ts';
import { boardPeer } from './transport.ts';

export interface BenchOptions {
  readonly clock?: Clock;
  /** Volts that the board has from a supply of its own; 0 where it gets its power from an instrument. 3 unless told. */
  readonly voltageV?: number;
  /** Puts an I/O manager in front of the board. A board whose URL names no rate has 9600 baud then. */
  readonly ioManager?: EmulatedManagerOptions | undefined;
}

/** The supply of boards that have one of their own. */
const usualVoltageV = 3;

/**
 * A simulated board on a bench: in one circuit with the instruments that measure it, behind an I/O manager if it is to
 * be, all on one clock. What is on it keeps its state while hosts come and go.
 */
export class SimulatedBench {
  /** What the host opens: the port of the board, or that of its I/O manager. */
  readonly port: Transport;
  readonly circuit: SimulatedCircuit;
  readonly options: BoardOptions;
  readonly model: BoardModel;
  readonly #clock: Clock;

  constructor(url: string, options: BoardOptions, model: BoardModel, bench: BenchOptions = {}) {
    const { clock = systemClock, voltageV = usualVoltageV, ioManager } = bench;
    const baud = options.baud ?? (ioManager === undefined ? undefined : usualBoardBaud);
    this.options = { ...options, baud };
    this.model = model;
    this.#clock = clock;
    this.circuit = new SimulatedCircuit(clock, { voltageV, leaps: options.time === 'leaps' });
    const load = new BoardCircuit(this.circuit, currentsOf(this.options));
    const board = new SimulatedBoard(this.options, model, clock, queueMicrotask, load);
    if (ioManager === undefined) {
      this.port = new MemoryTransport(url, () => boardPeer(board));
      return;
    }
    const manager = new EmulatedIoManager({ circuit: this.circuit, clock }, boardPeer(board), {
      ...ioManager,
      boardBaud: baud ?? usualBoardBaud,
    });
    this.port = new MemoryTransport(url, () => manager);
  }

  /** The port of an emulated monitor in this circuit. */
  connect(monitor: EmulatedMonitor): Transport {
    const emulator = monitor.connect({ circuit: this.circuit, clock: this.#clock });
    return new MemoryTransport(monitor.kind, () => emulator);
  }

  /**
   * The `sim:` instrument in this circuit.
   * @throws BenchError usage.monitor
   */
  instrument(url: string): SimulatedInstrument {
    return new SimulatedInstrument(url, { circuit: this.circuit, clock: this.#clock });
  }

  /** What a window is by the board's own model, exactly: see `simulatedWindow`. */
  window(input: Uint8Array, iterations: number, voltageV: number): SimulatedWindow {
    return simulatedWindow(this.options, this.model.costs, input, iterations, voltageV);
  }
}

/**
 * A bench with the board that a `sim:` URL describes.
 * @throws BenchError usage.device-url, file.missing, workload.file, model.unreadable, model.unsupported, model.unfit
 */
export async function openBench(boardUrl: string, bench: BenchOptions = {}): Promise<SimulatedBench> {
  const { modelFile, workloadFile, options } = parseSimulatedUrl(boardUrl);
  return new SimulatedBench(boardUrl, options, await loadBoardModel(modelFile, workloadFile), bench);
}
