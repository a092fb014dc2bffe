/** What one sample says: amperes, watts, or the joules of its period. */
export type Quantity = 'current' | 'power' | 'energy';

/**
 * What is true of a whole trace. Sample `n` begins at `n / sampleRateHz` seconds: a current or a power is the value at
 * that instant, an energy belongs to the period that begins there.
 */
export interface TraceHead {
  /** Where it is from, for messages: a path, or the URL of an instrument. */
  readonly source: string;
  /** The kind of file or instrument: `eembc`, `jls`, `ppk2`, … */
  readonly kind: string;
  /** Samples a second; null where every sample carries its own time. */
  readonly sampleRateHz: number | null;
  readonly quantity: Quantity;
  /** Volts at which a current is drawn, where the samples do not say; null where that is unknown or not needed. */
  readonly voltageV: number | null;
  /** What was measured is a simulation; absent where it is not, or nothing tells. */
  readonly simulated?: true;
}

/** Samples in a row. Only sample times grow; a chunk never reaches back. */
export interface SampleChunk {
  readonly kind: 'samples';
  /** The number of its first sample, counted from 0 over the whole trace with the lost ones. */
  readonly first: number;
  /** One value for each sample, in the quantity of the head; NaN where the sample was lost. */
  readonly values: Float32Array | Float64Array;
  /** Volts for each sample, where they were measured with the current. */
  readonly volts?: Float32Array | Float64Array;
  /** Seconds from the start of the trace for each sample; there where the head names no sample rate. */
  readonly timesS?: Float64Array;
  /** Host microseconds at which it arrived, where it was taken live. */
  readonly arrivedUs?: number;
}

/** A change of level on a digital input. It comes before the samples that follow it in time. */
export interface TraceEdge {
  readonly kind: 'edge';
  /** Seconds from the start of the trace. */
  readonly timeS: number;
  /** The input it was seen on, as the instrument counts them. */
  readonly input: number;
  readonly direction: 'rising' | 'falling' | 'unknown';
}

/** Samples that are known to be lost. The next chunk begins behind them. */
export interface TraceGap {
  readonly kind: 'gap';
  /** The number of the first lost sample. */
  readonly first: number;
  readonly samples: number;
  readonly why: string;
  /**
   * The samples between which they were lost, where that is not known better; an edge in there may be off by as many.
   * Without it they were lost in the place of the gap.
   */
  readonly between?: readonly [from: number, to: number];
  /** How many were lost is not certain: as many more may be, or none. */
  readonly isGuess?: true;
}

/** Samples whose value is less certain than others. */
export interface TraceMark {
  readonly kind: 'mark';
  /** `range`: the measuring range changed. `saturated`: the value is at the end of the range. */
  readonly mark: 'range' | 'saturated';
  readonly first: number;
  readonly samples: number;
}

export type TraceEvent = SampleChunk | TraceEdge | TraceGap | TraceMark;

/** A recorded trace, read as a stream: no more than a few chunks are in memory. */
export interface Trace {
  readonly head: TraceHead;
  /**
   * All that the trace holds, in the order of time; from the beginning each time it is called. A chunk's arrays may be
   * used again for the next one.
   * @throws BenchError trace.broken, with the place, where the file cannot be read on; what came before is good
   */
  events(): AsyncIterable<TraceEvent>;
}
