import { BenchError, failure } from '../../harness/errors.ts';
import { mlcommonsWindow } from '../../power/formats/mlcommons-results.ts';
import type { MlcommonsWindow } from '../../power/formats/mlcommons-results.ts';
import { parsePythonJson } from '../../power/formats/python-json.ts';
import { baseName, lapElapsed } from './eembc-windows.ts';
import type { MeasuredWindow } from './evidence.ts';

/** One entry of results.json, as far as it is what it should be. */
export interface ResultsJson {
  readonly windows: readonly MeasuredWindow[];
  /** The trace of each window of an energy run; null where the entry has none. */
  readonly power: readonly (PowerRecord | null)[];
  readonly streaming: StreamingRecord | null;
  /** Entries, or parts of them, that could not be read. */
  readonly problems: readonly string[];
}

/** The trace of a window; its window is null where it has no two edges, or samples that are none. */
export interface PowerRecord {
  readonly window: MlcommonsWindow | null;
}

export interface StreamingRecord {
  readonly detectionsMs: readonly number[];
  readonly detectionWindowsS: readonly (readonly [number, number])[];
  readonly pulseStartsS: readonly number[];
  readonly pulseStopsS: readonly number[];
}

const mostProblems = 20;

/**
 * Reads the results.json of the MLCommons runner (or of this program): a list with one entry for each window.
 * @throws BenchError submission.unreadable where it is no JSON list
 */
export function readResultsJson(text: string, file: string): ResultsJson {
  const list = parse(text, file);
  const problems: string[] = [];
  const note = (problem: string): void => {
    if (problems.length < mostProblems) problems.push(problem);
  };
  const windows: MeasuredWindow[] = [];
  const power: (PowerRecord | null)[] = [];
  const takePower = (entry: Json, index: number): void => {
    try {
      const window = mlcommonsWindow(entry, index, file);
      power.push(window === null ? null : { window });
    } catch (error) {
      if (!(error instanceof BenchError)) throw error;
      note(error.message);
      power.push({ window: null });
    }
  };
  let streaming: StreamingRecord | null = null;
  const segments = new Map<string, number>();
  for (const [index, entry] of list.entries()) {
    if (!isObject(entry) || !isObject(entry['infer'])) {
      note(`entry ${index} has no "infer"`);
      continue;
    }
    const infer = entry['infer'];
    if (Array.isArray(infer['detections'])) {
      streaming ??= streamingOf(infer, entry['dutycycle']);
      takePower(entry, index);
      continue;
    }
    const path = typeof entry['file'] === 'string' ? entry['file'] : null;
    const segment = segments.get(path ?? '') ?? 0;
    segments.set(path ?? '', segment + 1);
    windows.push(windowOf(file, entry, infer, path, segment));
    takePower(entry, index);
    if (infer['results'] !== undefined && numbers(infer['results']) === null) {
      note(`the results of entry ${index} are not finite numbers`);
    }
  }
  return { windows, power, streaming, problems };
}

function windowOf(file: string, entry: Json, infer: Json, path: string | null, segment: number): MeasuredWindow {
  const startLapUs = number(infer['start_time']);
  const endLapUs = number(infer['end_time']);
  const laps =
    startLapUs === null || endLapUs === null
      ? { elapsedUs: null, hasWrapped: false }
      : lapElapsed(startLapUs, endLapUs);
  return {
    place: { file, line: null },
    input: path === null ? null : baseName(path),
    inputPath: path,
    segment,
    label: number(entry['class']),
    warmups: number(infer['warmups']),
    iterations: number(infer['iterations']),
    ...{ startLapUs, endLapUs },
    ...laps,
    resolutionUs: 1,
    hostElapsedUs: null,
    results: numbers(infer['results']),
    resultsLine: null,
  };
}

function streamingOf(infer: Json, dutyCycle: unknown): StreamingRecord {
  const pulses = isObject(dutyCycle) ? dutyCycle : {};
  const windows = Array.isArray(infer['detection_windows']) ? infer['detection_windows'] : [];
  return {
    detectionsMs: numbers(infer['detections']) ?? [],
    detectionWindowsS: windows.flatMap((window: unknown): [number, number][] => {
      const [from, to] = numbers(window) ?? [];
      return from === undefined || to === undefined ? [] : [[from, to]];
    }),
    pulseStartsS: numbers(pulses['start_times_s']) ?? [],
    pulseStopsS: numbers(pulses['stop_times_s']) ?? [],
  };
}

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A finite number, or a text of one, as the runner writes classes. */
function number(value: unknown): number | null {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : null;
}

function numbers(value: unknown): number[] | null {
  if (!Array.isArray(value)) return null;
  return value.every((entry): entry is number => typeof entry === 'number' && Number.isFinite(entry)) ? value : null;
}

function parse(text: string, file: string): readonly unknown[] {
  let value: unknown;
  try {
    value = parsePythonJson(text);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw failure('submission.unreadable', { file, problem: `it is no JSON (${problem})` }, { cause });
  }
  if (!Array.isArray(value)) throw failure('submission.unreadable', { file, problem: 'it is no JSON list' });
  return value;
}
