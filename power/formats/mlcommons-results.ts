import { failure } from '../../harness/errors.ts';
import type { Trace, TraceEvent, TraceHead } from '../trace.ts';
import { textOf } from './byte-source.ts';
import { parsePythonJson } from './python-json.ts';

/**
 * The rate at which the MLCommons runner has its monitor sample. Its files do not say it; the times that it prints are
 * the indices of its edges times a millisecond.
 */
export const mlcommonsRateHz = 1000;

/** An edge of a window, as the monitor named it. */
export interface MlcommonsEdge {
  /** A count in the monitor's own form: `00`, `01`, … */
  readonly name: string;
  /** How many samples came before it. */
  readonly index: number;
}

/** What the MLCommons runner recorded of one input: a trace of its own. */
export interface MlcommonsWindow {
  /** Its place in the file, from 0. */
  readonly number: number;
  /** The input's file. */
  readonly file: string;
  /** Inferences between the last two edges; null where the file does not say. */
  readonly iterations: number | null;
  readonly voltageV: number | null;
  /** The file says that it was measured in a simulation. */
  readonly simulated: boolean;
  /** Joules of each sample; NaN where it was lost. */
  readonly samplesJ: Float64Array;
  readonly edges: readonly MlcommonsEdge[];
  /** The window: samples from `startIndex` on and before `endIndex`, between the last two edges. */
  readonly startIndex: number;
  readonly endIndex: number;
  readonly sampleRateHz: number;
}

/**
 * The windows in a `results.json` of the MLCommons runner in energy mode: for each input `power.samples` in joules and
 * `power.timestamps` as [name, index].
 * @throws BenchError trace.unknown where it is no such file, trace.edges where a window has no two edges within its
 * samples; both name the place; file.missing
 */
export async function readMlcommonsWindows(file: string): Promise<readonly MlcommonsWindow[]> {
  const entries = parsed(await textOf(file), file);
  if (!Array.isArray(entries)) throw failure('trace.unknown', { file, problem: 'it holds no list of results' });
  const windows = (entries as readonly unknown[]).flatMap(
    (entry, number) => mlcommonsWindow(entry, number, file) ?? [],
  );
  if (windows.length > 0) return windows;
  throw failure('trace.unknown', { file, problem: 'none of its results has a "power" section' });
}

/**
 * The window in entry `number` of a `results.json` that was parsed; null where the entry has no "power" section.
 * @throws BenchError trace.unknown, trace.edges as `readMlcommonsWindows`
 */
export function mlcommonsWindow(entry: unknown, number: number, file: string): MlcommonsWindow | null {
  const power = property(entry, 'power');
  return isObject(power) ? windowOf(entry, power, number, file) : null;
}

/** A window as a trace, with all of its edges. */
export function mlcommonsTrace(window: MlcommonsWindow, file: string): Trace {
  const { samplesJ, edges, sampleRateHz, voltageV, number, simulated } = window;
  const source = `${file} (result ${number})`;
  const head: TraceHead = { source, kind: 'mlcommons', sampleRateHz, quantity: 'energy', voltageV };
  return {
    head: simulated ? { ...head, simulated } : head,
    async *events() {
      await Promise.resolve();
      let first = 0;
      for (const { index } of edges) {
        if (index > first) yield chunk(samplesJ, first, index);
        yield { kind: 'edge', timeS: index / sampleRateHz, input: 0, direction: 'unknown' };
        first = index;
      }
      if (samplesJ.length > first) yield chunk(samplesJ, first, samplesJ.length);
    },
  };
}

function chunk(samplesJ: Float64Array, first: number, end: number): TraceEvent {
  return { kind: 'samples', first, values: samplesJ.subarray(first, end) };
}

function parsed(text: string, file: string): unknown {
  try {
    return parsePythonJson(text);
  } catch (cause) {
    const problem = `it is no JSON (${cause instanceof Error ? cause.message : String(cause)})`;
    throw failure('trace.unknown', { file, problem }, { cause });
  }
}

function windowOf(entry: unknown, power: object, number: number, file: string): MlcommonsWindow {
  const samples = property(power, 'samples');
  if (!Array.isArray(samples) || samples.length === 0) {
    throw failure('trace.unknown', { file, problem: `result ${number} has no power.samples` });
  }
  const samplesJ = Float64Array.from(samples as readonly unknown[], (value, index) => {
    if (value === null) return NaN;
    if (typeof value === 'number') return value;
    const problem = `sample ${index} of result ${number} is ${JSON.stringify(value)}, not a number of joules`;
    throw failure('trace.unknown', { file, problem });
  });
  const edges = edgesOf(power, number, samplesJ.length, file);
  const [start, end] = edges.slice(-2);
  if (start === undefined || end === undefined) {
    const problem = `result ${number} has ${edges.length} of the two timestamps of a window`;
    throw failure('trace.edges', { file, problem });
  }
  const infer = property(entry, 'infer');
  const iterations = property(infer, 'iterations');
  const voltageV = property(power, 'voltage');
  const input = property(entry, 'file');
  return {
    number,
    file: typeof input === 'string' ? input : '',
    iterations: typeof iterations === 'number' && iterations > 0 ? iterations : null,
    voltageV: typeof voltageV === 'number' ? voltageV : null,
    simulated: property(entry, 'simulated') === true,
    samplesJ,
    edges,
    startIndex: start.index,
    endIndex: end.index,
    sampleRateHz: mlcommonsRateHz,
  };
}

function edgesOf(power: object, number: number, samples: number, file: string): MlcommonsEdge[] {
  const timestamps = property(power, 'timestamps');
  const list: readonly unknown[] = Array.isArray(timestamps) ? timestamps : [];
  const edges: MlcommonsEdge[] = [];
  for (const [place, timestamp] of list.entries()) {
    const [name, index] = Array.isArray(timestamp) ? (timestamp as readonly unknown[]) : [];
    const shown = `timestamp ${place} of result ${number} is ${JSON.stringify(timestamp)}`;
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0) {
      throw failure('trace.edges', { file, problem: `${shown}, not the number of a sample` });
    }
    if (index > samples) throw failure('trace.edges', { file, problem: `${shown}, but there are ${samples} samples` });
    if (index < (edges.at(-1)?.index ?? 0)) {
      throw failure('trace.edges', { file, problem: `${shown}, before the one that it follows` });
    }
    edges.push({ name: String(name), index });
  }
  return edges;
}

function property(of: unknown, name: string): unknown {
  return isObject(of) ? Object.entries(of).find(([key]) => key === name)?.[1] : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
