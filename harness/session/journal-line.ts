import { hash } from 'node:crypto';
import { isJournalEvent, eventProblem, isObject } from './event-shape.ts';
import type { JournalEvent } from './events.ts';

/** The `prev` of a journal's first line. */
export const noHash = '0'.repeat(64);

/** Longest line that is written or read, in bytes: keeps a damaged or hostile file from filling the memory. */
export const maximumLineBytes = 4 * 1024 * 1024;

/** Where a line stands in the chain: what the next one must carry on from. */
export interface ChainEnd {
  /** Lines so far, which is also the next `seq`. */
  readonly lines: number;
  /** SHA-256 of the last line's bytes without its line end, hex. */
  readonly hash: string;
  readonly tUs: number;
  /** The last line says that the session is complete. */
  readonly finished: boolean;
}

export const emptyChain: ChainEnd = { lines: 0, hash: noHash, tUs: 0, finished: false };

/** The text of a line, without its line end: the three keys of the chain, then the event's own. */
export function lineText(event: JournalEvent, seq: number, tUs: number, prev: string): string {
  return `{"seq":${seq},"tUs":${tUs},"prev":"${prev}",${JSON.stringify(event).slice(1)}`;
}

/** The hash that the following line carries. */
export function lineHash(line: string | Uint8Array): string {
  return hash('sha256', line, 'hex');
}

export type ParsedLine =
  | { readonly kind: 'line'; readonly tUs: number; readonly event: JournalEvent }
  | { readonly kind: 'problem'; readonly problem: string };

/** Reads one line, and checks that it carries on from `after`. */
export function parseLine(text: string, after: ChainEnd): ParsedLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return problem('this line is no JSON');
  }
  if (!isObject(value)) return problem('this line is no JSON object');
  const { seq, tUs, prev } = value;
  if (prev !== after.hash) {
    return problem(
      after.lines === 0
        ? 'the first line does not begin a chain of hashes'
        : `the hash in this line is not that of line ${after.lines}: one of the two was changed`,
    );
  }
  if (seq !== after.lines)
    return problem(`this line has the number ${JSON.stringify(seq)} and should have ${after.lines}`);
  if (typeof tUs !== 'number' || !Number.isSafeInteger(tUs) || tUs < after.tUs)
    return problem('the time goes backwards');
  if (!isJournalEvent(value)) return problem(eventProblem(value) ?? 'this line is no event');
  const misplaced = orderProblem(value, after);
  return misplaced === undefined ? { kind: 'line', tUs, event: value } : problem(misplaced);
}

function orderProblem(event: JournalEvent, after: ChainEnd): string | undefined {
  if (after.lines === 0) return event.type === 'session' ? undefined : 'the first line is not the head of a session';
  if (event.type === 'session') return 'a second head of a session';
  return after.finished ? 'a line behind the end of the session' : undefined;
}

function problem(text: string): ParsedLine {
  return { kind: 'problem', problem: text };
}
