import { failure } from '../../harness/errors.ts';
import type { TraceHead } from '../trace.ts';
import type { Recorder } from './instrument.ts';

/** Samples that are delivered at a time. */
const chunkSamples = 65_536;
/** How far the interval in a log may be off the period that was read back: what its digits leave open. */
const intervalTolerance = 1e-4;

/**
 * Gives a recorder what a fetched data log holds of one channel.
 * @param bytes the log, or the beginning of one
 * @returns how many samples there are
 * @throws BenchError instrument.reply where it is no data log of this recording
 */
export function deliverLog(
  bytes: Uint8Array,
  channel: number,
  { recorder, head }: { readonly recorder: Recorder; readonly head: TraceHead },
): number {
  const log = readLog(bytes, channel);
  if (typeof log === 'string') throw unreadable(head.source, log);
  const deviation = log.intervalS * (head.sampleRateHz ?? NaN) - 1;
  if (!(Math.abs(deviation) < intervalTolerance)) {
    throw unreadable(head.source, `a data log with an interval of ${log.intervalS} s`);
  }
  const values = new Float32Array(chunkSamples);
  const volts = new Float32Array(chunkSamples);
  for (let first = 0; first < log.samples; first += chunkSamples) {
    const count = Math.min(chunkSamples, log.samples - first);
    for (let index = 0; index < count; index += 1) {
      values[index] = log.ampereAt(first + index);
      if (log.voltAt !== null) volts[index] = log.voltAt(first + index);
    }
    recorder.record({
      kind: 'samples',
      first,
      values: values.subarray(0, count),
      ...(log.voltAt === null ? {} : { volts: volts.subarray(0, count) }),
    });
  }
  return log.samples;
}

function unreadable(monitor: string, reply: string): Error {
  return failure('instrument.reply', { monitor, command: 'MMEM:DATA:DEF?', reply });
}

interface Log {
  readonly intervalS: number;
  readonly samples: number;
  readonly ampereAt: (sample: number) => number;
  readonly voltAt: ((sample: number) => number) | null;
}

/** Bytes between the description and the samples. */
const separatorBytes = 8;

/** The log, or what is wrong with it. A sample that is not whole at the end is left out. */
function readLog(bytes: Uint8Array, channel: number): Log | string {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const endTag = '</dlog>\n';
  const end = whole.indexOf(endTag);
  if (end < 0) return 'a file without </dlog>';
  const head = whole.toString('latin1', 0, end);
  const intervalS = Number(/<tint>([^<]*)<\/tint>/.exec(head)?.[1] ?? NaN);
  if (!(intervalS > 0)) return 'a data log without its interval';
  const columns = [...head.matchAll(/<channel id="(\d+)">(.*?)<\/channel>/gs)].flatMap(([, id, element = '']) =>
    ['volt', 'curr'].filter((name) => element.includes(`<sense_${name}>1<`)).map((name) => `${name}${id ?? ''}`),
  );
  const amperes = columns.indexOf(`curr${channel}`);
  const volts = columns.indexOf(`volt${channel}`);
  if (amperes < 0) return `a data log without the current of channel ${channel}`;
  const from = end + endTag.length + separatorBytes;
  const at = (column: number) => (sample: number) => whole.readFloatBE(from + 4 * (sample * columns.length + column));
  return {
    intervalS,
    samples: Math.max(0, Math.floor((whole.length - from) / (4 * columns.length))),
    ampereAt: at(amperes),
    voltAt: volts < 0 ? null : at(volts),
  };
}
