import { failure } from '../../harness/errors.ts';
import type { SampleChunk, Trace, TraceEvent, TraceHead } from '../trace.ts';
import { textOf } from './byte-source.ts';

/**
 * The edges of a trace from a file beside it: a JSON list of seconds, the first of the `timestamp` command, as
 * EnergyRunner writes it into `trace1-timestamps.json`.
 * @returns seconds from the start of the trace, in order
 * @throws BenchError trace.edges, naming the place in the list and the value; file.missing
 */
export async function readTimestamps(file: string): Promise<number[]> {
  const fail = (problem: string, cause?: unknown): Error => failure('trace.edges', { file, problem }, { cause });
  const text = await textOf(file);
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (cause) {
    throw fail(`it is no JSON (${cause instanceof Error ? cause.message : String(cause)})`, cause);
  }
  if (!Array.isArray(read)) throw fail('it is no list of seconds');
  const times: number[] = [];
  for (const [index, value] of (read as readonly unknown[]).entries()) {
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
      throw fail(`timestamp ${index} is ${JSON.stringify(value)}, not a number of seconds`);
    }
    const before = times.at(-1);
    if (before !== undefined && value < before) {
      throw fail(`timestamp ${index} is ${value} s, before timestamp ${index - 1} at ${before} s`);
    }
    times.push(value);
  }
  return times;
}

/**
 * Checks that the edges of a trace lie within it.
 * @throws BenchError trace.edges, naming the first one beyond its end and where that is
 */
export function expectWithin(timesS: readonly number[], endS: number, file: string): void {
  const index = timesS.findIndex((timeS) => timeS > endS);
  if (index === -1) return;
  const problem = `timestamp ${index} is ${timesS[index] ?? NaN} s, but the trace ends at ${endS} s`;
  throw failure('trace.edges', { file, problem });
}

/**
 * A trace with the edges of a list in place of its own. Each comes up to a sample early, never late.
 * @param file that the list is from, for messages
 */
export function withTimestamps(trace: Trace, timesS: readonly number[], file: string): Trace {
  return {
    head: trace.head,
    async *events() {
      let edge = 0;
      let endS = 0;
      for await (const event of trace.events()) {
        if (event.kind === 'edge') continue;
        if (event.kind !== 'samples') {
          yield event;
          continue;
        }
        const { values } = event;
        for (let from = 0; from < values.length;) {
          while (edge < timesS.length && sampleAt(timesS[edge], event, trace.head) <= from) {
            yield edgeAt(timesS[edge]);
            edge += 1;
          }
          const to = Math.min(values.length, sampleAt(timesS[edge], event, trace.head));
          yield partOf(event, from, to);
          from = to;
        }
        endS = endOf(event, trace.head);
      }
      for (; edge < timesS.length && (timesS[edge] ?? NaN) <= endS; edge += 1) yield edgeAt(timesS[edge]);
      expectWithin(timesS, endS, file);
    },
  };
}

function edgeAt(timeS = NaN): TraceEvent {
  return { kind: 'edge', timeS, input: 0, direction: 'unknown' };
}

/** The place in a chunk before which an edge is given; infinite where there is no edge, or it is behind the chunk. */
function sampleAt(edgeS: number | undefined, { first, values, timesS }: SampleChunk, head: TraceHead): number {
  if (edgeS === undefined) return Infinity;
  if (head.sampleRateHz !== null) return Math.floor(edgeS * head.sampleRateHz) - first;
  const found = timesS?.findIndex((timeS) => timeS >= edgeS) ?? -1;
  return found === -1 ? values.length + 1 : found;
}

function partOf(chunk: SampleChunk, from: number, to: number): SampleChunk {
  if (from === 0 && to === chunk.values.length) return chunk;
  const { volts, timesS } = chunk;
  return {
    ...chunk,
    first: chunk.first + from,
    values: chunk.values.subarray(from, to),
    ...(volts === undefined ? {} : { volts: volts.subarray(from, to) }),
    ...(timesS === undefined ? {} : { timesS: timesS.subarray(from, to) }),
  };
}

/** Where a trace ends as far as it is known: a sample's period behind the last one, where it has a period. */
function endOf({ first, values, timesS }: SampleChunk, { sampleRateHz }: TraceHead): number {
  return sampleRateHz === null ? (timesS?.at(-1) ?? 0) : (first + values.length) / sampleRateHz;
}
