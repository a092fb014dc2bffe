import { createHash } from 'node:crypto';
import { archiveStem } from '../../../submissions/layouts/names.ts';
import { mergeResults } from '../../../submissions/results-file/merge-results.ts';
import type { ResultsFile } from '../../../submissions/results-file/results-file.ts';
import type { PublishableSubmission } from './publishable.ts';

const longestStem = 80;
const shortIdLength = 6;
const resultIdDigits = 12;

/** A submission with the results that its check left. */
export interface Contribution {
  readonly submission: PublishableSubmission;
  readonly file: Pick<ResultsFile, 'sources' | 'results'>;
}

export interface Leaderboard {
  readonly file: ResultsFile;
  /** By the id of a submission. */
  readonly standings: ReadonlyMap<string, Standing>;
}

/** What has become of the results of a submission. */
export interface Standing {
  /** The ids under which they are shown. */
  readonly shown: readonly string[];
  /** Ids that another submission of the same organisation is shown under, by the id of that. */
  readonly displaced: ReadonlyMap<string, readonly string[]>;
}

/**
 * Puts together what is published. An id is of who says what was measured (submitter, system, workload), and stays
 * with the organisation that was first published with it: of its own later results the last one takes the place of
 * the former, while the same of another organisation stands beside it with an id of its own.
 * @param given results that are shown beside, whose ids no submission can take
 * @param owners the organisation that each id was first published of
 * @param contributions the first received first
 */
export function leaderboardOf(
  given: readonly ResultsFile[],
  owners: ReadonlyMap<string, string>,
  contributions: readonly Contribution[],
): Leaderboard {
  const reserved = new Set(given.flatMap(({ results }) => results.map(({ id }) => id)));
  const owned = new Map(owners);
  const ownId = (id: string, organisation: string): string => {
    const owner = owned.get(id) ?? organisation;
    if (reserved.has(id) || owner !== organisation) return idBeside(id, organisation);
    owned.set(id, organisation);
    return id;
  };
  const renamed = contributions.map(({ submission, file }) => {
    const { id, organisation, fileName } = submission;
    // A results file has no place for more than one source of a submission's own name.
    const names = new Map(file.sources.map(({ name }, index) => [name, sourceName(fileName, id, index)]));
    const sources = file.sources.map((source) => ({ ...source, name: names.get(source.name) ?? source.name }));
    const results = file.results.map((record) => ({
      ...record,
      id: ownId(record.id, organisation),
      source: names.get(record.source) ?? sourceName(fileName, id, 0),
    }));
    return { submission, sources, results };
  });
  // As `mergeResults` has it, the last one counts.
  const winners = new Map(renamed.flatMap(({ submission, results }) => results.map(({ id }) => [id, submission.id])));
  const standings = renamed.map(({ submission, results }) => {
    const ids = [...new Set(results.map(({ id }) => id))];
    return [submission.id, standingOf(submission.id, ids, winners)] as const;
  });
  return { file: mergeResults([...given, ...renamed]), standings: new Map(standings) };
}

function standingOf(submission: string, ids: readonly string[], winners: ReadonlyMap<string, string>): Standing {
  const displaced = new Map<string, string[]>();
  for (const id of ids) {
    const by = winners.get(id);
    if (by !== undefined && by !== submission) displaced.set(by, [...(displaced.get(by) ?? []), id]);
  }
  return { shown: ids.filter((id) => winners.get(id) === submission), displaced };
}

/** `round-a (k3f9ab)`: two submissions with the same file name are two sources, and one keeps its name. */
function sourceName(fileName: string, id: string, index: number): string {
  const stem = Array.from(archiveStem(fileName)).slice(0, longestStem).join('') || 'submission';
  return `${stem} (${id.slice(0, shortIdLength)}${index === 0 ? '' : `, ${index + 1}`})`;
}

function idBeside(id: string, organisation: string): string {
  return createHash('sha256')
    .update(JSON.stringify([id, organisation]))
    .digest('hex')
    .slice(0, resultIdDigits);
}
