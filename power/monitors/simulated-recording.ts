import type { Clock } from '../../harness/clock.ts';
import { seededRandom } from '../../harness/statistics/random.ts';
import type { RandomSource } from '../../harness/statistics/random.ts';
import type { Circuit } from '../emulators/circuit.ts';
import { MeanCurrent } from '../emulators/mean-current.ts';
import type { TraceEdge, TraceEvent } from '../trace.ts';
import type { SimulatedInstrumentFault, SimulatedInstrumentOptions } from './simulated-options.ts';

const samplesPerChunk = 8192;
const doubleEdgeS = 0.05;
const bounceS = 10e-6;

export interface RecordingHost {
  record(event: TraceEvent): void;
  /** What is wrong with the falling edge that is seen now. */
  faultsOfNextFall(): readonly SimulatedInstrumentFault[];
  vanish(): void;
}

/** An edge that is to be told when the samples before it have been, and what goes wrong then. */
interface DueEdge {
  readonly edge: TraceEdge;
  readonly faults: readonly SimulatedInstrumentFault[];
}

/** A recording of a circuit: mean power over each sample's period as its energy, on a clock that may drift. */
export class SimulatedRecording {
  readonly #circuit: Circuit;
  readonly #clock: Clock;
  readonly #options: SimulatedInstrumentOptions;
  readonly #host: RecordingHost;
  readonly #startUs: number;
  /** Seconds of the instrument for a microsecond of the circuit. */
  readonly #secondsPerUs: number;
  readonly #mean: MeanCurrent;
  readonly #random: RandomSource = seededRandom(1);
  readonly #values = new Float64Array(samplesPerChunk);
  #held = 0;
  #samples = 0;
  #due: DueEdge[] = [];
  #edgesUntilUs: number;
  #ignoresRise = false;
  #toLose = 0;
  #lost = 0;
  #isOver = false;

  constructor(
    { circuit, clock }: { readonly circuit: Circuit; readonly clock: Clock },
    options: SimulatedInstrumentOptions,
    host: RecordingHost,
  ) {
    this.#circuit = circuit;
    this.#clock = clock;
    this.#options = options;
    this.#host = host;
    this.#startUs = circuit.nowUs();
    this.#edgesUntilUs = this.#startUs;
    const fast = 1 + options.driftPpm * 1e-6;
    this.#secondsPerUs = 1e-6 * fast;
    this.#mean = new MeanCurrent(this.#startUs, 1e6 / (options.sampleRateHz * fast));
    circuit.wants(this, this.#startUs);
  }

  /** So many of the next samples are lost. */
  lose(samples: number): void {
    this.#toLose += samples;
  }

  /** Takes what the circuit has drawn up to now. */
  read(): void {
    if (this.#isOver) return;
    const nowUs = this.#circuit.nowUs();
    for (const { timeUs, level } of this.#circuit.edges(this.#edgesUntilUs)) {
      // Time runs on while one looks.
      if (timeUs >= nowUs) continue;
      const timeS = (timeUs - this.#startUs) * this.#secondsPerUs;
      if (level === 0) this.#fell(timeS);
      else if (this.#ignoresRise) this.#ignoresRise = false;
      else this.#expect(timeS, 'rising');
    }
    this.#due.sort((a, b) => a.edge.timeS - b.edge.timeS);
    this.#edgesUntilUs = nowUs;
    const joulesPerAmpere = this.#circuit.voltageV / this.#options.sampleRateHz;
    this.#mean.take(this.#circuit.draws(this.#mean.untilUs), (currentA) => {
      this.#take((currentA + this.#noiseA()) * joulesPerAmpere);
    });
    // An edge can have been its last.
    if (this.#hasEnded()) return;
    this.#flush();
    this.#circuit.wants(this, Math.min(this.#mean.untilUs, nowUs));
  }

  /** Takes what there is up to now, and no more. */
  end(): void {
    this.read();
    if (this.#isOver) return;
    this.#tellEdges((this.#samples + 1) / this.#options.sampleRateHz);
    this.#tellLoss();
    this.leave();
  }

  /** Takes no more, and tells nothing of what was under way. */
  leave(): void {
    this.#isOver = true;
    this.#circuit.leave(this);
  }

  /** A method, because telling of an edge may change the answer. */
  #hasEnded(): boolean {
    return this.#isOver;
  }

  #fell(timeS: number): void {
    const faults = this.#host.faultsOfNextFall();
    if (faults.some(({ kind }) => kind === 'missing-edge')) {
      this.#ignoresRise = true;
      return;
    }
    this.#expect(timeS, 'falling', faults);
    for (const { kind } of faults) {
      if (kind === 'double-edge') this.#expect(timeS + doubleEdgeS, 'falling');
      if (kind !== 'bounce') continue;
      for (const at of [1, 2, 3, 4]) this.#expect(timeS + at * bounceS, at % 2 === 1 ? 'rising' : 'falling');
    }
  }

  #expect(timeS: number, direction: TraceEdge['direction'], faults: readonly SimulatedInstrumentFault[] = []): void {
    this.#due.push({ edge: { kind: 'edge', timeS, input: 0, direction }, faults });
  }

  #take(energyJ: number): void {
    this.#tellEdges(this.#samples / this.#options.sampleRateHz);
    if (this.#isOver) return;
    if (this.#toLose > 0) {
      this.#flush();
      this.#toLose -= 1;
      this.#lost += 1;
      this.#samples += 1;
      return;
    }
    this.#tellLoss();
    this.#values[this.#held] = energyJ;
    this.#held += 1;
    this.#samples += 1;
    if (this.#held === samplesPerChunk) this.#flush();
  }

  /** Tells of the edges up to a time, behind the samples before them. */
  #tellEdges(untilS: number): void {
    for (let next = this.#due[0]; next !== undefined && next.edge.timeS <= untilS; next = this.#due[0]) {
      if (this.#isOver) return;
      this.#due.shift();
      this.#flush();
      this.#tellLoss();
      this.#host.record(next.edge);
      for (const fault of next.faults) {
        if (fault.kind === 'lose') this.lose(fault.samples);
        else if (fault.kind === 'vanish') this.#host.vanish();
      }
    }
  }

  #tellLoss(): void {
    if (this.#lost === 0) return;
    this.#host.record({
      kind: 'gap',
      first: this.#samples - this.#lost,
      samples: this.#lost,
      why: 'samples were lost',
    });
    this.#lost = 0;
  }

  #flush(): void {
    if (this.#held === 0) return;
    const values = this.#values.subarray(0, this.#held);
    const first = this.#samples - this.#held;
    this.#held = 0;
    this.#host.record({ kind: 'samples', first, values, arrivedUs: this.#clock.nowUs() });
  }

  /** Gaussian, by the method of Box and Muller. */
  #noiseA(): number {
    const { noiseUa } = this.#options;
    if (noiseUa === 0) return 0;
    const radius = Math.sqrt(-2 * Math.log(1 - this.#random()));
    return noiseUa * 1e-6 * radius * Math.cos(2 * Math.PI * this.#random());
  }
}
