import type { SimulatedCircuit } from '../../power/emulators/simulated-circuit.ts';
import type { Activity, BoardCurrents } from './current-model.ts';
import { pinLowUs } from './current-model.ts';

/** A board as a load in a circuit: what it does becomes current, and its timestamp pin moves. */
export class BoardCircuit {
  readonly #circuit: SimulatedCircuit;
  readonly #currents: BoardCurrents;

  constructor(circuit: SimulatedCircuit, currents: BoardCurrents) {
    this.#circuit = circuit;
    this.#currents = currents;
  }

  get isSupplied(): boolean {
    return this.#circuit.voltageV > 0;
  }

  /** Calls `listener` when the supply has been switched; the function returned ends it. */
  onSupply(listener: () => void): () => void {
    let wasSupplied = this.isSupplied;
    return this.#circuit.onSupply(() => {
      if (this.isSupplied === wasSupplied) return;
      wasSupplied = this.isSupplied;
      listener();
    });
  }

  /** The board does this for a while of its own time. */
  spend(activity: Activity, durationUs: number): void {
    this.#circuit.draw(this.#currentA(activity), durationUs);
  }

  /** The board does this from now on, while nothing else is spent. */
  rest(activity: Activity): void {
    this.#circuit.rest(this.#currentA(activity));
  }

  /** The timestamp pin falls, and rises again; takes `pinLowUs`. */
  markPin(): void {
    this.#circuit.edge(0);
    this.spend('compute', pinLowUs);
    this.#circuit.edge(1);
  }

  /** Runs `action`, which costs the circuit no time of the host's. */
  atOnce(action: () => void): void {
    this.#circuit.atOnce(action);
  }

  /** What the board was about to do it does not do. */
  abandon(): void {
    this.#circuit.abandon();
  }

  #currentA(activity: Activity): number {
    switch (activity) {
      case 'idle':
        return this.#currents.idleA;
      case 'uart':
        return this.#currents.uartA;
      case 'compute':
        return this.#currents.computeA;
    }
  }
}
