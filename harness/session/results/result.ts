import type { MeasuredRecordings } from '../measured-recordings.ts';
import type { SessionState } from '../state.ts';
import { accuracyResult } from './accuracy.ts';
import type { AccuracyResult } from './accuracy.ts';
import { energyResult } from './energy.ts';
import type { EnergyResult } from './energy.ts';
import { performanceResult } from './performance.ts';
import type { PerformanceResult } from './performance.ts';

/** What a session comes to, by its mode. */
export type SessionResult = PerformanceResult | AccuracyResult | EnergyResult;

/**
 * The result of what was measured so far; null where that is nothing.
 * @param recordings those of an energy session, measured; of no use for others
 */
export function sessionResult(state: SessionState, recordings?: MeasuredRecordings): SessionResult | null {
  switch (state.head.mode) {
    case 'performance':
      return performanceResult(state);
    case 'accuracy':
      return accuracyResult(state);
    case 'energy':
      return recordings === undefined ? null : energyResult(state, recordings);
  }
}
