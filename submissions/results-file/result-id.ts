import { createHash } from 'node:crypto';
import type { EvidenceFile, ResultRecord } from './results-file.ts';

/**
 * The id of a result: of one that says who submits what, a digest of that, so that it stays when figures are read anew;
 * of one that does not (a session of one's own), a digest of its evidence too.
 */
export function resultId(
  result: Pick<ResultRecord, 'round' | 'division' | 'submitter' | 'system' | 'benchmark' | 'variant'>,
  evidence: readonly EvidenceFile[],
): string {
  const { round, division, submitter, system, benchmark, variant } = result;
  const isPlaced = submitter !== null && division !== null;
  const own = isPlaced ? [] : evidence.map(({ sha256 }) => sha256).sort();
  const identity = JSON.stringify([round, division, submitter, system.name, benchmark, variant, ...own]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 12);
}
