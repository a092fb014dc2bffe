import type { SampleChunk, Trace, TraceEvent, TraceHead } from '../../../power/trace.ts';

/** All events of a trace, each with arrays of its own, and the error that ended them. */
export async function collect(trace: Trace): Promise<{ events: TraceEvent[]; error: unknown }> {
  const events: TraceEvent[] = [];
  try {
    for await (const event of trace.events()) events.push(ownEvent(event));
  } catch (error) {
    return { events, error };
  }
  return { events, error: undefined };
}

/** An event whose arrays are not used again. */
export function ownEvent(event: TraceEvent): TraceEvent {
  if (event.kind !== 'samples') return event;
  return {
    ...event,
    values: event.values.slice(),
    ...(event.volts === undefined ? {} : { volts: event.volts.slice() }),
    ...(event.timesS === undefined ? {} : { timesS: event.timesS.slice() }),
  };
}

/** A trace of given events. */
export function traceOf(head: Partial<TraceHead>, events: readonly TraceEvent[]): Trace {
  const whole: TraceHead = {
    source: 'made.up',
    kind: 'made',
    sampleRateHz: 1000,
    quantity: 'current',
    voltageV: 3,
    ...head,
  };
  return {
    head: whole,
    async *events() {
      await Promise.resolve();
      yield* events;
    },
  };
}

/** What a trace says, however its samples are cut into chunks: each sample by its number, and the rest in its place. */
export function meaningOf(events: readonly TraceEvent[]): unknown[] {
  return events.flatMap((event): unknown[] => (event.kind === 'samples' ? samplesOf(event) : [event]));
}

function samplesOf({ first, values, volts, timesS }: SampleChunk): unknown[] {
  return Array.from(values, (value, index) => [first + index, Math.fround(value), volts?.[index], timesS?.[index]]);
}
