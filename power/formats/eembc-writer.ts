import { open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { diskFailure } from '../../harness/disk-failure.ts';
import { BenchError } from '../../harness/errors.ts';
import { lapTimesS } from '../laps.ts';
import type { Trace, TraceEdge } from '../trace.ts';
import { eembcHeadBytes, eembcMagic } from './eembc-energy.ts';
import { energyBins } from './energy-bins.ts';

/** The rate of all published files. */
const usualRateHz = 1000;

/** Samples written at a time. */
const blockSamples = 65_536;

export interface WrittenEembcEnergy {
  readonly samples: number;
  /** Seconds of the laps, as they were written into `timestampsFile`. */
  readonly timesS: readonly number[];
  readonly timestampsFile: string;
}

/**
 * Writes a trace as EnergyRunner does: `file` with the microjoules of each period, and `trace1-timestamps.json` beside
 * it with the laps, to the microsecond. A period of which a part was lost is NaN.
 * @throws BenchError disk.full, disk.failed, usage.option where a current has no voltage; what reading the trace
 * throws: then both files hold what came before
 */
export async function writeEembcEnergy(
  trace: Trace,
  file: string,
  sampleRateHz = usualRateHz,
): Promise<WrittenEembcEnergy> {
  const edges: TraceEdge[] = [];
  const timestampsFile = join(dirname(file), 'trace1-timestamps.json');
  try {
    const { samples, problem } = await writeBins(file, sampleRateHz, energyBins(listening(trace, edges), sampleRateHz));
    const timesS = lapTimesS(edges).map((timeS) => Math.round(timeS * 1e6) / 1e6);
    await writeFile(timestampsFile, `${JSON.stringify(timesS, null, '\t')}\n`);
    if (problem !== undefined) throw problem;
    return { samples, timesS, timestampsFile };
  } catch (cause) {
    throw cause instanceof BenchError ? cause : diskFailure(file, cause);
  }
}

/** The same trace, with its edges kept as they pass. */
function listening(trace: Trace, edges: TraceEdge[]): Trace {
  return {
    head: trace.head,
    async *events() {
      for await (const event of trace.events()) {
        if (event.kind === 'edge') edges.push(event);
        yield event;
      }
    },
  };
}

async function writeBins(
  file: string,
  sampleRateHz: number,
  bins: AsyncIterable<readonly number[]>,
): Promise<{ samples: number; problem: BenchError | undefined }> {
  const handle = await open(file, 'w');
  let samples = 0;
  let problem: BenchError | undefined;
  try {
    const head = new DataView(new ArrayBuffer(eembcHeadBytes));
    head.setUint8(0, eembcMagic);
    head.setFloat32(1, sampleRateHz, true);
    await handle.write(new Uint8Array(head.buffer));
    const block = new Float32Array(blockSamples);
    let held = 0;
    const flush = async (): Promise<void> => {
      await handle.write(new Uint8Array(block.buffer, 0, 4 * held));
      samples += held;
      held = 0;
    };
    try {
      for await (const someJ of bins) {
        for (const energyJ of someJ) {
          block[held] = energyJ * 1e6;
          held += 1;
          if (held === blockSamples) await flush();
        }
      }
    } catch (cause) {
      // A trace that breaks off is written as far as it goes; a full disk has nothing to add.
      if (!(cause instanceof BenchError)) throw cause;
      problem = cause;
    }
    await flush();
  } finally {
    await handle.close();
  }
  return { samples, problem };
}
