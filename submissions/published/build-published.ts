import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { failure } from '../../harness/errors.ts';
import { importResults } from '../results-file/import-results.ts';
import { resultsText } from '../results-file/merge-results.ts';
import type { ResultsFile } from '../results-file/results-file.ts';

/** The rounds whose results come with the project. */
export const publishedRounds = ['v1.0', 'v1.2', 'v1.3'] as const;

/** The file with them. */
export const publishedResults = new URL('./results.json', import.meta.url);

/** What is built of the published rounds: the texts of two files. */
export interface BuiltPublished {
  /** The results file: facts and figures, with where they are from. */
  readonly results: string;
  /** The digests of all logs, by which a log is known again. */
  readonly logDigests: string;
}

/**
 * The files of the published rounds.
 * @param directory holds each round as a folder (`v1.0`, with `closed` in it) or as `v1.0.tar.gz`
 * @throws BenchError file.missing, and what `importResults` throws
 */
export async function buildPublished(
  directory: string,
  onProgress?: (done: number, total: number) => void,
): Promise<BuiltPublished> {
  const paths = publishedRounds.map((round) => {
    const candidates = [join(directory, `${round}.tar.gz`), join(directory, round)];
    const found = candidates.find((path) => existsSync(path));
    if (found === undefined) throw failure('file.missing', { file: candidates[0] ?? round });
    return found;
  });
  const file = await importResults(paths, {
    sourceOf: (name) => ({
      attribution: `MLCommons and the submitters: MLPerf Tiny ${name} results (MLPerf is a trademark of MLCommons)`,
      url: `https://github.com/mlcommons/tiny_results_${name}`,
    }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  return { results: resultsText(file), logDigests: logDigestsText(file) };
}

function logDigestsText({ results }: ResultsFile): string {
  const digests = publishedRounds.map((round) => {
    const logs = results
      .filter((record) => record.round === round)
      .flatMap(({ evidence }) => evidence.filter(({ role, bytes }) => role === 'log' && bytes > 0))
      .map(({ file, sha256 }): [string, string] => [file, sha256]);
    return [round, Object.fromEntries(logs.sort(([a], [b]) => (a < b ? -1 : 1)))] as const;
  });
  return `${JSON.stringify(Object.fromEntries(digests), null, 1)}\n`;
}
