import { readEvidence } from './evidence/read-evidence.ts';
import type { ResultEvidence } from './evidence/evidence.ts';
import type { Finding, Verdict } from './finding.ts';
import type { RoundRules } from './rounds/round-rules.ts';
import { rules as allRules } from './rules/registry.ts';
import type { Observation, ResultContext, Rule } from './rules/rule.ts';
import type { Division, Submission, SubmittedResult } from './submission.ts';
import { divisions } from './submission.ts';

/** A result with what the rules found of it. */
export interface JudgedResult {
  readonly result: SubmittedResult;
  readonly evidence: ResultEvidence;
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
}

export interface JudgedSubmission {
  readonly submission: Submission;
  readonly round: RoundRules;
  readonly results: readonly JudgedResult[];
  /** What belongs to no result: descriptions of systems, files and folders. */
  readonly findings: readonly Finding[];
}

/** Of which submission, and which of its results, is read now. */
export type JudgeProgress = (done: number, total: number, result: SubmittedResult) => void;

/** A submission with the evidence of its results. */
export interface ReadSubmission {
  readonly submission: Submission;
  readonly round: RoundRules;
  readonly evidence: readonly ResultEvidence[];
}

/** Reads the evidence of every result, one after the other. */
export async function readAllEvidence(
  submission: Submission,
  round: RoundRules,
  { onProgress, signal }: { readonly onProgress?: JudgeProgress; readonly signal?: AbortSignal } = {},
): Promise<ReadSubmission> {
  const evidence: ResultEvidence[] = [];
  for (const [index, result] of submission.results.entries()) {
    signal?.throwIfAborted();
    onProgress?.(index, submission.results.length, result);
    evidence.push(await readEvidence(submission.tree, result));
  }
  return { submission, round, evidence };
}

/** Applies all rules to submissions that are checked together. */
export function judge(all: readonly ReadSubmission[], rules: readonly Rule[] = allRules): JudgedSubmission[] {
  const contexts = all.map(({ submission, round, evidence }) =>
    evidence.map((each): ResultContext => ({ submission, round, result: each.result, evidence: each })),
  );
  const across = acrossFindings(contexts.flat(), rules);
  return all.map(({ submission, round }, index): JudgedSubmission => {
    const own = contexts[index] ?? [];
    const others = submissionFindings(submission, round, rules);
    const results = own.map((context): JudgedResult => {
      const { result, evidence } = context;
      const findings = [
        ...others.filter((finding) => isOf(finding, result)),
        ...rules.flatMap((rule) =>
          rule.scope === 'result' ? findingsOf(rule, result.division, round, rule.judge(context)) : [],
        ),
        ...(across.get(context) ?? []),
      ];
      return { result, evidence, findings, verdict: verdictOf(findings) };
    });
    const findings = others.filter((finding) => !own.some(({ result }) => isOf(finding, result)));
    return { submission, round, results, findings };
  });
}

/** Contradicted evidence makes a result invalid, absent evidence unverifiable, in this order. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  if (findings.some(({ bearing }) => bearing === 'contradicted')) return 'invalid';
  return findings.some(({ bearing }) => bearing === 'absent') ? 'unverifiable' : 'valid';
}

function acrossFindings(contexts: readonly ResultContext[], rules: readonly Rule[]): Map<ResultContext, Finding[]> {
  const found = new Map<ResultContext, Finding[]>();
  for (const rule of rules) {
    if (rule.scope !== 'across') continue;
    for (const [context, observations] of rule.judge(contexts)) {
      const before = found.get(context) ?? [];
      found.set(context, [...before, ...findingsOf(rule, context.result.division, context.round, observations)]);
    }
  }
  return found;
}

function submissionFindings(submission: Submission, round: RoundRules, rules: readonly Rule[]): Finding[] {
  return rules.flatMap((rule) => {
    switch (rule.scope) {
      case 'layout': {
        const found = submission.findings.filter((finding) => finding.rule === rule.id);
        return found.flatMap((finding) => findingsOf(rule, divisionOf(finding.file), round, [finding]));
      }
      case 'tree':
        return rule
          .judge(submission)
          .flatMap((observation) => findingsOf(rule, divisionOf(observation.file), round, [observation]));
      case 'system':
        return submission.systems.flatMap((system) => findingsOf(rule, system.division, round, rule.judge(system)));
      default:
        return [];
    }
  });
}

function findingsOf(
  rule: Rule,
  division: Division | null,
  round: RoundRules,
  observations: readonly Observation[],
): Finding[] {
  const chosen = round.severities?.[rule.id];
  if (chosen === 'off') return [];
  return observations.map((observation) => ({
    ...observation,
    rule: rule.id,
    severity: chosen ?? observation.severity ?? rule.severity(division, round),
  }));
}

/** Whether a finding lies in the folder of a result. */
function isOf({ file }: Finding, { folder, runs, variant }: SubmittedResult): boolean {
  if (variant === null && folder !== '' && file.startsWith(`${folder}/`)) return true;
  return Object.values(runs).some(
    (run) => file === run.folder || (run.folder !== '' && file.startsWith(`${run.folder}/`)),
  );
}

function divisionOf(file: string): Division | null {
  return divisions.find((division) => file.startsWith(`${division}/`)) ?? null;
}
