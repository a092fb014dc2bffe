import { importResults } from '../../submissions/results-file/import-results.ts';
import type { ResultsFile } from '../../submissions/results-file/results-file.ts';
import type { Round } from '../../submissions/submission.ts';
import { systemClock } from '../clock.ts';
import { interruptSignal } from './interrupt.ts';
import { ProgressLine } from './progress-line.ts';

/**
 * Reads and judges folders, archives and results files, with a line of progress.
 * @throws BenchError as `importResults`
 */
export async function readResults(paths: readonly string[], round: Round | undefined): Promise<ResultsFile> {
  const { signal, release } = interruptSignal();
  const progress = new ProgressLine(systemClock);
  try {
    return await importResults(paths, {
      signal,
      onProgress: (done, total) => {
        progress.show('reading', { what: 'result', done, total });
      },
      ...(round === undefined ? {} : { round }),
    });
  } finally {
    progress.clear();
    release();
  }
}
