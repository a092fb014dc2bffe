import { readFile } from 'node:fs/promises';
import { asError } from '../../../harness/clock.ts';
import type { Finding, Place } from '../../../submissions/finding.ts';
import type { CheckDocument } from '../../../submissions/reports/check-json.ts';

/** What a comment keeps of the finding that it is on, for when another check has found others. */
export type ReportedFinding = Place & Pick<Finding, 'rule'>;

/**
 * A finding of a report that this program has written.
 * @param path of the document of `check --json`
 * @param place in the report from 0: the findings of the results in their order, then the others
 * @returns null where the file is gone, or is another's
 */
export async function reportedFinding(path: string, place: number): Promise<ReportedFinding | null> {
  let document: Partial<CheckDocument> | null;
  try {
    document = JSON.parse(await readFile(path, 'utf8')) as Partial<CheckDocument> | null;
  } catch (error) {
    if (asError(error) instanceof SyntaxError || 'syscall' in asError(error)) return null;
    throw error;
  }
  const findings = [
    ...(document?.results ?? []).flatMap((result) => result.findings),
    ...(document?.summary?.others ?? []),
  ];
  const finding = findings[place];
  return finding === undefined ? null : { rule: finding.rule, file: finding.file, line: finding.line };
}
