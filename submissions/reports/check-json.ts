import type { Figures, PrintedFigure } from '../evidence/evidence.ts';
import type { Finding, Severity, Verdict } from '../finding.ts';
import type { JudgedResult, JudgedSubmission } from '../judge.ts';
import type { Benchmark } from '../submission.ts';

/** A result in the JSON of `check`; top-1 in per cent, as the results files have it. */
export interface CheckedResult {
  readonly division: string | null;
  readonly submitter: string | null;
  readonly system: string | null;
  readonly variant: string | null;
  readonly benchmark: Benchmark;
  readonly runner: string;
  readonly folder: string;
  readonly claimed: Figures;
  /** The claimed figures as they were written; programs of before leave it out. */
  readonly claimedText?: Readonly<Record<keyof Figures, string | null>>;
  readonly derived: Figures;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

export interface CheckSummary {
  readonly results: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly findings: Readonly<Record<Severity, number>>;
  /** Findings of descriptions, files and folders that belong to no result. */
  readonly others: readonly Finding[];
}

export interface CheckDocument {
  readonly round: string;
  /** What the rules are called that it was judged by, and whether folders or the user said the round; as `claimedText`. */
  readonly rules?: string;
  readonly isRoundSaid?: boolean;
  readonly root: string;
  readonly results: readonly CheckedResult[];
  readonly summary: CheckSummary;
}

/** The JSON document of one submission. */
export function checkDocument({ submission, round, results, findings }: JudgedSubmission): CheckDocument {
  return {
    round: submission.round ?? round.name,
    rules: round.name,
    isRoundSaid: submission.round !== null,
    root: submission.tree.root,
    results: results.map(checkedResult),
    summary: { ...summaryOf(results, findings), others: findings },
  };
}

function checkedResult({ result, evidence, findings, verdict }: JudgedResult): CheckedResult {
  const { division, submitter, system, variant, benchmark, runner, folder } = result;
  const { throughput, top1, auc, energyUj } = evidence.derived;
  const { claimed } = evidence;
  const value = (printed: PrintedFigure | null): number | null => printed?.value ?? null;
  const text = (printed: PrintedFigure | null): string | null => printed?.text ?? null;
  return {
    ...{ division, submitter, system, variant, benchmark, runner, folder },
    claimed: {
      throughput: value(claimed.throughput),
      top1: value(claimed.top1),
      auc: value(claimed.auc),
      energyUj: value(claimed.energyUj),
    },
    claimedText: {
      throughput: text(claimed.throughput),
      top1: text(claimed.top1),
      auc: text(claimed.auc),
      energyUj: text(claimed.energyUj),
    },
    derived: { throughput, top1, auc, energyUj },
    verdict,
    findings,
  };
}

/** How many results have which verdict, and how many findings which severity. */
export function summaryOf(results: readonly JudgedResult[], others: readonly Finding[]): Omit<CheckSummary, 'others'> {
  const verdicts = { valid: 0, invalid: 0, unverifiable: 0 };
  const severities = { error: 0, warning: 0, info: 0 };
  for (const { verdict, findings } of results) {
    verdicts[verdict]++;
    for (const { severity } of findings) severities[severity]++;
  }
  for (const { severity } of others) severities[severity]++;
  return { results: results.length, verdicts, findings: severities };
}
