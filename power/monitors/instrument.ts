import type { Clock } from '../../harness/clock.ts';
import type { Transport } from '../../harness/protocol/transport.ts';
import type { TraceEvent, TraceHead } from '../trace.ts';

/** What an instrument can do. */
export interface InstrumentCapabilities {
  /** Volts it can supply a board with; null where it only measures. */
  readonly supplyV: { readonly least: number; readonly most: number } | null;
  /** It sees the board's pin itself, and its edges are on the clock of its samples. */
  readonly hasEdges: boolean;
  /** Samples and edges come while they are recorded; else all of them come at the stop. */
  readonly isLive: boolean;
  /** The longest that something is under way before it is delivered, milliseconds. */
  readonly latencyMs: number;
  /** A current as high as this, amperes, is at the end of its range; null where none is known. */
  readonly mostCurrentA: number | null;
  /** It needs to be told the voltage to know the power. */
  readonly measuresCurrentOnly: boolean;
}

/** Who an instrument says it is. */
export interface InstrumentIdentity {
  /** The kind, as in its URL: `lpm01a`, `ppk2`, … */
  readonly kind: string;
  /** Maker's name, serial number, firmware: what it tells of itself. */
  readonly name: string;
  /** It measures a simulated circuit. */
  readonly simulated: boolean;
}

/** Takes what an instrument records, as it comes. */
export interface Recorder {
  /** Samples, edges, gaps and marks in the order of time. A chunk's arrays may be used again after the call. */
  record(event: TraceEvent): void;
  /** The recording has ended by itself: the instrument vanished, or switched the board off. Nothing follows. */
  failed(error: Error): void;
}

/**
 * A power monitor. Whatever state it was left in, `open` drains it and brings it to a known one, but does not touch the
 * board's supply. It records as often as one likes; each recording is a trace of its own that begins at 0 seconds.
 */
export interface Instrument {
  /** The monitor URL it was made from. */
  readonly url: string;
  readonly capabilities: InstrumentCapabilities;
  /**
   * @throws BenchError of the transport (port.*, tcp.unreachable, program.missing), instrument.silent, instrument.reply
   */
  open(): Promise<InstrumentIdentity>;
  /**
   * Supplies the board; resolves when the voltage is there.
   * @throws BenchError instrument.voltage where it cannot give that, instrument.reply, instrument.vanished
   */
  supplyOn(voltageV: number): Promise<void>;
  /** @throws BenchError instrument.reply, instrument.vanished */
  supplyOff(): Promise<void>;
  /**
   * Begins to record; resolves with the trace's head when it does.
   * @param voltageV the board's supply, for instruments that measure current alone
   * @throws BenchError instrument.reply, instrument.vanished
   */
  start(recorder: Recorder, voltageV: number | null): Promise<TraceHead>;
  /** Ends the recording; resolves when everything recorded has been delivered. Nothing where none is going on. */
  stop(): Promise<void>;
  /**
   * Lets so many seconds pass on the instrument's clock without waiting for them. Simulated instruments alone have it.
   */
  readonly leap?: (seconds: number) => void;
  /** Stops, and lets go of the instrument; the supply stays as it is. May be called twice. */
  close(): Promise<void>;
}

/** What an instrument needs from the outside. */
export interface InstrumentSurroundings {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** The way to a device URL (`serial:…`, `tcp:…`, a bare path), not yet open; `baud` where the URL names none. */
  readonly transport: (deviceUrl: string, baud: number) => Transport;
}
