import type { Clock } from '../clock.ts';
import { failure } from '../errors.ts';
import type { JournalEvent, SessionHead } from './events.ts';
import { journalFile } from './folder.ts';
import { JournalFile } from './journal-file.ts';
import type { WriteBytes } from './journal-file.ts';
import { emptyChain, lineHash, lineText, maximumLineBytes } from './journal-line.ts';
import type { ChainEnd } from './journal-line.ts';
import { holdsJournal, lockSession, removeDerived, withNewFolder } from './session-folder.ts';
import { SessionState } from './state.ts';

/** How a journal is written. */
export interface JournalOptions {
  readonly clock: Clock;
  /** Replaces the system's write, to see what a full disk does. */
  readonly write?: WriteBytes;
}

/** How a session is taken up again. */
export interface ResumeOptions extends JournalOptions {
  /** The version of the program that goes on. */
  readonly program: string;
}

/** A session taken up again: the journal to go on with, and what it holds so far. */
export interface ResumedSession {
  readonly journal: Journal;
  readonly state: SessionState;
  /** Bytes of a half-written last line that were dropped. */
  readonly droppedBytes: number;
}

/** The disk is made to hold everything at least this often while lines are being written. */
const syncIntervalUs = 2_000_000;

/**
 * The journal of a session while it is written: one JSON line for each event, each with the hash of the one before,
 * each handed to the operating system before `append` returns.
 */
export class Journal {
  readonly directory: string;
  readonly #file: JournalFile;
  readonly #clock: Clock;
  readonly #unlock: () => void;
  /** Host time at the session's beginning, as this process's clock counts. */
  readonly #originUs: number;
  #chain: ChainEnd;
  #syncedUs: number;

  private constructor(
    directory: string,
    file: JournalFile,
    chain: ChainEnd,
    clock: Clock,
    elapsedUs: number,
    unlock: () => void,
  ) {
    this.directory = directory;
    this.#file = file;
    this.#chain = chain;
    this.#clock = clock;
    this.#unlock = unlock;
    this.#originUs = clock.nowUs() - elapsedUs;
    this.#syncedUs = clock.nowUs();
  }

  /**
   * Begins a session in a folder that is empty or does not exist yet. A folder where nothing but a first line cut off
   * by a crash stands counts as empty.
   * @throws BenchError session.not-empty, session.locked, disk.full, disk.failed
   */
  static create(directory: string, head: SessionHead, options: JournalOptions): Journal {
    return withNewFolder(directory, (unlock) => {
      const file = JournalFile.open(journalFile(directory), 0, options.write);
      const journal = new Journal(directory, file, emptyChain, options.clock, 0, unlock);
      return journal.#begin(head);
    });
  }

  /**
   * Takes an unfinished session up again: checks the chain, drops a half-written last line, goes on behind it.
   * Whatever was derived from the shorter journal is removed.
   * @throws BenchError session.not-found (also where not even the head was recorded), session.broken,
   *   session.complete, session.locked, disk.full, disk.failed
   */
  static async openForResume(directory: string, options: ResumeOptions): Promise<ResumedSession> {
    const path = journalFile(directory);
    if (!holdsJournal(directory)) throw failure('session.not-found', { directory });
    const unlock = lockSession(directory);
    try {
      const { state, end } = await SessionState.read(path);
      if (end.chain.finished) throw failure('session.complete', { directory });
      const file = JournalFile.open(path, end.wholeBytes, options.write);
      removeDerived(directory);
      const { clock, program } = options;
      const sinceStartUs = (clock.wallTime().getTime() - Date.parse(state.head.startedAt)) * 1000;
      // A calendar that was set back must not set the journal back.
      const elapsedUs = Math.max(end.chain.tUs, Number.isFinite(sinceStartUs) ? sinceStartUs : 0);
      const journal = new Journal(directory, file, end.chain, clock, elapsedUs, unlock);
      const resumed = {
        type: 'resumed',
        at: clock.wallTime().toISOString(),
        program,
        droppedBytes: end.tornBytes,
      } as const;
      journal.#begin(resumed);
      state.apply(resumed, journal.#chain.tUs);
      return { journal, state, droppedBytes: end.tornBytes };
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** The hash of the last line: what the next session of a run is bound to. */
  get hash(): string {
    return this.#chain.hash;
  }

  /**
   * Records an event. When it returns, the end of this process loses nothing of it.
   * @throws BenchError disk.full, disk.failed: the event is not recorded then, and all before it are
   */
  append(event: JournalEvent): void {
    if (this.#chain.finished) throw new Error('the session is finished: nothing can be recorded in it');
    const { lines, tUs: lastUs, hash } = this.#chain;
    const nowUs = this.#clock.nowUs();
    const tUs = Math.max(lastUs, Math.round(nowUs - this.#originUs));
    const line = lineText(event, lines, tUs, hash);
    const bytes = Buffer.from(`${line}\n`, 'utf8');
    if (bytes.length > maximumLineBytes) throw new RangeError(`an event of ${bytes.length} bytes cannot be recorded`);
    this.#file.writeLine(bytes);
    this.#chain = { lines: lines + 1, hash: lineHash(line), tUs, finished: event.type === 'finished' };
    if (isMilestone(event) || nowUs - this.#syncedUs >= syncIntervalUs) {
      this.#syncedUs = nowUs;
      this.#file.sync();
    }
  }

  /** Ends the writing and frees the folder for other processes. May be called twice. */
  close(): void {
    this.#file.close();
    this.#unlock();
  }

  #begin(first: JournalEvent): this {
    try {
      this.append(first);
      return this;
    } catch (error) {
      this.#file.close();
      throw error;
    }
  }
}

/** Events after which the disk must have everything: each costs the board ten seconds, or happens once. */
function isMilestone(event: JournalEvent): boolean {
  const { type } = event;
  return type === 'session' || type === 'window' || type === 'finished' || type === 'stopped';
}
