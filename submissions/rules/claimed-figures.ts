import type { ClaimedFigures } from '../evidence/evidence.ts';
import type { RunMode } from '../submission.ts';

/** Which figures the results file of a run claims. */
export const figuresOfMode: Readonly<Record<RunMode, readonly (keyof ClaimedFigures)[]>> = {
  performance: ['throughput'],
  accuracy: ['top1', 'auc'],
  energy: ['energyUj'],
};

/** A figure in words. */
export const figureNames: Readonly<Record<keyof ClaimedFigures, string>> = {
  throughput: 'median throughput',
  top1: 'top-1',
  auc: 'AUC',
  energyUj: 'median energy',
};
