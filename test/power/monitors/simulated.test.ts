import assert from 'node:assert/strict';
import { wait } from '../../../harness/clock.ts';
import { BenchError } from '../../../harness/errors.ts';
import { SimulatedCircuit } from '../../../power/emulators/simulated-circuit.ts';
import { SimulatedInstrument } from '../../../power/monitors/simulated.ts';
import { parseSimulatedInstrument } from '../../../power/monitors/simulated-options.ts';
import { describeInstrument } from '../../contract/instrument-contract.ts';
import type { InstrumentBench } from '../../contract/instrument-contract.ts';
import { Recording, settle } from '../../contract/instrument-recording.ts';
import { TestClock } from '../../test-clock.ts';

function contractBench(url: string): InstrumentBench {
  const clock = new TestClock();
  const circuit = new SimulatedCircuit(clock);
  let last: SimulatedInstrument | undefined;
  return {
    clock,
    circuit,
    instrument: () => {
      last = new SimulatedInstrument(url, { circuit, clock });
      return last;
    },
    voltageV: 3,
    vanish: () => last?.vanish('the cable was pulled'),
    lose: (samples) => last?.lose(samples),
    relativeError: 1e-9,
    edgeErrorS: 1e-5,
  };
}

describeInstrument('The simulated instrument', () => contractBench('sim:'));
describeInstrument('The simulated instrument at 1 kHz', () => ({
  ...contractBench('sim:?rate=1000'),
  edgeErrorS: 1e-3,
}));

interface Bench {
  readonly clock: TestClock;
  readonly circuit: SimulatedCircuit;
  readonly instrument: SimulatedInstrument;
  readonly recording: Recording;
}

/** Records three pulses of the pin, 200 ms apart, at a current of 10 mA and 3 V. */
async function recorded(query: string): Promise<Bench> {
  const clock = new TestClock();
  const circuit = new SimulatedCircuit(clock, { voltageV: 3, restA: 0.01 });
  const instrument = new SimulatedInstrument(`sim:${query}`, { circuit, clock });
  const recording = new Recording();
  await instrument.open();
  recording.began(await instrument.start(recording));
  for (let pulse = 0; pulse < 3; pulse++) {
    circuit.draw(0.01, 200_000);
    circuit.edge(0);
    circuit.draw(0.01, 100);
    circuit.edge(1);
  }
  await wait(clock, 200);
  await instrument.stop();
  await instrument.close();
  recording.assertOrderly();
  return { clock, circuit, instrument, recording };
}

function near(found: readonly number[], expected: readonly number[]): void {
  assert.equal(found.length, expected.length, found.join(', '));
  for (const [index, value] of found.entries())
    assert.ok(Math.abs(value - (expected[index] ?? NaN)) < 1e-9, found.join());
}

describe('the simulated instrument', () => {
  it('sees every edge when it happens', async () => {
    const { recording } = await recorded('');
    near(recording.fallsS, [0.2, 0.4001, 0.6002]);
    assert.equal(recording.edges.length, 6);
  });

  it('misses an edge', async () => {
    const { recording } = await recorded('?fault=missing-edge@2');
    near(recording.fallsS, [0.2, 0.6002]);
    assert.equal(recording.edges.length, 4);
  });

  it('sees an edge where there is none', async () => {
    const { recording } = await recorded('?fault=double-edge@1');
    near(recording.fallsS, [0.2, 0.25, 0.4001, 0.6002]);
  });

  it('sees an edge bounce', async () => {
    const { recording } = await recorded('?fault=bounce@3');
    near(recording.fallsS, [0.2, 0.4001, 0.6002, 0.60022, 0.60024]);
  });

  it('loses samples behind an edge, and says how many', async () => {
    const { recording } = await recorded('?fault=lose:700@2&fault=lose:3@3');
    // The rising edge lies among the lost ones, so that their gap is told in two.
    assert.deepEqual(
      recording.gaps.map(({ first, samples }) => [first, samples]),
      [
        [40_010, 10],
        [40_020, 690],
        [60_020, 3],
      ],
    );
  });

  it('vanishes at an edge, once, and what came before is delivered', async () => {
    const { recording, instrument } = await recorded('?fault=vanish@2');
    near(recording.fallsS, [0.2, 0.4001]);
    assert.equal(recording.samples, 40_010);
    assert.equal(recording.failures.length, 1);
    const [failure] = recording.failures;
    assert.ok(failure instanceof BenchError && failure.code === 'instrument.vanished');
    await instrument.open();
    await instrument.close();
  });

  it('has a clock of its own, that may run too fast', async () => {
    const { recording } = await recorded('?drift-ppm=1200');
    near(
      recording.fallsS,
      [0.2, 0.4001, 0.6002].map((timeS) => timeS * 1.0012),
    );
    const [start = 0, end = 0] = recording.fallsS;
    const expectedJ = 0.01 * 3 * 0.2001 * 1.0012;
    assert.ok(Math.abs(recording.energyJ(3, start, end) / expectedJ - 1) < 1e-9);
  });

  it('adds the noise it is told to, and the same each time', async () => {
    const values: number[][] = [];
    for (let time = 0; time < 2; time++) {
      const { recording } = await recorded('?rate=10000&noise-ua=50');
      values.push(recording.chunks.flatMap((chunk) => Array.from(chunk.values)));
    }
    assert.deepEqual(values[0], values[1]);
    const amperes = (values[0] ?? []).map((energyJ) => (energyJ * 10_000) / 3);
    const mean = amperes.reduce((sum, value) => sum + value, 0) / amperes.length;
    const deviation = Math.sqrt(amperes.reduce((sum, value) => sum + (value - mean) ** 2, 0) / amperes.length);
    assert.ok(Math.abs(mean - 0.01) < 3e-6, String(mean));
    assert.ok(Math.abs(deviation / 50e-6 - 1) < 0.05, String(deviation));
  });

  it('changes the voltage of what is drawn from then on alone', async () => {
    const clock = new TestClock();
    const circuit = new SimulatedCircuit(clock, { voltageV: 3, restA: 0.01 });
    const instrument = new SimulatedInstrument('sim:?rate=1000', { circuit, clock });
    const recording = new Recording();
    await instrument.open();
    recording.began(await instrument.start(recording));
    await wait(clock, 95);
    await instrument.supplyOn(2);
    await wait(clock, 100);
    await instrument.stop();
    near([recording.energyJ(0, 0, 0.095), recording.energyJ(0, 0.095, 0.195)], [0.01 * 3 * 0.095, 0.01 * 2 * 0.1]);
    await settle(clock);
  });

  it('is refused with what is wrong about its URL', () => {
    for (const [url, problem] of [
      ['sim:cortex-m4', /written sim: or/],
      ['sim:?rate=0', /rate=0/],
      ['sim:?rate=', /rate=/],
      ['sim:?rate=1&rate=2', /given twice/],
      ['sim:?colour=red', /no option "colour"/],
      ['sim:?fault=lose@1', /no fault "lose@1"/],
      ['sim:?fault=bounce@0', /no fault/],
      ['sim:?fault=bounce:3@1', /no fault/],
    ] as const) {
      assert.throws(
        () => parseSimulatedInstrument(url),
        (error) => error instanceof BenchError && error.code === 'usage.monitor' && problem.test(error.message),
        url,
      );
    }
  });
});
