import assert from 'node:assert/strict';
import { SimulatedCircuit } from '../../../power/emulators/simulated-circuit.ts';
import type { Draw } from '../../../power/emulators/circuit.ts';
import { BoardCircuit } from '../../../runners/simulated/board-circuit.ts';
import { SimulatedBoard } from '../../../runners/simulated/board.ts';
import { currentsOf, pinLowUs, simulatedWindow } from '../../../runners/simulated/current-model.ts';
import type { BoardOptions } from '../../../runners/simulated/options.ts';
import { ManualClock, fault, lapsOf, optionsWith, smallModel } from './bench-board.ts';

/** A clock whose every look at it takes a while, as the host's own work does. */
class TickingClock extends ManualClock {
  #looks = 0;

  override nowUs(): number {
    this.#looks += 1;
    return super.nowUs() + this.#looks * 7;
  }
}

/** A board in a circuit that is read from the beginning. */
class CircuitBench {
  readonly options: BoardOptions;
  readonly clock: ManualClock;
  readonly circuit: SimulatedCircuit;
  readonly board: SimulatedBoard;
  readonly startUs: number;
  said = '';
  inferences = 0;

  constructor(changes: Partial<BoardOptions> = {}, voltageV = 3, clock = new ManualClock()) {
    this.options = optionsWith(changes);
    this.clock = clock;
    this.circuit = new SimulatedCircuit(clock, { voltageV, leaps: this.options.time === 'leaps' });
    this.startUs = this.circuit.nowUs();
    this.circuit.wants(this, this.startUs);
    const load = new BoardCircuit(this.circuit, currentsOf(this.options));
    const model = {
      ...smallModel,
      infer: (input: Uint8Array) => {
        this.inferences += 1;
        return smallModel.infer(input);
      },
    };
    this.board = new SimulatedBoard(
      this.options,
      model,
      clock,
      (action) => {
        action();
      },
      load,
    );
  }

  open(): string {
    this.board.connect({
      data: (bytes) => (this.said += Buffer.from(bytes).toString('latin1')),
      vanished: () => undefined,
    });
    return this.take();
  }

  send(text: string): string {
    this.board.receive(Buffer.from(text, 'latin1'));
    return this.take();
  }

  take(): string {
    const { said } = this;
    this.said = '';
    return said;
  }

  falls(): number[] {
    return this.circuit.edges(this.startUs).flatMap(({ timeUs, level }) => (level === 0 ? [timeUs] : []));
  }

  /** Ampere microseconds between two times. */
  charge(fromUs: number, toUs: number): number {
    return this.circuit
      .draws(fromUs)
      .reduce((sum, draw: Draw) => sum + draw.currentA * Math.max(0, Math.min(draw.endUs, toUs) - draw.startUs), 0);
  }
}

describe('a simulated board in a circuit', () => {
  it('draws for an inference window what the model of its currents says, however long the host takes', () => {
    const bench = new CircuitBench({ mode: 'energy' }, 3, new TickingClock());
    bench.open();
    bench.send('db load 4%db 33000000%');
    const before = bench.falls().length;
    bench.send('infer 1200000 10%');
    bench.clock.pass(5);
    const [startUs = 0, endUs = 0] = bench.falls().slice(before);
    const input = Uint8Array.of(0x33, 0, 0, 0);
    const expected = simulatedWindow(bench.options, smallModel.costs, input, 1_200_000, 3);
    assert.ok(expected.durationUs > 9e6);
    assert.ok(Math.abs(endUs - startUs - expected.durationUs) < 1e-3);
    assert.ok(Math.abs((3e-6 * bench.charge(startUs, endUs)) / expected.energyJ - 1) < 1e-9);
  });

  it('holds its pin low for a while at each timestamp, and lasts as long between the falls as between its laps', () => {
    const bench = new CircuitBench({ baud: 115_200 });
    bench.open();
    bench.send('db load 4%db 33000000%');
    const before = bench.circuit.edges(0).length;
    const [startLapUs = 0, endLapUs = 0] = lapsOf(bench.send('infer 1000 0%'));
    bench.clock.pass(1);
    const edges = bench.circuit.edges(0).slice(before);
    assert.deepEqual(
      edges.map(({ level }) => level),
      [0, 1, 0, 1],
    );
    const [fall = 0, rise = 0, secondFall = 0] = edges.map(({ timeUs }) => timeUs);
    assert.ok(Math.abs(rise - fall - pinLowUs) < 1e-6);
    assert.ok(Math.abs(secondFall - fall - (endLapUs - startLapUs)) <= 1, 'laps are whole microseconds');
  });

  it('draws its idle current while it waits, and another at bytes', () => {
    const bench = new CircuitBench({ baud: 9600, currents: { idleA: 0.001, uartA: 0.002, computeA: 0.01 } });
    bench.open();
    bench.clock.pass(10);
    const fromUs = bench.circuit.nowUs();
    bench.send('name%');
    bench.clock.pass(10);
    const reply = 'm-name-dut-[simulated cortex-m4]\r\nm-ready\r\n';
    assert.deepEqual(
      bench.circuit.draws(fromUs).map(({ startUs, endUs, currentA }) => [currentA, Math.round(endUs - startUs)]),
      [
        [0.002, Math.round((5 * 1e7) / 9600)],
        [0.01, 10],
        [0.002, Math.round((reply.length * 1e7) / 9600)],
        [0.001, 10_000],
      ],
    );
  });

  it('is off without a supply, boots when it comes on, and is gone again with it', () => {
    const bench = new CircuitBench({ bootMs: 50, currents: { idleA: 0.001, computeA: 0.01 } }, 0);
    assert.equal(bench.open(), '');
    assert.equal(bench.send('name%'), '');
    bench.clock.pass(20);
    bench.circuit.supply(3);
    bench.clock.pass(49);
    assert.equal(bench.take(), '');
    bench.clock.pass(1);
    assert.match(bench.take(), /^m-timestamp-mode-performance\r\nm-lap-us-0\r\nm-init-done\r\nm-ready\r\n$/);
    assert.match(bench.send('name%'), /m-ready/);
    bench.circuit.supply(3.3);
    assert.equal(bench.take(), '', 'another voltage is no reset');
    bench.clock.pass(1);
    bench.circuit.supply(0);
    assert.equal(bench.send('name%'), '');
    bench.clock.pass(5);
    const currents = bench.circuit.draws(0).map(({ currentA }) => currentA);
    assert.deepEqual([currents[0], currents[1], currents.at(-1)], [0, 0.01, 0]);
  });

  it('boots with its supply though nobody has opened its port', () => {
    const bench = new CircuitBench({ bootMs: 50, resetsOnOpen: false }, 0);
    bench.circuit.supply(3);
    bench.clock.pass(60);
    assert.equal(bench.open(), '');
    assert.match(bench.send('name%'), /m-name-dut/);
  });

  it('boots on when its port is closed meanwhile', () => {
    const bench = new CircuitBench({ bootMs: 50, resetsOnOpen: false }, 0);
    bench.open();
    bench.circuit.supply(3);
    bench.clock.pass(10);
    bench.board.disconnect();
    bench.clock.pass(10);
    assert.equal(bench.open(), '');
    assert.equal(bench.send('name%'), '', 'it is still booting');
    bench.clock.pass(30);
    assert.match(bench.take(), /m-init-done/);
  });

  it('marks its boot with an edge, as the reference firmware does', () => {
    const bench = new CircuitBench({ mode: 'energy' });
    bench.open();
    bench.clock.pass(1);
    assert.equal(bench.falls().length, 1);
  });

  describe('whose time is real', () => {
    const real = { time: 'real', mode: 'energy', baud: 9600 } as const;

    it('answers line by line as its own time passes', () => {
      const bench = new CircuitBench(real);
      bench.open();
      bench.clock.pass(200);
      bench.send('db load 4%db 00000000%');
      bench.clock.pass(200);
      assert.match(bench.take(), /m-\[Expecting 4 bytes\]\r\nm-ready\r\nm-load-done/);
      const fromUs = bench.circuit.nowUs();
      bench.send('infer 12000 0%');
      bench.clock.pass(90);
      assert.match(bench.take(), /m-infer-start-12000\r\n$/);
      bench.clock.pass(50);
      assert.equal(bench.take(), '');
      bench.clock.pass(150);
      assert.match(bench.take(), /m-infer-done\r\nm-results-\[.*\]\r\nm-ready\r\n$/);
      const [startUs = 0, endUs = 0] = bench.falls().filter((timeUs) => timeUs >= fromUs);
      const expected = simulatedWindow(bench.options, smallModel.costs, new Uint8Array(4), 12_000, 3);
      assert.ok(Math.abs(endUs - startUs - expected.durationUs) < 1e-3);
      assert.ok(Math.abs((3e-6 * bench.charge(startUs, endUs)) / expected.energyJ - 1) < 1e-9);
    });

    it('keeps commands waiting while it is busy, as many as its queue holds', () => {
      const bench = new CircuitBench({ ...real, queue: 2 });
      bench.open();
      bench.clock.pass(200);
      bench.send('name%');
      bench.send('name%name%');
      bench.clock.pass(1000);
      assert.equal([...bench.take().matchAll(/m-ready/g)].length, 2);
    });

    it('announces no clock of its own', () => {
      const bench = new CircuitBench(real);
      bench.open();
      bench.clock.pass(200);
      bench.send('profile%');
      bench.clock.pass(500);
      assert.match(bench.take(), /m-cap-\[simulated\]/);
    });

    it('stops in the middle when its supply goes, and computes no further', () => {
      const bench = new CircuitBench({ ...real, currents: { idleA: 0.001, computeA: 0.01 } });
      bench.open();
      bench.clock.pass(200);
      bench.send('infer 120000 0%');
      bench.clock.pass(500);
      bench.take();
      bench.circuit.supply(0);
      bench.clock.pass(2000);
      assert.equal(bench.take(), '');
      const last = bench.circuit.draws(0).at(-1);
      assert.deepEqual([last?.currentA, (last?.endUs ?? 0) - (last?.startUs ?? 0)], [0, 2_000_000]);
      bench.circuit.supply(3);
      bench.clock.pass(200);
      assert.match(bench.take(), /m-init-done\r\nm-ready\r\n$/);
    });

    it('resets in the middle where that is its fault', () => {
      const bench = new CircuitBench({ ...real, faults: [fault('reset@1')] });
      bench.open();
      bench.clock.pass(200);
      bench.send('infer 10 0%');
      bench.clock.pass(500);
      assert.match(bench.take(), /m-infer-start-10\r\nm-timestamp-mode-energy\r\nm-init-done\r\nm-ready\r\n$/);
      assert.equal(bench.inferences, 0);
    });
  });
});
