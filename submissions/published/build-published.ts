import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { failure } from '../../harness/errors.ts';
import { importResults } from '../results-file/import-results.ts';
import { resultsText } from '../results-file/merge-results.ts';

/** The rounds whose results come with the project. */
export const publishedRounds = ['v1.0', 'v1.2', 'v1.3'] as const;

/** The file with them. */
export const publishedResults = new URL('./results.json', import.meta.url);

/**
 * The text of the results file of the published rounds: facts and figures, with where they are from.
 * @param directory holds each round as a folder (`v1.0`, with `closed` in it) or as `v1.0.tar.gz`
 * @throws BenchError file.missing, and what `importResults` throws
 */
export async function buildPublished(
  directory: string,
  onProgress?: (done: number, total: number) => void,
): Promise<string> {
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
  return resultsText(file);
}
