import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failure } from '../errors.ts';
import type { JournalEvent } from './events.ts';
import { emptyChain, lineHash, maximumLineBytes, parseLine } from './journal-line.ts';
import type { ChainEnd } from './journal-line.ts';

/** A whole line of a journal. */
export interface JournalLine {
  /** Its number in the file, from 1. */
  readonly line: number;
  /** Host microseconds since the session began. */
  readonly tUs: number;
  readonly event: JournalEvent;
}

/** What a journal came to, known when all of it was read. */
export interface JournalEnd {
  readonly chain: ChainEnd;
  /** Bytes of whole lines, line ends included. */
  readonly wholeBytes: number;
  /** Bytes behind the last line end: the line that a crash cut off. */
  readonly tornBytes: number;
  /** SHA-256 of the whole file, hex. */
  readonly sha256: string;
}

const chunkBytes = 256 * 1024;
const lineEnd = 0x0a;

/**
 * Reads a journal line by line, never more than a few hundred kilobytes at once, and checks the chain on the way.
 * A last line without its line end is not yielded: it is what a crash leaves.
 * @throws BenchError session.not-found; session.broken (file and line) where a whole line is wrong
 */
export async function* readJournal(file: string): AsyncGenerator<JournalLine, JournalEnd, undefined> {
  const handle = await openForReading(file);
  try {
    const digest = createHash('sha256');
    const chunk = Buffer.allocUnsafe(chunkBytes);
    let chain = emptyChain;
    let wholeBytes = 0;
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunkBytes);
      if (bytesRead === 0) break;
      const read = chunk.subarray(0, bytesRead);
      digest.update(read);
      const bytes = rest.length === 0 ? read : Buffer.concat([rest, read]);
      let start = 0;
      for (let end = bytes.indexOf(lineEnd); end >= 0; end = bytes.indexOf(lineEnd, start)) {
        const raw = bytes.subarray(start, end);
        const parsed = parseLine(raw.toString('utf8'), chain);
        if (parsed.kind === 'problem') throw broken(file, chain.lines + 1, parsed.problem);
        const { tUs, event } = parsed;
        chain = { lines: chain.lines + 1, hash: lineHash(raw), tUs, finished: event.type === 'finished' };
        wholeBytes += end + 1 - start;
        start = end + 1;
        yield { line: chain.lines, tUs, event };
      }
      rest = Buffer.from(bytes.subarray(start));
      if (rest.length > maximumLineBytes) {
        throw broken(file, chain.lines + 1, `this line is longer than ${maximumLineBytes} bytes`);
      }
    }
    return { chain, wholeBytes, tornBytes: rest.length, sha256: digest.digest('hex') };
  } finally {
    await handle.close();
  }
}

/**
 * Calls `visit` for every line of a journal, and gives what the journal came to.
 * @throws BenchError as {@link readJournal} does
 */
export async function scanJournal(file: string, visit: (line: JournalLine) => void): Promise<JournalEnd> {
  const lines = readJournal(file);
  for (;;) {
    const next = await lines.next();
    if (next.done === true) return next.value;
    visit(next.value);
  }
}

async function openForReading(file: string): ReturnType<typeof open> {
  try {
    return await open(file, 'r');
  } catch (cause) {
    throw failure('session.not-found', { directory: dirname(file) }, { cause });
  }
}

function broken(file: string, line: number, problem: string): Error {
  return failure('session.broken', { file, line, problem });
}
