import { BenchError, failure } from '../../harness/errors.ts';
import { parseDlog } from '../formats/dlog.ts';
import type { TraceHead } from '../trace.ts';
import type { Recorder } from './instrument.ts';

/** How far the interval in a log may be off the period that was read back: what its digits leave open. */
const intervalTolerance = 1e-4;

/**
 * Gives a recorder what a fetched data log holds of one channel. The last sample is left out where the log, or what came
 * of it, ends in the middle of it.
 * @param bytes the log, or the beginning of one
 * @returns how many samples there are
 * @throws BenchError instrument.reply where it is no data log of this recording
 */
export async function deliverLog(
  bytes: Uint8Array,
  channel: number,
  { recorder, head }: { readonly recorder: Recorder; readonly head: TraceHead },
): Promise<number> {
  let samples = 0;
  try {
    const log = await parseDlog(bytes, head.source, { channel });
    const ratio = (head.sampleRateHz ?? NaN) / (log.head.sampleRateHz ?? NaN);
    if (!(Math.abs(ratio - 1) < intervalTolerance)) {
      throw unreadable(head.source, `a data log of ${log.head.sampleRateHz ?? 0} samples a second`);
    }
    for await (const event of log.events()) {
      recorder.record(event);
      if (event.kind === 'samples') samples = event.first + event.values.length;
    }
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    if (error.code === 'trace.unknown') throw unreadable(head.source, String(error.details['problem']));
    if (error.code !== 'trace.broken') throw error;
  }
  return samples;
}

function unreadable(monitor: string, reply: string): Error {
  return failure('instrument.reply', { monitor, command: 'MMEM:DATA:DEF?', reply });
}
