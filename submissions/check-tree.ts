import { failure } from '../harness/errors.ts';
import type { OpenTree } from './archives/open-tree.ts';
import { readAllEvidence } from './judge.ts';
import type { JudgeProgress, ReadSubmission } from './judge.ts';
import { readSubmission } from './layouts/read-submission.ts';
import { rulesOfRound } from './rounds/round-rules.ts';
import type { RoundRules } from './rounds/round-rules.ts';
import type { Round } from './submission.ts';

/** The round whose rules count where neither the folders nor the user say one. */
export const latestRound: Round = 'v1.4';

export interface CheckOptions {
  /** Else as the folders say. */
  readonly round?: Round;
  /** A rule set of one's own, in place of the round's. */
  readonly rules?: RoundRules;
  readonly onProgress?: JudgeProgress;
  readonly signal?: AbortSignal;
}

/**
 * Reads all evidence of a submission that is to be checked; `judge` does the rest, with others or alone.
 * @throws BenchError submission.no-results, submission.unreadable; the signal's reason
 */
export async function checkTree({ tree, isArchive }: OpenTree, options: CheckOptions = {}): Promise<ReadSubmission> {
  const { round, rules, onProgress, signal } = options;
  const submission = await readSubmission(tree, {
    ...(round === undefined ? {} : { round }),
    useFoldersAbove: isArchive ? 'archive' : true,
  });
  if (submission.results.length === 0) throw failure('submission.no-results', { directory: tree.root });
  return readAllEvidence(submission, rules ?? rulesOfRound(submission.round ?? latestRound), {
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
}
