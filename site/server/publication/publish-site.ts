import { readFile } from 'node:fs/promises';
import { asError } from '../../../harness/clock.ts';
import { BenchError } from '../../../harness/errors.ts';
import { parseResults } from '../../../submissions/results-file/read-results.ts';
import type { ResultsFile } from '../../../submissions/results-file/results-file.ts';
import { buildSite } from '../../build.ts';
import { leaderboardOf } from './leaderboard.ts';
import type { Contribution, Standing } from './leaderboard.ts';
import type { PublishableSubmission } from './publishable.ts';

/** What a publication is made of; paths are absolute. */
export interface PublishTask {
  /** Results files that are shown beside what was submitted. */
  readonly given: readonly string[];
  /** With the results file of each; the first received first. */
  readonly submissions: readonly { readonly submission: PublishableSubmission; readonly results: string }[];
  /** The organisation that each result's id was first published of. */
  readonly owners: ReadonlyMap<string, string>;
  readonly directory: string;
  readonly title: string;
  readonly base: string | null;
}

export interface PublishedSite {
  /** What has become of the results of each submission, by its id. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** Files that were left out: what cannot be read stops nothing. */
  readonly unreadable: readonly { readonly file: string; readonly problem: string }[];
}

/**
 * Builds the site of what is to be shown.
 * @throws BenchError as `buildSite` does
 */
export async function publishSite(task: PublishTask, signal?: AbortSignal): Promise<PublishedSite> {
  const unreadable: { readonly file: string; readonly problem: string }[] = [];
  const read = async (file: string): Promise<ResultsFile | null> => {
    try {
      return parseResults(await readFile(file, 'utf8'), file);
    } catch (error) {
      if (!(error instanceof BenchError) && !(error instanceof Error && 'syscall' in error)) throw error;
      unreadable.push({ file, problem: asError(error).message });
      return null;
    }
  };
  const given: ResultsFile[] = [];
  for (const path of task.given) given.push(...[await read(path)].filter((file) => file !== null));
  const contributions: Contribution[] = [];
  for (const { submission, results } of task.submissions) {
    const file = await read(results);
    if (file !== null) contributions.push({ submission, file });
  }
  const { file, standings } = leaderboardOf(given, task.owners, contributions);
  await buildSite(file, task.directory, {
    title: task.title,
    ...(task.base === null ? {} : { base: task.base }),
    ...(signal === undefined ? {} : { signal }),
  });
  return { standings, unreadable };
}
