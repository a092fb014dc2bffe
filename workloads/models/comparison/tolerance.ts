import type { WorkloadSpecification } from '../../specification.ts';
import type { Model } from '../model.ts';
import { elementsOf } from '../workload-of-model.ts';

/** How far a board's value may be from the host's: |board − host| ≤ absolute + relative × |host|. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
  /** For people: why that much. */
  readonly reason: string;
}

/** Boards print three decimals. */
const printedError = 0.0005;

/**
 * What may lie between a board and the host without either being wrong.
 * - Values are printed with three decimals: 0.0005.
 * - Engines may differ by 1 in the last place of an int8 output, its scale, and by 1e-4 in a float32 one.
 * - A reconstruction error is a mean over hundreds of outputs, in which such differences cancel out: 1e-3 of it.
 */
export function toleranceOf(model: Pick<Model, 'output'>, workload: Pick<WorkloadSpecification, 'outputs'>): Tolerance {
  const { type, scale } = model.output;
  if (workload.outputs === 1 && elementsOf(model.output) > 1)
    return { absolute: printedError, relative: 1e-3, reason: 'three decimals printed, and 1e-3 of the score' };
  if (type === 'int8')
    return {
      absolute: printedError + scale,
      relative: 0,
      reason: 'three decimals printed, and 1 in the last place of an int8 output',
    };
  return { absolute: printedError + 1e-4, relative: 0, reason: 'three decimals printed, and 1e-4 of a float32 output' };
}
