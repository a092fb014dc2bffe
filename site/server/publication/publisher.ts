import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Clock } from '../../../harness/clock.ts';
import { failure } from '../../../harness/errors.ts';
import { defaultTitle } from '../../build.ts';
import { draftsOf, holdsSite } from '../../site-folder.ts';
import type { Database } from '../database/database.ts';
import type { IntakeFiles } from '../files/intake-files.ts';
import { supersedePublished } from '../intake/supersede.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Standing } from './leaderboard.ts';
import { publicationChanges, recordPublication, resultOwners, saidPublications } from './publication-events.ts';
import { publishableSubmissions } from './publishable.ts';
import { PublishedResults } from './published-results.ts';
import { siteBuilder } from './site-builder.ts';
import type { SiteBuilder } from './site-builder.ts';

export interface Publisher {
  /**
   * Brings the site to what is accepted now; whole, or it stays as it was.
   * @throws BenchError import.stopped when the signal ended it, and what `buildSite` throws
   */
  publish(signal?: AbortSignal): Promise<void>;
  /** Sees to it that there is a site at all, and reads what is on it. */
  prepare(): Promise<void>;
  /** What is published now. */
  readonly results: PublishedResults;
  /** Ends a publication that runs. */
  close(): Promise<void>;
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
  readonly builder?: SiteBuilder;
  /** What a person who runs the server should know. */
  readonly warn?: (message: string, details: Readonly<Record<string, string>>) => void;
  /** A submission's history has a new event. */
  readonly onChanged?: (submission: string) => void;
}

/** Publishes into `site` of the data folder. One publication at a time within this process. */
export function sitePublisher(parts: PublisherParts): Publisher {
  const { database, files, clock, metrics, builder = siteBuilder(clock) } = parts;
  const results = new PublishedResults(join(files.site, 'results.json'), clock);
  let last: Promise<void> = Promise.resolve();

  async function build(signal: AbortSignal | undefined): Promise<ReadonlyMap<string, Standing>> {
    const { title = defaultTitle, base = null, results: given = [], warn, onChanged } = parts;
    const now = clock.wallTime();
    // In one step for whoever looks: what takes the place of another comes with this site, and the other goes.
    for (const id of await supersedePublished(database, now)) onChanged?.(id);
    const publishable = await publishableSubmissions(database, now);
    const submissions = publishable.map((submission) => ({
      submission,
      results: resolve(files.checkFile(submission.id, submission.check, 'results')),
    }));
    const { standings, unreadable } = await builder.build(
      {
        ...{ submissions, title, base, directory: resolve(files.site) },
        given: given.map((path) => resolve(path)),
        owners: await resultOwners(database),
      },
      signal,
    );
    for (const { file, problem } of unreadable) {
      metrics.unreadableResults.add({});
      warn?.('results are left out of the publication', { file, problem });
    }
    return standings;
  }

  async function publishNow(signal: AbortSignal | undefined): Promise<void> {
    const startedUs = clock.nowUs();
    let outcome: 'done' | 'failed' | null = 'failed';
    try {
      const standings = await build(signal);
      await results.reload();
      await sayWhatChanged(parts, standings);
      outcome = 'done';
    } catch (cause) {
      if (signal?.aborted !== true) throw cause;
      // Whoever works on the queue next does it again.
      outcome = null;
      throw failure('import.stopped', { where: 'before the leaderboard was whole' }, { cause });
    } finally {
      if (outcome !== null) metrics.publications.add({ outcome });
      metrics.publicationSeconds.observe({}, (clock.nowUs() - startedUs) / 1e6);
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
      await sweepDrafts(files.site, clock);
      if (!(await holdsSite(files.site))) await publish();
      await results.reload();
    },
    close: () => builder.close(),
  };
}

/** Says in the histories what has come to the leaderboard, and what has gone from it. */
async function sayWhatChanged(
  { database, clock, onChanged }: PublisherParts,
  standings: ReadonlyMap<string, Standing>,
): Promise<void> {
  const said = await saidPublications(database);
  for (const id of new Set([...standings.keys(), ...said.keys()])) {
    const standing = standings.get(id) ?? null;
    if (publicationChanges(said.get(id), standing).length === 0) continue;
    if (await recordPublication(database, id, standing, clock.wallTime())) onChanged?.(id);
  }
}

/** No publication takes so long. */
const abandonedS = 3600;

/** Removes what processes left that died over a publication. */
async function sweepDrafts(site: string, clock: Clock): Promise<void> {
  const folder = dirname(site);
  const before = clock.wallTime().getTime() - abandonedS * 1000;
  for (const name of draftsOf(basename(site), await readdir(folder))) {
    const path = join(folder, name);
    const about = await stat(path).catch(() => null);
    if (about !== null && about.mtimeMs < before) await rm(path, { recursive: true, force: true });
  }
}
