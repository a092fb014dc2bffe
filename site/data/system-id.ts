import { createHash } from 'node:crypto';
import type { ResultRecord } from '../../submissions/results-file/results-file.ts';

/**
 * The id of a system over all rounds: its submitter and its name, however they are written (`NUCLEO-L4R5ZI` and
 * `NUCLEO_L4R5ZI` are one).
 */
export function systemId({ submitter, system }: Pick<ResultRecord, 'submitter' | 'system'>): string {
  const identity = JSON.stringify([submitter, system.name].map(plainName));
  return createHash('sha256').update(identity).digest('hex').slice(0, 8);
}

function plainName(name: string | null): string | null {
  return name?.toLowerCase().replaceAll(/[\s_.-]+/g, '') ?? null;
}
