import type { Clock } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import type { SimulatedCircuit } from '../emulators/simulated-circuit.ts';
import type { TraceHead } from '../trace.ts';
import type { Instrument, InstrumentCapabilities, InstrumentIdentity, Recorder } from './instrument.ts';
import { SimulatedRecording } from './simulated-recording.ts';
import { parseSimulatedInstrument } from './simulated-options.ts';
import type { SimulatedInstrumentFault, SimulatedInstrumentOptions } from './simulated-options.ts';

const supplyRangeV = { least: 0.8, most: 5.5 } as const;
/** How often it reads what the circuit has drawn. */
const readEveryMs = 20;

export interface SimulatedSurroundings {
  readonly circuit: SimulatedCircuit;
  readonly clock: Clock;
}

/**
 * The `sim:` instrument, wired to a simulated circuit without a line between: it tells the energy of each sample as it
 * was drawn, and the changes of the pin. Its options are those of `parseSimulatedInstrument`.
 */
export class SimulatedInstrument implements Instrument {
  readonly url: string;
  readonly capabilities: InstrumentCapabilities = {
    supplyV: supplyRangeV,
    hasEdges: true,
    isLive: true,
    latencyMs: 2 * readEveryMs,
    mostCurrentA: null,
    measuresCurrentOnly: false,
  };
  readonly #surroundings: SimulatedSurroundings;
  readonly #options: SimulatedInstrumentOptions;
  #isOpen = false;
  #problem: Error | undefined;
  #recording: SimulatedRecording | undefined;
  #recorder: Recorder | undefined;
  #falls = 0;
  #cancelTimer: (() => void) | undefined;
  #endListening: (() => void) | undefined;

  /** @throws BenchError usage.monitor */
  constructor(url: string, surroundings: SimulatedSurroundings) {
    this.url = url;
    this.#surroundings = surroundings;
    this.#options = parseSimulatedInstrument(url);
  }

  leap(seconds: number): void {
    this.#surroundings.circuit.leap(seconds * 1e6);
  }

  open(): Promise<InstrumentIdentity> {
    this.#isOpen = true;
    this.#problem = undefined;
    return Promise.resolve({ kind: 'sim', name: 'Boardbench simulated instrument', simulated: true });
  }

  supplyOn(voltageV: number): Promise<void> {
    return this.#promised(() => {
      const { least, most } = supplyRangeV;
      if (!(voltageV >= least && voltageV <= most)) {
        throw failure('instrument.voltage', { monitor: this.url, wantedV: voltageV, leastV: least, mostV: most });
      }
      this.#supply(voltageV);
    });
  }

  supplyOff(): Promise<void> {
    return this.#promised(() => {
      this.#supply(0);
    });
  }

  start(recorder: Recorder): Promise<TraceHead> {
    return this.#promised(() => {
      if (this.#recording !== undefined) throw new Error(`${this.url} records already`);
      const { sampleRateHz } = this.#options;
      this.#recorder = recorder;
      this.#recording = new SimulatedRecording(this.#surroundings, this.#options, {
        record: (event) => {
          recorder.record(event);
        },
        faultsOfNextFall: () => this.#faultsOfNextFall(),
        vanish: () => {
          this.vanish('at an edge, as it was told to');
        },
      });
      this.#endListening = this.#surroundings.circuit.onLeap(() => {
        this.#recording?.read();
      });
      this.#readLater();
      return { source: this.url, kind: 'sim', sampleRateHz, quantity: 'energy', voltageV: null };
    });
  }

  stop(): Promise<void> {
    this.#recording?.end();
    this.#letGo();
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.stop();
    this.#isOpen = false;
  }

  /** It goes away, as when its cable is pulled. */
  vanish(problem: string): void {
    const recorder = this.#recorder;
    this.#recording?.leave();
    this.#letGo();
    if (!this.#isOpen) return;
    this.#problem = failure('instrument.vanished', { monitor: this.url, problem });
    recorder?.failed(this.#problem);
  }

  /** So many samples from now on are lost. */
  lose(samples: number): void {
    this.#recording?.read();
    this.#recording?.lose(samples);
  }

  #supply(voltageV: number): void {
    // What was drawn before, was drawn at the voltage before.
    this.#recording?.read();
    this.#surroundings.circuit.supply(voltageV);
  }

  #faultsOfNextFall(): readonly SimulatedInstrumentFault[] {
    this.#falls += 1;
    return this.#options.faults.filter(({ at }) => at === this.#falls);
  }

  #promised<Result>(action: () => Result): Promise<Result> {
    return new Promise((resolve) => {
      if (this.#problem !== undefined) throw this.#problem;
      if (!this.#isOpen) throw new Error(`${this.url} is not open`);
      resolve(action());
    });
  }

  #readLater(): void {
    this.#cancelTimer = this.#surroundings.clock.after(readEveryMs, () => {
      this.#recording?.read();
      if (this.#recording !== undefined) this.#readLater();
    });
  }

  #letGo(): void {
    this.#cancelTimer?.();
    this.#endListening?.();
    this.#cancelTimer = undefined;
    this.#endListening = undefined;
    this.#recording = undefined;
    this.#recorder = undefined;
  }
}
