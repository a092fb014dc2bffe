import type { PinEdge } from './circuit.ts';
import type { EmulatorSurroundings } from './emulator.ts';
import { MeanCurrent } from './mean-current.ts';

/** How often the memory reads what the circuit has drawn, so that the circuit can forget it. */
const readEveryMs = 20;

/** Samples that a growing list begins with. */
const firstCapacity = 4096;

interface CircuitMemoryOptions {
  /** How long a sample lasts, microseconds. */
  readonly periodUs: number;
  /** Samples after which the memory is full, and takes no more. */
  readonly mostSamples?: number;
  /** Called whenever samples were taken. */
  readonly onRead?: () => void;
}

/**
 * What an instrument with a memory of its own has recorded of a circuit: the mean current and the voltage of each
 * period since it was made, and the changes of the pin.
 */
export class CircuitMemory {
  readonly #surroundings: EmulatorSurroundings;
  readonly #options: CircuitMemoryOptions;
  readonly #startUs: number;
  readonly #mean: MeanCurrent;
  readonly #currentsA = new FloatList();
  readonly #voltagesV = new FloatList();
  readonly #edges: PinEdge[] = [];
  #edgesUntilUs: number;
  readonly #endListening: () => void;
  #cancelTimer: (() => void) | undefined;
  #isRunning = true;

  /** Records from now on. */
  constructor(surroundings: EmulatorSurroundings, options: CircuitMemoryOptions) {
    const { circuit } = surroundings;
    this.#surroundings = surroundings;
    this.#options = options;
    this.#startUs = circuit.nowUs();
    this.#edgesUntilUs = this.#startUs;
    this.#mean = new MeanCurrent(this.#startUs, options.periodUs);
    circuit.wants(this, this.#startUs);
    this.#endListening = circuit.onLeap(() => {
      this.read();
    });
    this.#readLater();
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  get samples(): number {
    return this.#currentsA.length;
  }

  /** Seconds recorded so far. */
  get lastsS(): number {
    return (this.#mean.untilUs - this.#startUs) / 1e6;
  }

  currentA(index: number): number {
    return this.#currentsA.at(index);
  }

  voltageV(index: number): number {
    return this.#voltagesV.at(index);
  }

  /** Changes of the pin; their times are microseconds since the recording began. */
  get edges(): readonly PinEdge[] {
    return this.#edges;
  }

  /** Takes what the circuit has drawn up to now. */
  read(): void {
    if (!this.#isRunning) return;
    const { circuit } = this.#surroundings;
    const { mostSamples = Infinity, onRead } = this.#options;
    const { voltageV } = circuit;
    const nowUs = circuit.nowUs();
    for (const { timeUs, level } of circuit.edges(this.#edgesUntilUs)) {
      // Time runs on while one looks.
      if (timeUs < nowUs) this.#edges.push({ timeUs: timeUs - this.#startUs, level });
    }
    this.#edgesUntilUs = nowUs;
    this.#mean.take(circuit.draws(this.#mean.untilUs), (currentA) => {
      if (this.#currentsA.length >= mostSamples) return;
      this.#currentsA.push(currentA);
      this.#voltagesV.push(voltageV);
    });
    circuit.wants(this, Math.min(this.#mean.untilUs, this.#edgesUntilUs));
    onRead?.();
    if (this.#currentsA.length >= mostSamples) this.#end();
  }

  /** Reads by itself no more, until `resume`: the circuit keeps what it draws for as long. */
  pause(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  resume(): void {
    this.read();
    if (this.#isRunning && this.#cancelTimer === undefined) this.#readLater();
  }

  /** Takes what there is up to now, and no more. May be called twice. */
  stop(): void {
    this.read();
    this.#end();
  }

  #end(): void {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    this.#cancelTimer?.();
    this.#endListening();
    this.#surroundings.circuit.leave(this);
  }

  #readLater(): void {
    this.#cancelTimer = this.#surroundings.clock.after(readEveryMs, () => {
      this.read();
      if (this.#isRunning) this.#readLater();
    });
  }
}

/** A list of float32 that grows. */
class FloatList {
  #values = new Float32Array(firstCapacity);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float32Array(2 * this.#length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  at(index: number): number {
    return index < this.#length ? (this.#values[index] ?? NaN) : NaN;
  }
}
