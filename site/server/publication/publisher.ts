import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asError } from '../../../harness/clock.ts';
import type { Clock } from '../../../harness/clock.ts';
import { BenchError } from '../../../harness/errors.ts';
import { parseResults } from '../../../submissions/results-file/read-results.ts';
import type { ResultsFile } from '../../../submissions/results-file/results-file.ts';
import { buildSite, defaultTitle } from '../../build.ts';
import { holdsSite } from '../../site-folder.ts';
import type { Database } from '../database/database.ts';
import type { IntakeFiles } from '../files/intake-files.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { leaderboardOf } from './leaderboard.ts';
import type { Contribution } from './leaderboard.ts';
import { publishedSubmissions, recordPublication, resultOwners } from './publication-events.ts';
import { publishableSubmissions } from './publishable.ts';
import type { PublishableSubmission } from './publishable.ts';
import { PublishedResults } from './published-results.ts';

export interface Publisher {
  /** Brings the site to what is accepted now; whole, or it stays as it was. */
  publish(signal?: AbortSignal): Promise<void>;
  /** Sees to it that there is a site at all, and reads what is on it. */
  prepare(): Promise<void>;
  readonly results: PublishedResults;
}

export interface PublisherParts {
  readonly database: Database;
  readonly files: IntakeFiles;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly title?: string;
  /** The address that the site will have. */
  readonly base?: string | null;
  /** Results files that are shown beside what was submitted. */
  readonly results?: readonly string[];
  /** What a person who runs the server should know. */
  readonly warn?: (message: string, details: Readonly<Record<string, string>>) => void;
  /** A submission's history has a new event. */
  readonly onChanged?: (submission: string) => void;
}

/** Publishes into `site` of the data folder. One publication at a time within this process. */
export function sitePublisher(parts: PublisherParts): Publisher {
  const { database, files, clock, metrics, title = defaultTitle, base = null, onChanged } = parts;
  const results = new PublishedResults(join(files.site, 'results.json'), clock);
  let last: Promise<void> = Promise.resolve();

  async function publishNow(signal: AbortSignal | undefined): Promise<void> {
    const startedUs = clock.nowUs();
    try {
      await build(signal);
      metrics.publications.add({ outcome: 'done' });
    } catch (error) {
      metrics.publications.add({ outcome: 'failed' });
      throw error;
    } finally {
      metrics.publicationSeconds.observe({}, (clock.nowUs() - startedUs) / 1e6);
    }
  }

  async function build(signal: AbortSignal | undefined): Promise<void> {
    const given = await readGiven(parts);
    const publishable = await publishableSubmissions(database, clock.wallTime());
    const contributions = await readContributions(parts, publishable);
    const { file, shown } = leaderboardOf(given, await resultOwners(database), contributions);
    await buildSite(file, files.site, {
      title,
      ...(base === null ? {} : { base }),
      ...(signal === undefined ? {} : { signal }),
    });
    await results.reload();
    await sayWhatChanged(shown);
  }

  async function sayWhatChanged(shown: ReadonlyMap<string, readonly string[]>): Promise<void> {
    const before = await publishedSubmissions(database);
    const changes = [
      ...[...shown].filter(([id]) => !before.has(id)).map(([id, own]) => ({ id, results: own })),
      ...[...before].filter((id) => !shown.has(id)).map((id) => ({ id, results: null })),
    ];
    for (const { id, results: own } of changes) {
      const action = own === null ? 'unpublished' : 'published';
      const detail = own === null ? {} : { results: own };
      if (await recordPublication(database, id, action, detail, clock.wallTime())) onChanged?.(id);
    }
  }

  const publish = (signal?: AbortSignal): Promise<void> => {
    const own = last.then(() => publishNow(signal));
    last = own.catch(() => undefined);
    return own;
  };

  return {
    results,
    publish,
    async prepare() {
      if (!(await holdsSite(files.site))) await publish();
      await results.reload();
    },
  };
}

async function readGiven(parts: PublisherParts): Promise<ResultsFile[]> {
  const given: ResultsFile[] = [];
  for (const path of parts.results ?? []) {
    const file = await readResults(parts, path, { file: path });
    if (file !== null) given.push(file);
  }
  return given;
}

async function readContributions(
  parts: PublisherParts,
  publishable: readonly PublishableSubmission[],
): Promise<Contribution[]> {
  const contributions: Contribution[] = [];
  for (const submission of publishable) {
    const { id, check } = submission;
    const file = await readResults(parts, parts.files.checkFile(id, check, 'results'), { submission: id });
    if (file !== null) contributions.push({ submission, file });
  }
  return contributions;
}

/** What cannot be read stops nothing: all others are published. */
async function readResults(
  { metrics, warn }: PublisherParts,
  path: string,
  details: Readonly<Record<string, string>>,
): Promise<ResultsFile | null> {
  try {
    return parseResults(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (!(error instanceof BenchError) && !(error instanceof Error && 'syscall' in error)) throw error;
    metrics.unreadableResults.add({});
    warn?.('results are left out of the publication', { ...details, problem: asError(error).message });
    return null;
  }
}
