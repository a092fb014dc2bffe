import type { BoardModel } from '../../runners/simulated/board-model.ts';
import { SimulatedBoard } from '../../runners/simulated/board.ts';
import { cores } from '../../workloads/models/profile/cores.ts';
import { defaultOptions } from '../../runners/simulated/options.ts';
import { boardPeer } from '../../runners/simulated/transport.ts';
import { MemoryTransport } from '../../runners/transports/memory.ts';
import { systemClock } from '../../harness/clock.ts';
import type { ContractModel } from './board-contract.ts';

/** A kws board takes 490 bytes and gives 12 values. */
export const contractModel: ContractModel = {
  name: 'kws01',
  inputBytes: 490,
  outputs: 12,
  burst: 16,
  replyLimitMs: 10_000,
};

/** Computes shares of the input instead of running a network: the contract is about the line. */
const stripedModel: BoardModel = {
  name: contractModel.name,
  inputBytes: contractModel.inputBytes,
  outputs: contractModel.outputs,
  costs: [{ index: 0, operator: 'FULLY_CONNECTED', macs: 100_000, parameters: 6000, outputElements: 12 }],
  infer(input) {
    const sums = new Array<number>(contractModel.outputs).fill(1);
    input.forEach((value, index) => {
      const stripe = index % sums.length;
      sums[stripe] = (sums[stripe] ?? 0) + value;
    });
    const total = sums.reduce((sum, value) => sum + value);
    return sums.map((value) => value / total);
  },
};

/** A plain simulated board that runs the model above. */
export function contractBoard(): MemoryTransport {
  const core = cores.get('cortex-m4');
  if (core === undefined) throw new Error('there is no cortex-m4');
  const board = new SimulatedBoard(defaultOptions(core), stripedModel, systemClock);
  return new MemoryTransport('sim:cortex-m4', () => boardPeer(board));
}
