import type { Clock } from '../../harness/clock.ts';
import type { Transport } from '../../harness/protocol/transport.ts';
import { SimulatedBoard } from '../../runners/simulated/board.ts';
import type { BoardModel } from '../../runners/simulated/board-model.ts';
import { parseSimulatedUrl } from '../../runners/simulated/options.ts';
import { boardPeer } from '../../runners/simulated/transport.ts';
import { MemoryTransport } from '../../runners/transports/memory.ts';

const uniform = new Array<number>(12).fill(1 / 12);

/** A keyword model that computes nothing: what is measured with it is all but the inference. */
export const instantModel: BoardModel = {
  name: 'kws01',
  inputBytes: 490,
  outputs: 12,
  costs: [],
  infer: () => uniform,
};

/** A simulated board with that model, in this process. */
export function instantBoard(clock: Clock): Transport {
  const url = 'sim:cortex-m4?model=instant';
  return new MemoryTransport(url, () =>
    Promise.resolve(boardPeer(new SimulatedBoard(parseSimulatedUrl(url).options, instantModel, clock))),
  );
}
