import type { OperatorCost } from '../../workloads/models/model.ts';
import type { Core } from './cores.ts';

/**
 * Cycles of one inference: for every operator a fixed part, a part per output element, and a part per
 * multiply-accumulate that depends on the kind of operator.
 */
export function cyclesPerInference(costs: readonly OperatorCost[], core: Core): number {
  let cycles = 0;
  for (const cost of costs) {
    cycles += core.cyclesPerOperator + cost.outputElements * core.cyclesPerOutput + cost.macs * perMac(cost, core);
  }
  return cycles;
}

function perMac(cost: OperatorCost, { cyclesPerMac }: Core): number {
  switch (cost.operator) {
    case 'DEPTHWISE_CONV_2D':
      return cyclesPerMac.depthwise;
    case 'FULLY_CONNECTED':
      return cyclesPerMac.fullyConnected;
    default:
      return cyclesPerMac.convolution;
  }
}

/** The widest that a window's rate lies from the model's, either way. */
const jitterPpm = 40;

/**
 * A factor close to 1 by which the time of a window differs from the model's, as caches and interrupts would have it.
 * It depends on the seed and the input alone (FNV-1a over both), so that a session gives the same windows however often
 * and in whatever order it is run.
 */
export function windowJitter(seed: number, input: Uint8Array): number {
  let hash = 0x811c9dc5 ^ (seed | 0);
  for (const byte of input) hash = Math.imul(hash ^ byte, 0x01000193);
  // FNV-1a leaves the high bits of short inputs alike.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash ^= hash >>> 13;
  return 1 + ((hash >>> 0) / 2 ** 31 - 1) * jitterPpm * 1e-6;
}
