import { failure } from '../../harness/errors.ts';
import type { Trace, TraceEvent, TraceHead } from '../trace.ts';
import { beginningOf, blocksOf, openFile, type OpenBytes } from './byte-source.ts';
import { dlogHead, mostHeadBytes, type DlogHead } from './dlog-head.ts';

export interface DlogOptions {
  /** The output whose current is taken; else the first whose current was logged. */
  readonly channel?: number | undefined;
  /** The supply, for a log without voltage. */
  readonly voltageV?: number | undefined;
}

/**
 * Reads a Keysight data log (.dlog of an N6705 or N6715): the current of one output, with its voltage where that was
 * logged. It has no edges. What the instrument gives for a value it does not have becomes NaN.
 * @throws BenchError trace.unknown, trace.broken (also from the events, where the last sample is cut off)
 */
export function readDlog(file: string, options: DlogOptions = {}): Promise<Trace> {
  return readDlogFrom(() => openFile(file), file, options);
}

/** The same from the bytes of a log, as an instrument sends them. */
export function parseDlog(bytes: Uint8Array, source: string, options: DlogOptions = {}): Promise<Trace> {
  const open: OpenBytes = () =>
    Promise.resolve({
      size: bytes.length,
      read(target, position) {
        const part = bytes.subarray(position, position + target.length);
        target.set(part);
        return Promise.resolve(part.length);
      },
      close: () => Promise.resolve(),
    });
  return readDlogFrom(open, source, options);
}

async function readDlogFrom(open: OpenBytes, source: string, options: DlogOptions): Promise<Trace> {
  const log = dlogHead(await beginningOf(open, mostHeadBytes));
  if ('problem' in log) throw failure('trace.unknown', { file: source, problem: log.problem });
  const currents = log.columns.filter(({ quantity }) => quantity === 'current');
  const channel = options.channel ?? currents[0]?.channel;
  const values = columnOf(log, channel, 'current');
  if (values < 0) {
    const wanted = options.channel === undefined ? 'no current' : `no current of output ${options.channel}`;
    throw failure('trace.unknown', { file: source, problem: `it holds ${wanted}` });
  }
  const volts = columnOf(log, channel, 'voltage');
  const head: TraceHead = {
    source,
    kind: 'dlog',
    sampleRateHz: 1 / log.intervalS,
    quantity: 'current',
    voltageV: volts < 0 ? (options.voltageV ?? null) : null,
  };
  return { head, events: () => eventsOf(open, source, log, values, volts) };
}

function columnOf(log: DlogHead, channel: number | undefined, quantity: 'voltage' | 'current'): number {
  return log.columns.findIndex((column) => column.channel === channel && column.quantity === quantity);
}

/** @param values which number of a sample is the current; @param volts which is the voltage, -1 where none */
async function* eventsOf(
  open: OpenBytes,
  source: string,
  { columns, samplesAt }: DlogHead,
  values: number,
  volts: number,
): AsyncGenerator<TraceEvent> {
  const sampleBytes = 4 * columns.length;
  let rest: Uint8Array = new Uint8Array(0);
  let first = 0;
  for await (const block of blocksOf(open, samplesAt)) {
    // A block may end within a sample; the next one then begins there.
    const bytes = rest.length === 0 ? block : Buffer.concat([rest, block]);
    const count = Math.floor(bytes.length / sampleBytes);
    const column = columnReader(bytes, sampleBytes, count);
    const chunk = { kind: 'samples', first, values: column(values) } as const;
    if (count > 0) yield volts < 0 ? chunk : { ...chunk, volts: column(volts) };
    first += count;
    rest = new Uint8Array(bytes.subarray(count * sampleBytes));
  }
  if (rest.length > 0) {
    const place = `byte ${samplesAt + first * sampleBytes}`;
    throw failure('trace.broken', { file: source, place, problem: 'the file ends within a sample' });
  }
}

/** No voltage or current is as high as this: the instrument gives 9.91e37 for a value it does not have. */
const mostValue = 1e6;

function columnReader(bytes: Uint8Array, sampleBytes: number, count: number): (column: number) => Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (column) => {
    const values = new Float32Array(count);
    for (let sample = 0; sample < count; sample += 1) {
      const value = view.getFloat32(sample * sampleBytes + 4 * column, false);
      values[sample] = Math.abs(value) <= mostValue ? value : NaN;
    }
    return values;
  };
}
