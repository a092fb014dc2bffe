import type { Finding } from '../../../submissions/finding.ts';
import type { ToldReport, ToldResult } from './api/told.ts';

/** A finding with its place in the report, from 0: those of the results in their order, then the others. */
export interface NumberedFinding {
  readonly number: number;
  readonly finding: Finding;
}

/** What was found in a result. */
export interface ResultFindings {
  /** Null: what belongs to no result. */
  readonly result: ToldResult | null;
  readonly findings: readonly NumberedFinding[];
}

const severities = ['error', 'warning', 'info'];

/** The findings of a report by result, the graver first, with the numbers that comments name them by. */
export function numberedFindings({ results, summary }: ToldReport): readonly ResultFindings[] {
  let number = 0;
  const numbered = (findings: readonly Finding[]): readonly NumberedFinding[] =>
    findings
      .map((finding) => ({ number: number++, finding }))
      .sort((a, b) => severities.indexOf(a.finding.severity) - severities.indexOf(b.finding.severity));
  const sections = results.map((result) => ({ result, findings: numbered(result.findings) }));
  const others = numbered(summary.others);
  return others.length === 0 ? sections : [...sections, { result: null, findings: others }];
}
