import type { Clock } from '../../../harness/clock.ts';
import { failure } from '../../../harness/errors.ts';
import { timeOf } from './to-json.ts';

/**
 * The end of an embargo that somebody asks for; null: none.
 * @throws BenchError request.past
 */
export function embargoOf(iso: string | null | undefined, clock: Clock): Date | null {
  const until = timeOf(iso);
  if (until !== null && until <= clock.wallTime()) throw failure('request.past', { until: until.toISOString() });
  return until;
}
