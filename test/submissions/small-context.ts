import assert from 'node:assert/strict';
import { readEvidence } from '../../submissions/evidence/read-evidence.ts';
import { readSubmission } from '../../submissions/layouts/read-submission.ts';
import { rulesOfRound } from '../../submissions/rounds/round-rules.ts';
import type { ResultContext } from '../../submissions/rules/rule.ts';
import type { Benchmark, Round } from '../../submissions/submission.ts';
import { memoryTree } from './memory-tree.ts';
import { smallSubmission } from './small-submission.ts';

export type Files = Record<string, string | Uint8Array>;

/** What the rules see of one result of a small submission. */
export async function contextOf(
  benchmark: Benchmark,
  files: Files = smallSubmission(),
  round: Round = 'v1.4',
): Promise<ResultContext> {
  const submission = await readSubmission(memoryTree(files), { round, useFoldersAbove: false });
  const result = submission.results.find((each) => each.benchmark === benchmark);
  assert.ok(result !== undefined, benchmark);
  return { submission, round: rulesOfRound(round), result, evidence: await readEvidence(submission.tree, result) };
}

/** Files of which one is written otherwise; the change must be one. */
export function withFile(files: Files, path: string, change: (text: string) => string): Files {
  const before = files[path];
  assert.ok(typeof before === 'string', path);
  const after = change(before);
  assert.notEqual(after, before, path);
  return { ...files, [path]: after };
}
