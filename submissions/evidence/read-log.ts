import { createHash } from 'node:crypto';
import type { FileTree } from '../tree.ts';
import { EembcLogReader } from './eembc-log.ts';
import type { LogEvidence } from './evidence.ts';
import { lineBlocks } from './log-lines.ts';
import type { LineBlock } from './log-lines.ts';
import { MlcommonsLogReader } from './mlcommons-log.ts';
import { textOf } from './log-bytes.ts';
import { SimulatedMarks } from './simulated-marks.ts';

/** A log, and what its streaming run printed, where it is of one. */
export interface ReadLog {
  readonly log: LogEvidence;
  readonly detections: MlcommonsLogReader['detections'];
  readonly pulses: MlcommonsLogReader['pulses'] | null;
  /** It has the marks of a simulation. */
  readonly isSimulated: boolean;
}

const headBytes = 64 * 1024;

/**
 * Reads a log in one pass, in the memory of a few pieces; which runner's it is, is seen from its beginning.
 * @throws BenchError submission.unreadable
 */
export async function readLog(tree: FileTree, file: string): Promise<ReadLog> {
  const digest = createHash('sha256');
  const marks = new SimulatedMarks();
  let bytes = 0;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for await (const piece of tree.open(file)) {
      digest.update(piece);
      marks.take(piece);
      bytes += piece.length;
      yield piece;
    }
  }
  let format: LogEvidence['format'] | undefined;
  let reader: EembcLogReader | MlcommonsLogReader | undefined;
  for await (const block of lineBlocks(pieces())) {
    format ??= formatOf(block);
    reader ??= format === 'mlcommons' ? new MlcommonsLogReader(file) : new EembcLogReader(file);
    reader.read(block);
  }
  reader ??= new EembcLogReader(file);
  const log: LogEvidence = {
    ...{ file, format: format ?? 'unknown', bytes, lines: reader.lines, sha256: digest.digest('hex') },
    ...reader.finish(),
  };
  return reader instanceof MlcommonsLogReader
    ? { log, detections: reader.detections, pulses: reader.pulses, isSimulated: marks.found }
    : { log, detections: null, pulses: null, isSimulated: marks.found };
}

function formatOf({ bytes, from, to }: LineBlock): LogEvidence['format'] {
  const head = textOf(bytes, from, Math.min(to, from + headBytes));
  if (/m-session-start-id\[|\d{5,}\.\d{3} (?:session|parser|sequencer|dut|io|emon|pnp): /.test(head)) return 'eembc';
  if (/Logging initialized|ulp-mlperf: Loading file|Device (?:name|model) retrieved/.test(head)) return 'mlcommons';
  return 'unknown';
}
