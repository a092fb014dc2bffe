import type { Clock } from '../../../harness/clock.ts';

const keptUs = 1e6;

/** A look that is taken at most once a second, however many ask: they get what the last one saw. */
export function keptLook<Seen>(clock: Pick<Clock, 'nowUs'>, look: () => Promise<Seen>): () => Promise<Seen> {
  let last: Promise<Seen> | undefined;
  /** Null while it is taken. */
  let endedUs: number | null = null;
  return () => {
    const isOld = endedUs !== null && clock.nowUs() - endedUs > keptUs;
    if (last === undefined || isOld) {
      endedUs = null;
      last = look().finally(() => {
        endedUs = clock.nowUs();
      });
    }
    return last;
  };
}
