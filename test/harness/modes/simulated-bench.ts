import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunSurroundings } from '../../../harness/modes/run.ts';
import type { Transport } from '../../../harness/protocol/transport.ts';
import type { SessionOutcome } from '../../../harness/session/derive.ts';
import type { Mode, SessionOptions } from '../../../harness/session/events.ts';
import { SimulatedCircuit } from '../../../power/emulators/simulated-circuit.ts';
import { SimulatedInstrument } from '../../../power/monitors/simulated.ts';
import { BoardCircuit } from '../../../runners/simulated/board-circuit.ts';
import type { BoardModel } from '../../../runners/simulated/board-model.ts';
import { SimulatedBoard } from '../../../runners/simulated/board.ts';
import { currentsOf } from '../../../runners/simulated/current-model.ts';
import { parseSimulatedUrl } from '../../../runners/simulated/options.ts';
import { boardPeer } from '../../../runners/simulated/transport.ts';
import { MemoryTransport } from '../../../runners/transports/memory.ts';
import type { OperatorCost } from '../../../workloads/models/model.ts';
import { TestClock } from '../../test-clock.ts';

/** A model whose output tells every bit of its input: what reaches the board wrongly shows in the results. */
const tellingModel: Omit<BoardModel, 'name'> = {
  inputBytes: 490,
  outputs: 12,
  costs: [{ index: 0, operator: 'CONV_2D', macs: 2_656_768, parameters: 0, outputElements: 12 }],
  infer: (input) => telling(input),
};

/** Twelve numbers of three decimals that follow from the bytes. */
function telling(input: Uint8Array): number[] {
  const digest = createHash('sha256').update(input).digest();
  return Array.from({ length: 12 }, (_, index) => (digest.readUInt16LE(2 * index) % 1000) / 1000);
}

/** A folder of inputs, and what the board must answer to each. */
export class SimulatedBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'boardbench-'));
  readonly dataset = join(this.folder, 'dataset');
  readonly expected: number[][] = [];

  readonly #model: BoardModel;

  /** @param modelName what the board says it runs */
  constructor(samples: number, modelName = 'kws01') {
    this.#model = { name: modelName, ...tellingModel };
    mkdirSync(this.dataset);
    const rows: string[] = [];
    for (let index = 0; index < samples; index++) {
      const input = Uint8Array.from(
        { length: 490 },
        (_, byte) => (byte * 31 + index * 17 + ((byte * index) >> 3)) & 255,
      );
      const results = telling(input);
      const file = `input_${String(index).padStart(4, '0')}.bin`;
      writeFileSync(join(this.dataset, file), input);
      rows.push(`${file},12,${index % 3 === 0 ? (index + 5) % 12 : results.indexOf(Math.max(...results))}`);
      this.expected.push(results);
    }
    writeFileSync(join(this.dataset, 'y_labels.csv'), `${rows.join('\n')}\n`);
  }

  /** What the model costs, for the board's own model of time and current. */
  get costs(): readonly OperatorCost[] {
    return this.#model.costs;
  }

  input(index: number): Uint8Array {
    return new Uint8Array(readFileSync(join(this.dataset, `input_${String(index).padStart(4, '0')}.bin`)));
  }

  out(name: string): string {
    return join(this.folder, name);
  }

  /** `options` as in a `sim:` URL; one board for all openings, as a real one is. */
  surroundings(options: string, outcomes: SessionOutcome[], signal = new AbortController().signal): RunSurroundings {
    const clock = new TestClock();
    const boardOptions = parseSimulatedUrl(`sim:cortex-m4?model=none${options}`).options;
    const circuit = new SimulatedCircuit(clock, { leaps: boardOptions.time === 'leaps' });
    let board: SimulatedBoard | undefined;
    let isInCircuit = false;
    return {
      clock,
      signal,
      bootLimitMs: 10_000,
      onProgress: () => undefined,
      onSession: (outcome) => {
        outcomes.push(outcome);
      },
      openTransport: (url): Transport =>
        new MemoryTransport(url, () => {
          const inCircuit = isInCircuit ? new BoardCircuit(circuit, currentsOf(boardOptions)) : undefined;
          board ??= new SimulatedBoard(boardOptions, this.#model, clock, undefined, inCircuit);
          return Promise.resolve(boardPeer(board));
        }),
      openMonitor: (url) => {
        isInCircuit = true;
        return new SimulatedInstrument(url, { circuit, clock });
      },
      openManager: () => {
        throw new Error('there is no I/O manager on this bench');
      },
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function requestOf(
  bench: SimulatedBench,
  name: string,
  modes: readonly Mode[],
  change: Partial<SessionOptions> = {},
) {
  return {
    device: 'sim:cortex-m4',
    workload: 'kws01',
    modes,
    dataset: bench.dataset,
    directory: bench.out(name),
    options: {
      windows: 5,
      minSeconds: 10,
      limit: null,
      burst: 'auto',
      verifyLoads: false,
      baud: null,
      ...change,
    } as const,
  };
}
