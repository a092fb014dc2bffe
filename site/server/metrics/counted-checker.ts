import type { Clock } from '../../../harness/clock.ts';
import type { Checker } from '../checking/checker.ts';
import type { Metrics } from './metrics.ts';

/** A checker whose checks are counted, by what they come to. */
export function countedChecker(checker: Checker, metrics: Metrics, clock: Clock): Checker {
  return {
    async check(request, options) {
      const startedUs = clock.nowUs();
      const outcome = await checker.check(request, options);
      metrics.checks.add({ outcome: outcome.kind });
      metrics.checkSeconds.observe({}, (clock.nowUs() - startedUs) / 1e6);
      // Whatever the checker calls its own failures: each has cost a process.
      if (outcome.kind === 'failed') metrics.workerDeaths.add({ code: outcome.error.code });
      return outcome;
    },
    close: () => checker.close(),
  };
}
