import { existsSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { failure } from '../../harness/errors.ts';
import type { Trace } from '../trace.ts';
import { beginningOf, openFile } from './byte-source.ts';
import { readCsv } from './csv.ts';
import { readDlog } from './dlog.ts';
import { eembcMagic, readEembcEnergy } from './eembc-energy.ts';
import { emonMagic } from './emon-head.ts';
import { readEmon } from './emon.ts';
import { readJls } from './jls.ts';
import { readMlcommonsWindows } from './mlcommons-results.ts';
import type { MlcommonsWindow } from './mlcommons-results.ts';
import { readPpk2 } from './ppk2.ts';
import { recordingMagic } from './recording-layout.ts';
import { readRecording } from './recording-reader.ts';
import { readTimestamps, withTimestamps } from './timestamps.ts';

/** What a file does not say itself. */
export interface OpenTraceOptions {
  /** A file with the edges: a JSON list of seconds. */
  readonly timestamps?: string | undefined;
  /** What the columns of a CSV are. */
  readonly columns?: string | undefined;
  /** Volts at which a current is drawn. */
  readonly voltageV?: number | undefined;
}

/** One trace, or one for each window. */
export type OpenedTrace =
  | { readonly kind: 'trace'; readonly trace: Trace }
  | { readonly kind: 'windows'; readonly file: string; readonly windows: readonly MlcommonsWindow[] };

/** What a file can begin with, so that it is known. */
const beginningBytes = 512;
const zipMagic = 'PK\u0003\u0004';
const jlsMagic = 'jlsfmt';

/**
 * Opens a trace of any kind that is known, by what the file begins with. Of a folder the `trace1-energy.bin` in it is
 * taken, or the `results.json`.
 * @throws BenchError file.missing; trace.unknown where it is none; what the reader of its kind throws
 */
export async function openTrace(path: string, options: OpenTraceOptions = {}): Promise<OpenedTrace> {
  const file = fileIn(path);
  const bytes = await beginningOf(() => openFile(file), beginningBytes);
  const beginning = Buffer.from(bytes).toString('latin1');
  if (beginning === '') throw failure('trace.unknown', { file, problem: 'it is empty' });
  if (/^\s*\[/.test(beginning)) return { kind: 'windows', file, windows: await readMlcommonsWindows(file) };
  if (bytes[0] === eembcMagic) {
    return { kind: 'trace', trace: await readEembcEnergy(file, { timestamps: options.timestamps }) };
  }
  const trace = withVoltage(await readOther(file, beginning, options), options.voltageV);
  const { timestamps } = options;
  if (timestamps === undefined) return { kind: 'trace', trace };
  return { kind: 'trace', trace: withTimestamps(trace, await readTimestamps(timestamps), timestamps) };
}

function readOther(file: string, beginning: string, { columns, voltageV }: OpenTraceOptions): Promise<Trace> {
  if (beginning.startsWith(Buffer.from(recordingMagic).toString('latin1'))) return readRecording(file);
  if (beginning.startsWith(jlsMagic)) return readJls(file, { voltageV });
  if (beginning.startsWith(zipMagic)) return readPpk2(file, { voltageV });
  if (beginning.startsWith(emonMagic)) return readEmon(file);
  if (/^\s*<(\?xml|dlog)/.test(beginning)) return readDlog(file, { voltageV });
  switch (extname(file).toLowerCase()) {
    // By their names they should be of these kinds: their readers say best what is wrong.
    case '.bin':
      return readEembcEnergy(file);
    case '.jls':
      return readJls(file);
    case '.ppk2':
      return readPpk2(file);
    case '.dlog':
      return readDlog(file);
    case '.emon':
      return readEmon(file);
    default:
      return readCsv(file, { columns, voltageV });
  }
}

/** A trace at a voltage, where it does not say one itself. */
function withVoltage(trace: Trace, voltageV: number | undefined): Trace {
  if (voltageV === undefined || trace.head.voltageV !== null) return trace;
  return { head: { ...trace.head, voltageV }, events: () => trace.events() };
}

function fileIn(path: string): string {
  if (!existsSync(path)) throw failure('file.missing', { file: path });
  if (!statSync(path).isDirectory()) return path;
  const name = ['trace1-energy.bin', 'results.json'].find((each) => existsSync(join(path, each)));
  if (name !== undefined) return join(path, name);
  throw failure('trace.unknown', { file: path, problem: 'the folder holds no trace1-energy.bin and no results.json' });
}
