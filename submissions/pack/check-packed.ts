import type { Finding, Verdict } from '../finding.ts';
import { folderTree } from '../folder-tree.ts';
import { judge, readAllEvidence } from '../judge.ts';
import { readSubmission } from '../layouts/read-submission.ts';
import { rulesOfRound } from '../rounds/round-rules.ts';
import type { Benchmark, Division, RunMode } from '../submission.ts';
import { runModes } from '../submission.ts';

/** What the check says of what was packed. */
export interface CheckedPack {
  readonly results: readonly {
    readonly benchmark: Benchmark;
    readonly modes: readonly RunMode[];
    readonly verdict: Verdict;
    readonly findings: readonly Finding[];
  }[];
  /** Of the system's description and of folders. */
  readonly findings: readonly Finding[];
  readonly errors: number;
}

const packedRound = 'v1.4';

/** Reads a packed system again and judges it as anybody else's, by the rules of v1.4. */
export async function checkPacked(
  out: string,
  division: Division,
  submitter: string,
  systemName: string,
): Promise<CheckedPack> {
  const submission = await readSubmission(await folderTree(out), { round: packedRound, useFoldersAbove: false });
  const [judged] = judge([await readAllEvidence(submission, rulesOfRound(packedRound))]);
  const results = (judged?.results ?? []).flatMap(({ result, verdict, findings }) => {
    const isOwn = result.division === division && result.submitter === submitter && result.system === systemName;
    if (!isOwn) return [];
    const modes = runModes.filter((mode) => result.runs[mode] !== undefined);
    return [{ benchmark: result.benchmark, modes, verdict, findings }];
  });
  const findings = judged?.findings ?? [];
  const all = [...results.flatMap((result) => result.findings), ...findings];
  return { results, findings, errors: all.filter(({ severity }) => severity === 'error').length };
}
