import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Clock } from '../../../harness/clock.ts';
import { resultsText } from '../../../submissions/results-file/merge-results.ts';
import { resultsFormat, resultsVersion } from '../../../submissions/results-file/results-file.ts';
import type { ResultRecord, ResultsSource } from '../../../submissions/results-file/results-file.ts';
import { rounds } from '../../../submissions/submission.ts';
import type { Round } from '../../../submissions/submission.ts';
import { resultsCsv } from '../../data/results-csv.ts';

const lookEveryUs = 1e6;
/** So many are read before others get a turn. */
const atOnce = 50;

/** What is answered, ready to be sent. */
export interface Prepared {
  readonly body: Buffer;
  /** With its quotes. */
  readonly etag: string;
}

export type RoundName = Round | 'none';

export interface PublishedRound {
  readonly name: RoundName;
  readonly results: number;
  readonly systems: number;
  readonly submitters: number;
  readonly json: Prepared;
  readonly csv: Prepared;
}

interface View {
  readonly results: ReadonlyMap<string, Prepared>;
  readonly rounds: ReadonlyMap<string, PublishedRound>;
  readonly list: Prepared;
}

/** What is on the leaderboard now, in memory, from the results file of the site's folder. */
export class PublishedResults {
  readonly #file: string;
  readonly #clock: Clock;
  #view: View;
  /** Of the file that the view is of. */
  #stamp = '';
  #lookedUs = Number.NEGATIVE_INFINITY;
  #loaded: Promise<void> = Promise.resolve();
  /** A look that answers wait for. */
  #look: Promise<void> | null = null;

  constructor(file: string, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
    this.#view = viewOf([], new Map(), new Map());
  }

  async count(): Promise<number> {
    return (await this.#now()).results.size;
  }

  async result(id: string): Promise<Prepared | undefined> {
    return (await this.#now()).results.get(id);
  }

  async round(name: string): Promise<PublishedRound | undefined> {
    return (await this.#now()).rounds.get(name);
  }

  /** The list of the rounds as JSON. */
  async rounds(): Promise<Prepared> {
    return (await this.#now()).list;
  }

  /** Reads the file if it is another one than before; what cannot be read leaves all as it was. */
  reload(): Promise<void> {
    // Never shared with one that has begun already: that may have looked before what is to be seen now.
    this.#loaded = this.#loaded.then(() => this.#load());
    return this.#loaded;
  }

  /** Another process may have published, or taken back what nobody shall see any more: the file is asked first. */
  async #now(): Promise<View> {
    if (this.#clock.nowUs() - this.#lookedUs > lookEveryUs) {
      this.#look ??= this.reload().finally(() => {
        this.#look = null;
      });
    }
    // Also one that somebody else began.
    await this.#look;
    return this.#view;
  }

  async #load(): Promise<void> {
    const lookedUs = this.#clock.nowUs();
    try {
      const { mtimeMs, size, ino } = await stat(this.#file);
      this.#lookedUs = lookedUs;
      const stamp = `${ino} ${size} ${mtimeMs}`;
      if (stamp === this.#stamp) return;
      this.#view = await readView(await readFile(this.#file));
      this.#stamp = stamp;
    } catch {
      // Absent for the moment in which a new folder takes the place of the former, or no results file.
    }
  }
}

/** Results files have one result a line, so that nothing has to hold the whole of it as objects. */
async function readView(bytes: Buffer): Promise<View> {
  const results = new Map<string, Prepared>();
  const byRound = new Map<RoundName, ResultRecord[]>();
  const sources: ResultsSource[] = [];
  let seen = 0;
  for (const line of linesOf(bytes)) {
    const item = JSON.parse(line.toString('utf8')) as ResultRecord | ResultsSource;
    if ('id' in item) {
      results.set(item.id, prepared(line));
      const round = item.round ?? 'none';
      const own = byRound.get(round);
      if (own === undefined) byRound.set(round, [item]);
      else own.push(item);
    } else sources.push(item);
    if (++seen % atOnce === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return viewOf(sources, byRound, results);
}

function* linesOf(bytes: Buffer): Iterable<Buffer> {
  for (let start = 0; start < bytes.length;) {
    const next = bytes.indexOf(0x0a, start);
    const end = next < 0 ? bytes.length : next;
    const line = bytes.subarray(start, bytes[end - 1] === 0x2c ? end - 1 : end);
    // The frame around them has lines of other beginnings, or of nothing but a bracket.
    if (line.length > 2 && line[0] === 0x7b) yield line;
    start = end + 1;
  }
}

function viewOf(
  sources: readonly ResultsSource[],
  byRound: ReadonlyMap<RoundName, readonly ResultRecord[]>,
  results: ReadonlyMap<string, Prepared>,
): View {
  const names: readonly RoundName[] = [...[...rounds].reverse(), 'none'];
  const there = names.flatMap((name) => {
    const records = byRound.get(name);
    return records === undefined ? [] : [roundOf(name, records, sources)];
  });
  const list = there.map(({ name, results: count, systems, submitters }) => ({
    ...{ round: name, results: count, systems, submitters },
  }));
  return {
    results,
    rounds: new Map(there.map((round) => [round.name, round])),
    list: prepared(Buffer.from(JSON.stringify({ rounds: list }))),
  };
}

function roundOf(name: RoundName, records: readonly ResultRecord[], sources: readonly ResultsSource[]): PublishedRound {
  const counts = new Map<string, number>();
  for (const { source } of records) counts.set(source, (counts.get(source) ?? 0) + 1);
  const own = sources.flatMap((source) => {
    const count = counts.get(source.name);
    return count === undefined ? [] : [{ ...source, results: count }];
  });
  const text = resultsText({ format: resultsFormat, version: resultsVersion, sources: own, results: records });
  return {
    name,
    results: records.length,
    systems: new Set(records.map(({ submitter, system }) => JSON.stringify([submitter, system.name]))).size,
    submitters: new Set(records.map(({ submitter }) => submitter)).size,
    json: prepared(Buffer.from(text)),
    csv: prepared(Buffer.from(resultsCsv(records))),
  };
}

function prepared(body: Buffer): Prepared {
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
}
