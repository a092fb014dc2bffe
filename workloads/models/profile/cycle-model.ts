import type { OperatorCost } from '../model.ts';
import type { Core } from './cores.ts';

/** Cycles of one inference. */
export function cyclesPerInference(costs: readonly OperatorCost[], core: Core): number {
  return costs.reduce((cycles, cost) => cycles + cyclesOfOperator(cost, core), 0);
}

/**
 * Cycles of one operator: a fixed part, a part per output element, and a part per multiply-accumulate that depends on
 * the kind of operator.
 */
export function cyclesOfOperator(cost: OperatorCost, core: Core): number {
  return core.cyclesPerOperator + cost.outputElements * core.cyclesPerOutput + cost.macs * perMac(cost, core);
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
