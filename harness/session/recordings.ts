import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { readRecording } from '../../power/formats/recording-reader.ts';
import { lapTimesS } from '../../power/laps.ts';
import type { TraceEdge } from '../../power/trace.ts';
import { BenchError } from '../errors.ts';
import type { EnergyWindow, MonitorOpened } from './events.ts';

/**
 * What is wrong with the recording of a window: the file is missing, is another than the journal says, or does not hold
 * the edges that the window was cut at. Undefined where all is well.
 */
export async function recordingProblem(
  directory: string,
  window: EnergyWindow,
  monitor: MonitorOpened | undefined,
): Promise<string | undefined> {
  const { recording, edges, use } = window;
  if (recording === null) return use === 'counted' ? 'the window counts, and has no recording' : undefined;
  const path = join(directory, recording.file);
  const sha256 = await digestOf(path);
  if (sha256 === undefined) return 'the file is missing';
  if (sha256 !== recording.sha256) return 'the file is not what the journal gives the digest of';
  if (use !== 'counted') return undefined;
  if (edges === null) return 'the window counts, and has no edges';
  try {
    const { head } = await readRecording(path);
    if ((head.simulated === true) !== monitor?.simulated) {
      return `the recording says that it is ${head.simulated === true ? '' : 'not '}simulated, and the journal the contrary`;
    }
    if (edges.clock !== 'instrument') return undefined;
    const [startS, endS, ...more] = await lapsOf(path);
    const isSame = startS !== undefined && endS !== undefined && more.length === 0;
    if (isSame && startS * 1e6 === edges.startUs && endS * 1e6 === edges.endUs) return undefined;
    return `its edges are not at ${edges.startUs} and ${edges.endUs} us, where the journal cuts the window`;
  } catch (error) {
    if (error instanceof BenchError) return error.message;
    throw error;
  }
}

async function lapsOf(path: string): Promise<number[]> {
  const trace = await readRecording(path);
  const edges: TraceEdge[] = [];
  for await (const event of trace.events()) if (event.kind === 'edge') edges.push(event);
  return lapTimesS(edges);
}

async function digestOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const bytes of createReadStream(path)) hash.update(bytes as Uint8Array);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}
