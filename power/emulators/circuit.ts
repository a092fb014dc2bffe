/**
 * What an emulated instrument is wired to: a load that draws a current and moves a pin, and a supply. The circuit has a
 * time of its own, in microseconds, that runs on with the host's and leaps forward where a simulated board computes for
 * longer than the host does.
 */
export interface Circuit {
  /** The circuit's time now. */
  nowUs(): number;
  /** What the load drew from `fromUs` until now, in order and without gaps. */
  draws(fromUs: number): readonly Draw[];
  /** Changes of the pin from `fromUs` on and before now, in order. */
  edges(fromUs: number): readonly PinEdge[];
  /** The voltage at the load; 0 while it is off. */
  readonly voltageV: number;
  /** Supplies the load, or switches it off with 0. A load that was off boots. */
  supply(voltageV: number): void;
  /** Says from where on an instrument still wants to read; what lies before all of them is forgotten. */
  wants(reader: object, fromUs: number): void;
  /** The instrument is no longer there. */
  leave(reader: object): void;
  /** Calls `listener` whenever time has leapt; the function returned ends it. */
  onLeap(listener: () => void): () => void;
}

/** A stretch of constant current. */
export interface Draw {
  readonly startUs: number;
  readonly endUs: number;
  readonly currentA: number;
}

/** A change of level on the pin with which a board marks the beginning and the end of a window. */
export interface PinEdge {
  readonly timeUs: number;
  readonly level: 0 | 1;
}
