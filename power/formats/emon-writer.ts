import { open } from 'node:fs/promises';
import { diskFailure } from '../../harness/disk-failure.ts';
import { BenchError } from '../../harness/errors.ts';
import type { SampleChunk, Trace, TraceEvent, TraceHead } from '../trace.ts';

/** Characters written at a time, about. */
const blockLength = 65_536;

const columnOf = { current: 'i_A', power: 'p_W', energy: 'e_J' } as const;

/**
 * A trace as `#emon` lines. A float32 is written with the nine digits that tell it from its neighbours. A lost sample is
 * a row of `nan`, or is counted at the end where rows have times and its own is not known. Marks have no line.
 * @returns the lines, in pieces of some 64 KiB
 * @throws BenchError what reading the trace throws, behind what came before, and without `#end`
 */
export async function* emonText(trace: Trace): AsyncGenerator<string, void> {
  let lines: EmonLines | undefined;
  const early: TraceEvent[] = [];
  let text = '';
  try {
    for await (const event of trace.events()) {
      if (lines === undefined && event.kind !== 'samples') {
        early.push(event);
        continue;
      }
      if (lines === undefined) {
        lines = new EmonLines(trace.head, event.kind === 'samples' && event.volts !== undefined);
        text = lines.head + [...lines.of(early)].join('');
      }
      for (const piece of lines.of([event])) {
        text += piece;
        if (text.length < blockLength) continue;
        yield text;
        text = '';
      }
    }
  } catch (error) {
    yield text;
    throw error;
  }
  if (lines === undefined) {
    lines = new EmonLines(trace.head, false);
    text = lines.head + [...lines.of(early)].join('');
  }
  yield text + lines.end;
}

/**
 * Writes a trace as a file of `#emon` lines.
 * @throws BenchError disk.full, disk.failed; what reading the trace throws: then the file holds what came before
 */
export async function writeEmon(trace: Trace, file: string): Promise<void> {
  try {
    const handle = await open(file, 'w');
    try {
      for await (const text of emonText(trace)) await handle.write(text);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw cause instanceof BenchError ? cause : diskFailure(file, cause);
  }
}

class EmonLines {
  readonly head: string;
  readonly #hasTimes: boolean;
  readonly #hasVolts: boolean;
  #rows = 0;
  #dropped = 0;

  constructor({ sampleRateHz, quantity, voltageV }: TraceHead, hasVolts: boolean) {
    this.#hasTimes = sampleRateHz === null;
    this.#hasVolts = hasVolts && quantity === 'current';
    const columns = [...(this.#hasTimes ? ['t_us'] : []), columnOf[quantity], ...(this.#hasVolts ? ['v_V'] : [])].join(
      '|',
    );
    this.head = `#emon,1,fs=${sampleRateHz ?? 0},cols=${columns},v=${voltageV ?? ''}\n`;
  }

  get end(): string {
    return `#end,${this.#rows},${this.#dropped}\n`;
  }

  *of(events: readonly TraceEvent[]): Generator<string, void> {
    for (const event of events) {
      if (event.kind === 'samples') yield* this.#samples(event);
      if (event.kind === 'gap') yield* this.#gap(event.samples);
      if (event.kind === 'edge') yield this.#edge(event.timeS, event.direction);
    }
  }

  *#samples({ values, volts, timesS }: SampleChunk): Generator<string, void> {
    this.#rows += values.length;
    for (let index = 0; index < values.length; index += 1) {
      let row = written(values, index);
      if (this.#hasTimes) row = `${microseconds(timesS?.[index] ?? NaN)},${row}`;
      if (this.#hasVolts) row += `,${volts === undefined ? 'nan' : written(volts, index)}`;
      yield `${row}\n`;
    }
  }

  *#gap(samples: number): Generator<string, void> {
    if (this.#hasTimes) {
      this.#dropped += samples;
      return;
    }
    this.#rows += samples;
    const row = this.#hasVolts ? 'nan,nan\n' : 'nan\n';
    for (let left = samples; left > 0; left -= 1) yield row;
  }

  #edge(timeS: number, direction: string): string {
    const name = direction === 'falling' ? 'fal' : direction === 'rising' ? 'ris' : 'unknown';
    return `!,${microseconds(timeS)},${this.#rows},${name}\n`;
  }
}

function written(values: Float32Array | Float64Array, index: number): string {
  const value = values[index] ?? NaN;
  if (Number.isNaN(value)) return 'nan';
  return values instanceof Float32Array ? String(Number(value.toPrecision(9))) : String(value);
}

/** To a thousandth, which is enough for any instrument. */
function microseconds(timeS: number): string {
  return String(Math.round(timeS * 1e9) / 1e3);
}
