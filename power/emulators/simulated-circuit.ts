import type { Clock } from '../../harness/clock.ts';
import type { Circuit, Draw, PinEdge } from './circuit.ts';

export interface SimulatedCircuitOptions {
  /** Volts at the load from the beginning, from a supply of its own; 0 is off. */
  readonly voltageV?: number;
  /** Amperes that flow while nothing else is drawn. */
  readonly restA?: number;
  /** Whether a draw makes time leap to its end. Else it takes as long as it says, and the next one waits for it. */
  readonly leaps?: boolean;
}

/**
 * A circuit whose load says what it draws. Its time is the host's plus the leaps; while the load draws nothing in
 * particular its resting current flows. Only what a reader still wants is kept.
 */
export class SimulatedCircuit implements Circuit {
  readonly #clock: Clock;
  readonly #startUs: number;
  readonly #leaps: boolean;
  readonly #readers = new Map<object, number>();
  readonly #leapListeners = new Set<() => void>();
  readonly #supplyListeners = new Set<() => void>();
  #voltageV: number;
  #restA: number;
  #leaptUs = 0;
  /** Up to here all is drawn; later than now where a draw takes its time. */
  #drawnUs = 0;
  /** From here on nothing has been forgotten. */
  #keptUs = 0;
  #draws: Draw[] = [];
  #edges: PinEdge[] = [];
  #isLeapTold = true;
  /** The host's time that counts while something happens at once. */
  #heldHostUs: number | undefined;

  constructor(clock: Clock, options: SimulatedCircuitOptions = {}) {
    this.#clock = clock;
    this.#startUs = clock.nowUs();
    this.#voltageV = options.voltageV ?? 0;
    this.#restA = options.restA ?? 0;
    this.#leaps = options.leaps ?? true;
  }

  nowUs(): number {
    return (this.#heldHostUs ?? this.#clock.nowUs()) - this.#startUs + this.#leaptUs;
  }

  /** The circuit's time at which everything drawn so far is over: now, or later where draws take their time. */
  get drawnUs(): number {
    return Math.max(this.nowUs(), this.#drawnUs);
  }

  get voltageV(): number {
    return this.#voltageV;
  }

  /** Sets the current that flows from now on while nothing is drawn. */
  rest(currentA: number): void {
    this.#rest();
    this.#restA = currentA;
  }

  /** Draws a current for a while, behind what is drawn already; time leaps to the end of it. */
  draw(currentA: number, durationUs: number): void {
    if (!(durationUs > 0)) return;
    this.#rest();
    const startUs = this.#drawnUs;
    this.#append({ startUs, endUs: startUs + durationUs, currentA: this.#voltageV === 0 ? 0 : currentA });
    if (!this.#leaps) return;
    this.#leaptUs += Math.max(0, this.#drawnUs - this.nowUs());
    this.#tellLeap();
  }

  /** The resting current flows for a while that takes no time of the host's. */
  leap(durationUs: number): void {
    this.draw(this.#restA, durationUs);
  }

  /** The pin changes to this level, behind what is drawn already. */
  edge(level: 0 | 1): void {
    this.#rest();
    this.#edges.push({ timeUs: this.#drawnUs, level });
  }

  /**
   * Runs `action` with the host's clock stopped, so that the host's own work does not come between its draws: what that
   * took is rest behind them.
   */
  atOnce(action: () => void): void {
    const heldBefore = this.#heldHostUs;
    this.#heldHostUs ??= this.#clock.nowUs();
    try {
      action();
    } finally {
      this.#heldHostUs = heldBefore;
    }
  }

  /** What is to be drawn later than now is not drawn. */
  abandon(): void {
    const nowUs = this.nowUs();
    // Where time leaps, all is drawn already, but for the rounding of a number.
    if (this.#leaps || this.#drawnUs <= nowUs) return;
    this.#drawnUs = nowUs;
    this.#edges = this.#edges.filter(({ timeUs }) => timeUs <= nowUs);
    this.#draws = this.#draws.flatMap((draw) =>
      draw.startUs >= nowUs ? [] : [{ ...draw, endUs: Math.min(draw.endUs, nowUs) }],
    );
  }

  /** @throws Error where a part of it has been forgotten: a reader says first what it `wants` */
  draws(fromUs: number): readonly Draw[] {
    this.#rest();
    this.#requireKept(fromUs);
    const nowUs = this.nowUs();
    const clipped: Draw[] = [];
    for (let index = firstWhere(this.#draws, ({ endUs }) => endUs > fromUs); index < this.#draws.length; index++) {
      const draw = this.#draws[index];
      if (draw === undefined || draw.startUs >= nowUs) break;
      const isWhole = draw.startUs >= fromUs && draw.endUs <= nowUs;
      clipped.push(
        isWhole ? draw : { ...draw, startUs: Math.max(draw.startUs, fromUs), endUs: Math.min(draw.endUs, nowUs) },
      );
    }
    return clipped;
  }

  /** @throws Error where a part of it has been forgotten: a reader says first what it `wants` */
  edges(fromUs: number): readonly PinEdge[] {
    this.#rest();
    this.#requireKept(fromUs);
    const nowUs = this.nowUs();
    return this.#edges.slice(
      firstWhere(this.#edges, ({ timeUs }) => timeUs >= fromUs),
      firstWhere(this.#edges, ({ timeUs }) => timeUs >= nowUs),
    );
  }

  supply(voltageV: number): void {
    if (voltageV === this.#voltageV) return;
    this.#rest();
    if (voltageV === 0) this.abandon();
    this.#voltageV = voltageV;
    for (const listener of [...this.#supplyListeners]) listener();
  }

  /** Calls `listener` whenever the voltage has changed; the function returned ends it. */
  onSupply(listener: () => void): () => void {
    this.#supplyListeners.add(listener);
    return () => {
      this.#supplyListeners.delete(listener);
    };
  }

  onLeap(listener: () => void): () => void {
    this.#leapListeners.add(listener);
    return () => {
      this.#leapListeners.delete(listener);
    };
  }

  wants(reader: object, fromUs: number): void {
    // First, so that nothing is forgotten between the moment it names and now.
    this.#readers.set(reader, fromUs);
    this.#rest();
    this.#forget();
  }

  leave(reader: object): void {
    this.#rest();
    this.#readers.delete(reader);
    this.#forget();
  }

  /** Draws the resting current up to now. */
  #rest(): void {
    const endUs = this.nowUs();
    if (endUs <= this.#drawnUs) return;
    this.#append({ startUs: this.#drawnUs, endUs, currentA: this.#voltageV === 0 ? 0 : this.#restA });
  }

  #append(draw: Draw): void {
    this.#drawnUs = draw.endUs;
    const last = this.#draws.at(-1);
    if (last?.currentA === draw.currentA) this.#draws[this.#draws.length - 1] = { ...last, endUs: draw.endUs };
    else this.#draws.push(draw);
    if (this.#readers.size === 0) this.#forget();
  }

  #forget(): void {
    this.#keptUs = Math.max(this.#keptUs, Math.min(this.nowUs(), ...this.#readers.values()));
    // Cutting the front off a list copies it: worth it once most of it is to go.
    const past = firstWhere(this.#draws, ({ endUs }) => endUs > this.#keptUs);
    if (past > this.#draws.length / 2) this.#draws.splice(0, past);
    const seen = firstWhere(this.#edges, ({ timeUs }) => timeUs >= this.#keptUs);
    if (seen > this.#edges.length / 2) this.#edges.splice(0, seen);
  }

  #requireKept(fromUs: number): void {
    if (fromUs < this.#keptUs && this.#keptUs - fromUs > 1e-3) {
      throw new Error(`what was drawn from ${fromUs} µs on is kept from ${this.#keptUs} µs on alone`);
    }
  }

  /** Tells of the leap at the end of the turn, once for all the leaps in it. */
  #tellLeap(): void {
    if (!this.#isLeapTold) return;
    this.#isLeapTold = false;
    queueMicrotask(() => {
      this.#isLeapTold = true;
      for (const listener of [...this.#leapListeners]) listener();
    });
  }
}

/** The first place in a sorted list at which `isThere` holds; the list's length where it never does. */
function firstWhere<Item>(list: readonly Item[], isThere: (item: Item) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = list[middle];
    if (item !== undefined && isThere(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
