import type { Trace, TraceEvent, TraceHead } from '../../power/trace.ts';

/** A trace of events in memory. */
export function traceOf(head: Partial<TraceHead>, events: readonly TraceEvent[], end?: Error): Trace {
  return {
    head: { source: 'memory', kind: 'test', sampleRateHz: 1000, quantity: 'power', voltageV: null, ...head },
    async *events() {
      for (const event of events) yield await Promise.resolve(event);
      if (end !== undefined) throw end;
    },
  };
}

export function samples(first: number, values: readonly number[], volts?: readonly number[]): TraceEvent {
  const chunk = { kind: 'samples', first, values: Float64Array.from(values) } as const;
  return volts === undefined ? chunk : { ...chunk, volts: Float64Array.from(volts) };
}

export function edge(timeS: number, direction: 'rising' | 'falling' | 'unknown' = 'falling', input = 0): TraceEvent {
  return { kind: 'edge', timeS, input, direction };
}

export function gap(first: number, count: number): TraceEvent {
  return { kind: 'gap', first, samples: count, why: 'test' };
}
