import { readFile } from 'node:fs/promises';
import { failure } from '../../harness/errors.ts';

/**
 * The edges of a trace from a file beside it: a JSON list of seconds, the first of the `timestamp` command, as
 * EnergyRunner writes it into `trace1-timestamps.json`.
 * @returns seconds from the start of the trace, in order
 * @throws BenchError trace.edges, naming the place in the list and the value
 */
export async function readTimestamps(file: string): Promise<number[]> {
  const fail = (problem: string, cause?: unknown): Error => failure('trace.edges', { file, problem }, { cause });
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw fail(cause instanceof Error ? cause.message : String(cause), cause);
  }
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
