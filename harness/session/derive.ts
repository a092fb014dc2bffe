import { createHash } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { diskFailure } from '../disk-failure.ts';
import { SessionLog } from './derived/log.ts';
import { manifest, manifestText } from './derived/manifest.ts';
import type { FileDigest } from './derived/manifest.ts';
import { resultsJson } from './derived/results-json.ts';
import { resultsText } from './derived/results-text.ts';
import { windowDrawing } from './derived/window-drawing.ts';
import { drawingFile, journalFile, sessionFiles } from './folder.ts';
import type { DerivedFile } from './folder.ts';
import type { JournalEnd, JournalLine } from './journal-reader.ts';
import { measureRecordings } from './measured-recordings.ts';
import { verdictOf } from './results/official.ts';
import type { Verdict } from './results/official.ts';
import { sessionResult } from './results/result.ts';
import type { SessionResult } from './results/result.ts';
import { SessionState } from './state.ts';
import { windowPower } from './window-power.ts';
import type { WindowPower } from './window-power.ts';

/** What a journal comes to. */
export interface SessionOutcome {
  readonly directory: string;
  readonly state: SessionState;
  /** Null where nothing was measured yet. */
  readonly result: SessionResult | null;
  readonly verdict: Verdict;
  readonly journal: JournalEnd;
}

/** Takes the text of a derived file, piece by piece. */
export interface DerivedText {
  write(text: string): void;
  /** No more text comes. */
  end(): void;
}

/**
 * Reads a session's journal once and gives the text of every derived file to what `open` returns for it. `visit` sees
 * every line on the way.
 * @throws BenchError session.not-found, session.broken, trace.* where a recording cannot be read; what the texts'
 * takers throw
 */
export async function deriveFiles(
  directory: string,
  open: (file: DerivedFile) => DerivedText,
  visit?: (line: JournalLine) => void,
): Promise<SessionOutcome> {
  const log = new Digested(open(sessionFiles.log));
  const sessionLog = new SessionLog();
  const { state, end } = await SessionState.read(journalFile(directory), (line) => {
    log.write(sessionLog.next(line));
    visit?.(line);
  });
  log.write(sessionLog.end(state.lastUs));
  const recordings = state.head.mode === 'energy' ? await measureRecordings(directory, state) : undefined;
  const result = sessionResult(state, recordings);
  const verdict = verdictOf(state, result, recordings?.missing);
  const power: WindowPower[] = [];
  for (const window of recordings?.windows ?? []) power.push(await windowPower(window));
  const digests: Record<string, FileDigest> = {
    [sessionFiles.log]: log.end(),
    [sessionFiles.resultsText]: taken(open(sessionFiles.resultsText), [resultsText(state, result, verdict)]),
    [sessionFiles.resultsJson]: taken(open(sessionFiles.resultsJson), resultsJson(state, power)),
  };
  for (const window of recordings?.windows ?? []) {
    const name = drawingFile(window.event.index);
    digests[name] = taken(open(name), [await windowDrawing(window, state)]);
    const { recording } = window.event;
    if (recording !== null) digests[recording.file] = { bytes: recording.bytes, sha256: recording.sha256 };
  }
  taken(open(sessionFiles.manifest), [manifestText(manifest(state, result, verdict, end, digests))]);
  return { directory, state, result, verdict, journal: end };
}

/**
 * Writes log.txt, results.txt, results.json and manifest.json of a session, each whole or not at all.
 * @throws BenchError session.not-found, session.broken, disk.full, disk.failed
 */
export async function deriveSession(directory: string): Promise<SessionOutcome> {
  const files: NewFile[] = [];
  try {
    const outcome = await deriveFiles(directory, (name) => {
      const file = new NewFile(join(directory, name));
      files.push(file);
      return file;
    });
    for (const file of files) file.publish();
    return outcome;
  } catch (error) {
    for (const file of files) file.discard();
    throw error;
  }
}

/** What a session comes to, without writing anything. */
export async function readOutcome(directory: string): Promise<SessionOutcome> {
  return deriveFiles(directory, () => ({ write: () => undefined, end: () => undefined }));
}

function taken(text: DerivedText, pieces: Iterable<string>): FileDigest {
  const digested = new Digested(text);
  for (const piece of pieces) digested.write(piece);
  return digested.end();
}

/** Passes text on in larger pieces, and takes its digest. */
class Digested {
  readonly #text: DerivedText;
  readonly #hash = createHash('sha256');
  #waiting = '';
  #bytes = 0;

  constructor(text: DerivedText) {
    this.#text = text;
  }

  write(text: string): void {
    this.#waiting += text;
    if (this.#waiting.length >= 65_536) this.#pass();
  }

  end(): FileDigest {
    this.#pass();
    this.#text.end();
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  #pass(): void {
    this.#bytes += Buffer.byteLength(this.#waiting);
    this.#hash.update(this.#waiting);
    this.#text.write(this.#waiting);
    this.#waiting = '';
  }
}

/** A file that appears under its name when it is whole. */
class NewFile implements DerivedText {
  readonly #path: string;
  readonly #descriptor: number;
  #isOpen = true;

  constructor(path: string) {
    this.#path = path;
    this.#descriptor = this.#attempt(() => openSync(`${path}.new`, 'w'));
  }

  write(text: string): void {
    const bytes = Buffer.from(text);
    this.#attempt(() => {
      for (let from = 0; from < bytes.length;) from += writeSync(this.#descriptor, bytes, from);
    });
  }

  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#attempt(() => {
      closeSync(this.#descriptor);
    });
  }

  publish(): void {
    this.#attempt(() => {
      renameSync(`${this.#path}.new`, this.#path);
    });
  }

  discard(): void {
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
    rmSync(`${this.#path}.new`, { force: true });
  }

  #attempt<Done>(work: () => Done): Done {
    try {
      return work();
    } catch (cause) {
      throw diskFailure(this.#path, cause);
    }
  }
}
