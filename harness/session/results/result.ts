import type { SessionState } from '../state.ts';
import { accuracyResult } from './accuracy.ts';
import type { AccuracyResult } from './accuracy.ts';
import { performanceResult } from './performance.ts';
import type { PerformanceResult } from './performance.ts';

/** What a session comes to, by its mode. */
export type SessionResult = PerformanceResult | AccuracyResult;

/** The result of what was measured so far; null where that is nothing. */
export function sessionResult(state: SessionState): SessionResult | null {
  switch (state.head.mode) {
    case 'performance':
      return performanceResult(state);
    case 'accuracy':
      return accuracyResult(state);
    case 'energy':
      return null;
  }
}
