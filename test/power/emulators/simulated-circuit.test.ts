import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SimulatedCircuit } from '../../../power/emulators/simulated-circuit.ts';
import type { Draw } from '../../../power/emulators/circuit.ts';
import { ManualClock } from '../../runners/simulated/bench-board.ts';

/** A circuit that somebody reads from the beginning. */
function bench(options: ConstructorParameters<typeof SimulatedCircuit>[1] = {}): {
  clock: ManualClock;
  circuit: SimulatedCircuit;
  reader: object;
} {
  const clock = new ManualClock();
  const circuit = new SimulatedCircuit(clock, { voltageV: 3, restA: 0.001, ...options });
  const reader = {};
  circuit.wants(reader, 0);
  return { clock, circuit, reader };
}

function chargeUAs(draws: readonly Draw[]): number {
  return draws.reduce((sum, { startUs, endUs, currentA }) => sum + currentA * (endUs - startUs), 0);
}

describe('a simulated circuit', () => {
  it('has the time of the host, plus what its load has drawn for', () => {
    const { clock, circuit } = bench();
    clock.pass(2);
    assert.equal(circuit.nowUs(), 2000);
    circuit.draw(0.02, 10_000_000);
    assert.equal(circuit.nowUs(), 10_002_000);
    clock.pass(1);
    assert.equal(circuit.nowUs(), 10_003_000);
  });

  it('lets the resting current flow between draws', () => {
    const { clock, circuit } = bench();
    clock.pass(1);
    circuit.draw(0.02, 500);
    clock.pass(3);
    assert.deepEqual(circuit.draws(0), [
      { startUs: 0, endUs: 1000, currentA: 0.001 },
      { startUs: 1000, endUs: 1500, currentA: 0.02 },
      { startUs: 1500, endUs: 4500, currentA: 0.001 },
    ]);
  });

  it('changes the resting current from the moment on at which it is told', () => {
    const { clock, circuit } = bench();
    clock.pass(1);
    circuit.rest(0.002);
    clock.pass(1);
    assert.deepEqual(circuit.draws(0), [
      { startUs: 0, endUs: 1000, currentA: 0.001 },
      { startUs: 1000, endUs: 2000, currentA: 0.002 },
    ]);
  });

  it('makes one stretch of what is drawn at the same current', () => {
    const { circuit } = bench();
    for (let byte = 0; byte < 100; byte++) circuit.draw(0.02, 87);
    assert.deepEqual(circuit.draws(0), [{ startUs: 0, endUs: 8700, currentA: 0.02 }]);
  });

  it('gives a part of a stretch to whoever asks for a part', () => {
    const { circuit } = bench();
    circuit.draw(0.02, 1000);
    assert.deepEqual(circuit.draws(400), [{ startUs: 400, endUs: 1000, currentA: 0.02 }]);
    assert.deepEqual(circuit.draws(1000), []);
  });

  it('shows an edge once, to readers that go on from where they were', () => {
    const { circuit } = bench();
    circuit.draw(0.02, 1000);
    circuit.edge(0);
    assert.deepEqual(circuit.edges(0), [], 'now is not over yet');
    const fromUs = circuit.nowUs();
    circuit.draw(0.02, 100);
    circuit.edge(1);
    circuit.draw(0.02, 1);
    assert.deepEqual(circuit.edges(fromUs), [
      { timeUs: 1000, level: 0 },
      { timeUs: 1100, level: 1 },
    ]);
    assert.deepEqual(circuit.edges(circuit.nowUs()), []);
  });

  it('draws nothing while it is off, and tells when the supply changes', () => {
    const { clock, circuit } = bench({ voltageV: 0 });
    const seen: number[] = [];
    const end = circuit.onSupply(() => seen.push(circuit.voltageV));
    clock.pass(1);
    circuit.draw(0.02, 1000);
    circuit.supply(3.3);
    circuit.supply(3.3);
    clock.pass(1);
    circuit.supply(0);
    end();
    circuit.supply(3);
    assert.deepEqual(seen, [3.3, 0]);
    assert.deepEqual(circuit.draws(0), [
      { startUs: 0, endUs: 2000, currentA: 0 },
      { startUs: 2000, endUs: 3000, currentA: 0.001 },
    ]);
  });

  it('tells once of all the leaps of a turn', async () => {
    const { circuit } = bench();
    let leaps = 0;
    const end = circuit.onLeap(() => (leaps += 1));
    for (let draw = 0; draw < 5; draw++) circuit.draw(0.02, 10);
    await Promise.resolve();
    assert.equal(leaps, 1);
    circuit.draw(0.02, 10);
    await Promise.resolve();
    assert.equal(leaps, 2);
    end();
    circuit.draw(0.02, 10);
    await Promise.resolve();
    assert.equal(leaps, 2);
  });

  it('takes its time for a draw where it does not leap', () => {
    const { clock, circuit } = bench({ leaps: false });
    circuit.draw(0.02, 1500);
    circuit.edge(0);
    circuit.draw(0.01, 1000);
    assert.equal(circuit.nowUs(), 0);
    assert.equal(circuit.drawnUs, 2500);
    clock.pass(1);
    assert.deepEqual(circuit.draws(0), [{ startUs: 0, endUs: 1000, currentA: 0.02 }]);
    assert.deepEqual(circuit.edges(0), []);
    clock.pass(2);
    assert.deepEqual(circuit.draws(1000), [
      { startUs: 1000, endUs: 1500, currentA: 0.02 },
      { startUs: 1500, endUs: 2500, currentA: 0.01 },
      { startUs: 2500, endUs: 3000, currentA: 0.001 },
    ]);
    assert.deepEqual(circuit.edges(1000), [{ timeUs: 1500, level: 0 }]);
  });

  it('shows the rest of a draw to a reader that comes in the middle of it', () => {
    const clock = new ManualClock();
    const circuit = new SimulatedCircuit(clock, { voltageV: 3, leaps: false });
    circuit.draw(0.02, 3000);
    clock.pass(1);
    circuit.wants({}, circuit.nowUs());
    clock.pass(1);
    assert.deepEqual(circuit.draws(1000), [{ startUs: 1000, endUs: 2000, currentA: 0.02 }]);
  });

  it('ends what is under way when the supply is cut', () => {
    const { clock, circuit } = bench({ leaps: false });
    circuit.draw(0.02, 5000);
    circuit.edge(0);
    clock.pass(2);
    circuit.supply(0);
    clock.pass(8);
    assert.deepEqual(circuit.draws(0), [
      { startUs: 0, endUs: 2000, currentA: 0.02 },
      { startUs: 2000, endUs: 10_000, currentA: 0 },
    ]);
    assert.deepEqual(circuit.edges(0), []);
  });

  it('forgets what no reader wants any more, and says so', () => {
    const { circuit, reader } = bench();
    const other = {};
    circuit.wants(other, 0);
    circuit.draw(0.02, 1000);
    circuit.draw(0.03, 1000);
    circuit.wants(reader, 2000);
    assert.equal(circuit.draws(0).length, 2);
    circuit.leave(other);
    assert.throws(() => circuit.draws(0), /kept from 2000/);
    assert.deepEqual(circuit.draws(2000), []);
  });

  it('loses no charge, however it is drawn and in whatever steps it is read', () => {
    const step = fc.oneof(
      fc.record({ currentA: fc.constantFrom(0.01, 0.02), us: fc.integer({ min: 1, max: 5000 }) }),
      fc.record({ ms: fc.integer({ min: 0, max: 3 }) }),
      fc.constant('read' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, leaps) => {
        const { clock, circuit, reader } = bench({ leaps });
        let drawn = 0;
        let drawnForUs = 0;
        let read = 0;
        let readUpToUs = 0;
        const readOn = (): void => {
          const draws = circuit.draws(readUpToUs);
          read += chargeUAs(draws);
          assert.equal(draws[0]?.startUs ?? readUpToUs, readUpToUs);
          readUpToUs = draws.at(-1)?.endUs ?? readUpToUs;
          circuit.wants(reader, readUpToUs);
        };
        for (const next of steps) {
          if (next === 'read') readOn();
          else if ('ms' in next) clock.pass(next.ms);
          else {
            circuit.draw(next.currentA, next.us);
            drawn += next.currentA * next.us;
            drawnForUs += next.us;
          }
        }
        clock.pass(400);
        readOn();
        assert.equal(readUpToUs, circuit.nowUs());
        const expected = drawn + 0.001 * (circuit.nowUs() - drawnForUs);
        assert.ok(Math.abs(read - expected) < 1e-6 * expected, `${read}, not ${expected}`);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps nothing that nobody reads', function () {
    this.timeout(10_000);
    const circuit = new SimulatedCircuit(new ManualClock(), { voltageV: 3 });
    const before = process.memoryUsage().heapUsed;
    for (let draw = 0; draw < 300_000; draw++) {
      circuit.draw(0.01 + (draw % 7) / 1000, 10);
      if (draw % 10 === 0) circuit.edge(0);
    }
    assert.ok(process.memoryUsage().heapUsed - before < 30e6);
    circuit.wants({}, circuit.nowUs());
    assert.deepEqual(circuit.draws(circuit.nowUs()), []);
  });
});
