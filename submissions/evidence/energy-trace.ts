import { failure } from '../../harness/errors.ts';
import { eembcHeadBytes, eembcMagic } from '../../power/formats/eembc-energy.ts';
import { mlcommonsRateHz, mlcommonsTrace } from '../../power/formats/mlcommons-results.ts';
import { integrate, Integration } from '../../power/integration.ts';
import type { FileTree } from '../tree.ts';
import type { DerivedEnergyWindow, EnergyEvidence } from './energy.ts';
import type { LogEvidence, MeasuredWindow } from './evidence.ts';
import { median } from './figures.ts';
import type { PowerRecord } from './results-json.ts';

const joulesPerMicrojoule = 1e-6;
const mostTimestampBytes = 1 << 20;

/**
 * Integrates an EnergyRunner trace between its timestamps: the window of inference k lies between timestamps 2k − 1 and
 * 2k, the one before them all being the `timestamp` command.
 * @throws BenchError submission.unreadable where the trace or the timestamps are none
 */
export async function readEembcTrace(
  tree: FileTree,
  file: string,
  timestampsFile: string | undefined,
  log: LogEvidence | null,
): Promise<EnergyEvidence> {
  const timestampsS = timestampsFile === undefined ? [] : await readTimestamps(tree, timestampsFile);
  const { integration, sampleRateHz, samples, oddSamples } = await readSamples(tree, file, timestampsS);
  const { intervals } = integration.finish();
  const runs = (log?.windows ?? []).filter((window) => window.iterations !== null);
  const whole = Math.floor(intervals.length / 2);
  const windows: DerivedEnergyWindow[] = [];
  for (let index = 0; index < whole; index++) {
    const interval = intervals[2 * index + 1];
    if (interval === undefined) break;
    const energyUj = interval.measuredJ / joulesPerMicrojoule;
    const { startS, endS, samples: count } = interval;
    const run = windowAt(runs, index, whole);
    windows.push(windowOf(index, { file, line: null }, run, startS, endS, count, energyUj));
  }
  return {
    ...{ from: 'trace', file, sampleRateHz, samples, oddSamples },
    voltageV: log?.voltageMv == null ? null : log.voltageMv / 1000,
    monitor: log?.monitor?.kind ?? null,
    ...{ timestampsS, windows },
    energyUj: medianEnergy(windows),
  };
}

/** Integrates the samples between the last two edges of each entry of results.json. */
export async function energyOfRecords(
  power: readonly (PowerRecord | null)[],
  runs: readonly MeasuredWindow[],
  file: string,
): Promise<EnergyEvidence | null> {
  if (power.every((record) => record === null)) return null;
  const windows: DerivedEnergyWindow[] = [];
  let [samples, oddSamples] = [0, 0];
  let voltageV: number | null = null;
  for (const [index, record] of power.entries()) {
    const window = record?.window ?? null;
    if (window === null) continue;
    const { samplesJ, sampleRateHz, startIndex, endIndex } = window;
    voltageV ??= window.voltageV;
    samples += samplesJ.length;
    oddSamples += samplesJ.reduce((sum, joules) => (joules >= 0 ? sum : sum + 1), 0);
    const cutsS = [startIndex / sampleRateHz, endIndex / sampleRateHz];
    const { intervals } = await integrate(mlcommonsTrace(window, file), { cutsS });
    const [interval] = intervals;
    if (interval === undefined || startIndex === endIndex) continue;
    const { startS, endS, measuredJ } = interval;
    const run = runs[index];
    const energyUj = measuredJ / joulesPerMicrojoule;
    windows.push(windowOf(index, { file, line: null }, run, startS, endS, interval.samples, energyUj));
  }
  return {
    ...{ from: 'results.json', file, sampleRateHz: mlcommonsRateHz, samples, oddSamples },
    ...{ voltageV, monitor: null, timestampsS: [], windows },
    energyUj: medianEnergy(windows),
  };
}

/** Window and inference belong together by their order; where their numbers differ, only what all inferences share does. */
function windowAt(
  runs: readonly MeasuredWindow[],
  index: number,
  windows: number,
): Partial<MeasuredWindow> | undefined {
  if (runs.length === windows) return runs[index];
  const iterations = new Set(runs.map((run) => run.iterations));
  const [only = null] = iterations;
  return iterations.size === 1 ? { iterations: only } : undefined;
}

/** A window of a trace with the inferences in it. */
export function windowOf(
  index: number,
  place: DerivedEnergyWindow['place'],
  run: Partial<MeasuredWindow> | undefined,
  startS: number,
  endS: number,
  samples: number,
  energyUj: number,
): DerivedEnergyWindow {
  const iterations = run?.iterations ?? null;
  const energyPerInferenceUj = iterations === null || iterations === 0 ? null : energyUj / iterations;
  const seconds = endS - startS;
  return {
    index,
    place,
    input: run?.input ?? null,
    iterations,
    startS,
    endS,
    seconds,
    samples,
    energyUj,
    energyPerInferenceUj,
  };
}

/** The figure of an energy run, microjoules an inference; null without windows. */
export function medianEnergy(windows: readonly DerivedEnergyWindow[]): number | null {
  return median(windows.flatMap(({ energyPerInferenceUj }) => energyPerInferenceUj ?? []));
}

async function readSamples(
  tree: FileTree,
  file: string,
  cutsS: readonly number[],
): Promise<{ integration: Integration; sampleRateHz: number; samples: number; oddSamples: number }> {
  let samples = 0;
  let oddSamples = 0;
  let sampleRateHz = Number.NaN;
  let integration: Integration | undefined;
  let rest: Uint8Array = new Uint8Array(0);
  for await (const piece of tree.open(file)) {
    let bytes: Uint8Array = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    if (integration === undefined) {
      if (bytes[0] !== eembcMagic) break;
      if (bytes.length >= eembcHeadBytes) {
        sampleRateHz = new DataView(bytes.buffer, bytes.byteOffset).getFloat32(1, true);
        if (!(sampleRateHz > 0 && sampleRateHz < Infinity)) break;
        const head = { source: file, kind: 'eembc', sampleRateHz, quantity: 'energy' as const, voltageV: null };
        integration = new Integration(head, { cutsS });
        bytes = bytes.subarray(eembcHeadBytes);
      }
    }
    const count = integration === undefined ? 0 : Math.floor(bytes.length / 4);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const values = new Float64Array(count);
    for (let index = 0; index < count; index++) {
      const microjoules = view.getFloat32(4 * index, true);
      values[index] = microjoules * joulesPerMicrojoule;
      if (!(microjoules >= 0 && microjoules < Infinity)) oddSamples++;
    }
    integration?.push({ kind: 'samples', first: samples, values });
    samples += count;
    rest = Uint8Array.prototype.slice.call(bytes, 4 * count);
  }
  if (integration === undefined) {
    throw failure('submission.unreadable', { file, problem: 'it is no trace: 0xF1 and a sample rate were expected' });
  }
  return { integration, sampleRateHz, samples, oddSamples };
}

async function readTimestamps(tree: FileTree, file: string): Promise<readonly number[]> {
  const fail = (problem: string): Error => failure('submission.unreadable', { file, problem });
  let value: unknown;
  try {
    value = JSON.parse(await tree.readText(file, mostTimestampBytes));
  } catch (cause) {
    throw cause instanceof SyntaxError ? fail(`it is no JSON (${cause.message})`) : cause;
  }
  if (!Array.isArray(value)) throw fail('it is no JSON list');
  let before = -Infinity;
  return value.map((time: unknown, index) => {
    if (typeof time !== 'number' || !Number.isFinite(time)) throw fail(`entry ${index} is no number`);
    if (time < before) throw fail(`entry ${index} is before the one in front of it`);
    before = time;
    return time;
  });
}
