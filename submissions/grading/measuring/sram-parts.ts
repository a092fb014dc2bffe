import type { ModelProfile } from '../../../workloads/models/profile/profile.ts';
import type { ModelCosts } from './measured.ts';

/** Models have a few tensors alive at their peak; one that was made to have thousands is no reason to list them. */
const mostTensors = 8;

/**
 * What is in SRAM at the peak, which adds up to what is counted: the tensors that are alive then, the largest first, what
 * the planner leaves between them, and the state of the runtime. Tensors go by shape and type, as names are the model's.
 */
export function sramParts({ peak, peakActivationBytes, runtimeState }: ModelProfile): ModelCosts['sram'] {
  const shown = peak.tensors.slice(0, mostTensors);
  const rest = peak.tensors.slice(mostTensors);
  const sum = (tensors: readonly { readonly bytes: number }[]): number =>
    tensors.reduce((total, { bytes }) => total + bytes, 0);
  const gaps = peakActivationBytes - sum(peak.tensors);
  return [
    ...shown.map(({ shape, type, bytes }) => ({ name: `tensor ${shape.join(' × ')} ${type}`, bytes })),
    ...(rest.length === 0 ? [] : [{ name: `${rest.length} smaller tensors`, bytes: sum(rest) }]),
    ...(gaps > 0 ? [{ name: 'gaps between tensors', bytes: gaps }] : []),
    { name: runtimeState.name, bytes: runtimeState.bytes },
  ];
}
