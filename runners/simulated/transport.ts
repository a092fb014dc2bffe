import type { Clock } from '../../harness/clock.ts';
import { systemClock } from '../../harness/clock.ts';
import type { Transport } from '../../harness/protocol/transport.ts';
import { MemoryTransport } from '../transports/memory.ts';
import type { MemoryPeer, MemoryPort } from '../transports/memory.ts';
import { SimulatedBoard } from './board.ts';
import { loadBoardModel } from './load-board-model.ts';
import { parseSimulatedUrl } from './options.ts';

/**
 * The board that a `sim:` URL describes, switched off until it is connected.
 * @throws BenchError usage.device-url, file.missing, workload.file, model.unreadable, model.unsupported, model.unfit
 */
export async function openSimulatedBoard(url: string, clock: Clock = systemClock): Promise<SimulatedBoard> {
  const { modelFile, workloadFile, options } = parseSimulatedUrl(url);
  return new SimulatedBoard(options, await loadBoardModel(modelFile, workloadFile), clock);
}

/**
 * A simulated board in the same process, behind the transport that every board is behind. The model is read at the first
 * opening; closing and opening again finds the same board.
 * @throws BenchError usage.device-url; (open) file.missing, workload.file, model.unreadable, model.unsupported, model.unfit
 */
export function simulatedTransport(url: string, clock: Clock = systemClock): Transport {
  const { modelFile, workloadFile, options } = parseSimulatedUrl(url);
  return new MemoryTransport(url, async () =>
    boardPeer(new SimulatedBoard(options, await loadBoardModel(modelFile, workloadFile), clock)),
  );
}

/** A board as the far end of an in-memory transport. */
export function boardPeer(board: SimulatedBoard): MemoryPeer {
  return {
    opened(port: MemoryPort) {
      board.connect({
        data: (bytes) => {
          port.send(bytes);
        },
        vanished: () => {
          port.drop(new Error('the port vanished'));
        },
      });
    },
    data(bytes) {
      board.receive(bytes);
    },
    closed() {
      board.disconnect();
    },
  };
}
