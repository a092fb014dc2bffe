import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failure } from '../../harness/errors.ts';
import type { Trace, TraceEvent } from '../trace.ts';
import { beginningOf, blocksOf, openFile } from './byte-source.ts';
import type { OpenBytes } from './byte-source.ts';
import { expectWithin, readTimestamps } from './timestamps.ts';

/** The first byte of a `trace1-energy.bin`. */
export const eembcMagic = 0xf1;

/** The magic, and the sample rate as float32. */
export const eembcHeadBytes = 5;

/** Samples in a chunk, at most: as float64 they stay in a core's own cache. */
const chunkSamples = 16_384;

const joulesPerMicrojoule = 1e-6;

/** Where the edges are from. */
export interface EembcEnergyOptions {
  /** A file with a JSON list of seconds; without it `trace1-timestamps.json` beside the trace, if that is there. */
  readonly timestamps?: string | undefined;
  readonly openBytes?: OpenBytes;
}

/**
 * EnergyRunner's `trace1-energy.bin`: 0xF1, the sample rate as float32, then the microjoules of each sample as float32,
 * all little-endian. Its samples are given in joules; its edges come up to a sample early, for its own way of counting
 * time (see integration.ts) rounds otherwise than a product does.
 *
 * Timestamps beyond the end of the trace are an error at its end, so that the windows before can be used.
 * @throws BenchError trace.unknown where it is none, trace.edges where the timestamps are wrong
 */
export async function readEembcEnergy(file: string, options: EembcEnergyOptions = {}): Promise<Trace> {
  const openBytes = options.openBytes ?? ((): ReturnType<OpenBytes> => openFile(file));
  const head = await beginningOf(openBytes, eembcHeadBytes);
  const fail = (problem: string): Error => failure('trace.unknown', { file, problem });
  if (head.length === 0) throw fail('it is empty');
  if (head[0] !== eembcMagic) throw fail('it does not begin with the byte 0xF1 of a trace1-energy.bin');
  if (head.length < eembcHeadBytes) throw fail('it ends before its sample rate');
  const sampleRateHz = new DataView(head.buffer, head.byteOffset).getFloat32(1, true);
  if (!(sampleRateHz > 0 && sampleRateHz < Infinity)) throw fail(`its sample rate is ${sampleRateHz} Hz`);
  const timestampsFile = options.timestamps ?? timestampsBeside(file);
  const timesS = timestampsFile === undefined ? [] : await readTimestamps(timestampsFile);
  return {
    head: { source: file, kind: 'eembc', sampleRateHz, quantity: 'energy', voltageV: null },
    async *events() {
      const samples = yield* eventsOf(openBytes, sampleRateHz, timesS);
      if (!Number.isInteger(samples)) {
        const place = `sample ${Math.floor(samples)}`;
        throw failure('trace.broken', { file, place, problem: 'the file ends within that sample' });
      }
      // The edge that ends the last window may be in the sample under way when the trace ended.
      expectWithin(timesS, (samples + 1) / sampleRateHz, timestampsFile ?? file);
    },
  };
}

/** @returns how many samples there were, with the part of one that was cut off */
async function* eventsOf(
  openBytes: OpenBytes,
  sampleRateHz: number,
  timesS: readonly number[],
): AsyncGenerator<TraceEvent, number> {
  const joules = new Float64Array(chunkSamples);
  let sample = 0;
  let edge = 0;
  let cutBytes = 0;
  for await (const block of blocksOf(openBytes, eembcHeadBytes)) {
    const count = Math.floor(block.length / 4);
    cutBytes = block.length % 4;
    const microjoules = new Float32Array(block.buffer, block.byteOffset, count);
    for (let at = 0; at < count;) {
      for (; edge < timesS.length && edgeSample(timesS, edge, sampleRateHz) <= sample; edge += 1) {
        yield { kind: 'edge', timeS: timesS[edge] ?? NaN, input: 0, direction: 'unknown' };
      }
      const untilEdge = edgeSample(timesS, edge, sampleRateHz) - sample;
      const length = Math.min(chunkSamples, count - at, untilEdge);
      for (let index = 0; index < length; index += 1) {
        joules[index] = (microjoules[at + index] ?? NaN) * joulesPerMicrojoule;
      }
      yield { kind: 'samples', first: sample, values: joules.subarray(0, length) };
      at += length;
      sample += length;
    }
  }
  for (; edge < timesS.length && edgeSample(timesS, edge, sampleRateHz) <= sample; edge += 1) {
    yield { kind: 'edge', timeS: timesS[edge] ?? NaN, input: 0, direction: 'unknown' };
  }
  return sample + cutBytes / 4;
}

/** The sample before which an edge is given; infinite behind the last edge. */
function edgeSample(timesS: readonly number[], edge: number, sampleRateHz: number): number {
  return Math.floor((timesS[edge] ?? Infinity) * sampleRateHz);
}

function timestampsBeside(file: string): string | undefined {
  const path = join(dirname(file), 'trace1-timestamps.json');
  return existsSync(path) ? path : undefined;
}
