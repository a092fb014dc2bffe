import type { Clock } from '../../harness/clock.ts';
import type { Circuit } from './circuit.ts';

/** The host's side of an emulated instrument's port. */
export interface EmulatorPort {
  send(bytes: Uint8Array): void;
  /** The port goes away, behind all that was sent. */
  drop(problem: Error): void;
}

/**
 * The instrument's side of its port, with the habits and the faults of the real one. It does no I/O; whoever serves it
 * moves the bytes. It keeps its state between openings, as a real one does.
 */
export interface Emulator {
  opened(port: EmulatorPort): void;
  data(bytes: Uint8Array): void;
  closed(): void;
}

/** What an emulator is made of. */
export interface EmulatorSurroundings {
  readonly circuit: Circuit;
  /** Host time, for how long things take and how often data is sent. */
  readonly clock: Clock;
}
