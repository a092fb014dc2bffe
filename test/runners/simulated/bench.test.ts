import assert from 'node:assert/strict';
import { wait } from '../../../harness/clock.ts';
import { DeviceClient } from '../../../harness/protocol/device-client.ts';
import { Stumble } from '../../../harness/protocol/stumble.ts';
import { openMonitor } from '../../../power/monitors/open-monitor.ts';
import type { Instrument } from '../../../power/monitors/instrument.ts';
import { IoManagerTransport } from '../../../runners/io-manager/io-manager-transport.ts';
import { openBench } from '../../../runners/simulated/bench.ts';
import type { BenchOptions, SimulatedBench } from '../../../runners/simulated/bench.ts';
import { currentsOf } from '../../../runners/simulated/current-model.ts';
import { emulatedKinds, parseEmulatedMonitor } from '../../../runners/simulated/emulated-monitor.ts';
import { Recording } from '../../contract/instrument-recording.ts';
import { TestClock } from '../../test-clock.ts';

const boardUrl = 'sim:cortex-m4?model=built-in:kws01&mode=energy';
const input = Uint8Array.from({ length: 490 }, (_, index) => (index * 31) & 255);
const request = { warmups: 2, outputs: 12, unseenInferenceLimitUs: 1e6 };

interface Measured {
  readonly instrument: Instrument;
  readonly recording: Recording;
  readonly laps: readonly number[];
}

/** Records one inference command of a board, from the moment it is loaded. */
async function measure(
  bench: SimulatedBench,
  clock: TestClock,
  instrument: Instrument,
  iterations: number,
  isBehindManager: boolean,
): Promise<Measured> {
  const manager = isBehindManager ? new IoManagerTransport(bench.port, { clock }) : undefined;
  await instrument.open();
  try {
    if (instrument.capabilities.supplyV !== null) await instrument.supplyOn(3);
    const device = await DeviceClient.connect(manager ?? bench.port, {
      clock,
      record: () => undefined,
      burst: isBehindManager ? 1 : 'auto',
      verifyLoads: false,
      bytesPerLoadCommand: 26,
      bootLimitMs: 10_000,
    });
    await device.load({ name: 'input', bytes: input, offset: 0 });
    manager?.takeLaps();
    const recording = new Recording();
    recording.began(await instrument.start(recording, 3));
    await wait(clock, 300);
    const inference = await device.inferMarked({ ...request, iterations });
    assert.ok(!(inference instanceof Stumble), inference instanceof Stumble ? inference.detail : '');
    await wait(clock, 300);
    await instrument.stop();
    await device.close();
    recording.assertOrderly();
    return { instrument, recording, laps: manager?.takeLaps().map(({ lapUs }) => lapUs) ?? [] };
  } finally {
    await instrument.close();
  }
}

async function onBench(options: BenchOptions): Promise<{ readonly bench: SimulatedBench; readonly clock: TestClock }> {
  const clock = new TestClock();
  return { bench: await openBench(boardUrl, { ...options, clock }), clock };
}

/** The energy between the two edges, and what it should be. */
function assertEnergy({ recording }: Measured, bench: SimulatedBench, iterations: number, within: number): void {
  const [startS, endS, ...more] = recording.fallsS;
  assert.ok(startS !== undefined && endS !== undefined && more.length === 0, `edges at ${recording.fallsS.join()}`);
  const { energyJ } = bench.window(input, iterations, 3);
  const found = recording.energyJ(3, startS, endS);
  assert.ok(Math.abs(found / energyJ - 1) < within, `${found} J, not ${energyJ} J`);
}

describe('a simulated bench', function () {
  this.timeout(20_000);

  const iterations = 300;

  it('has an instrument that measures what its board draws', async () => {
    const { bench, clock } = await onBench({ voltageV: 0 });
    const measured = await measure(bench, clock, bench.instrument('sim:'), iterations, false);
    assert.ok(
      bench.window(input, iterations, 3).durationUs > 9e6,
      String(bench.window(input, iterations, 3).durationUs),
    );
    assertEnergy(measured, bench, iterations, 1e-6);
  });

  it('shows with its instrument and its I/O manager the same window, on two clocks', async () => {
    const { bench, clock } = await onBench({ voltageV: 0, ioManager: {} });
    const measured = await measure(bench, clock, bench.instrument('sim:'), iterations, true);
    assertEnergy(measured, bench, iterations, 1e-6);
    const [first = 0, last = 0, ...more] = measured.laps;
    assert.deepEqual(more, []);
    assert.ok(Math.abs((last - first) / (1.0012 * bench.window(input, iterations, 3).durationUs) - 1) < 1e-6);
  });

  for (const [kind, url, within] of [
    ['lpm01a', 'lpm01a:/dev/ttyACM1', 1e-3],
    ['ppk2', 'ppk2:/dev/ttyACM1', 1e-4],
    ['ppk2?mode=ampere', 'ppk2:/dev/ttyACM1?mode=ampere', 1e-4],
    ['emon', 'emon:/dev/ttyUSB0', 1e-3],
    ['otii', 'otii://127.0.0.1', 2e-3],
  ] as const) {
    it(`has ${kind} measure the energy that the model of its board says, behind an I/O manager`, async () => {
      const monitor = parseEmulatedMonitor(kind);
      const { bench, clock } = await onBench({ ...(monitor.supplies ? { voltageV: 0 } : {}), ioManager: {} });
      const wire = bench.connect(monitor);
      const instrument = openMonitor(url, { clock, transport: () => wire });
      assertEnergy(await measure(bench, clock, instrument, iterations, true), bench, iterations, within);
    });
  }

  it('has N6705 measure all that its board computes, without edges', async () => {
    const { bench, clock } = await onBench({ voltageV: 0, ioManager: {} });
    const wire = bench.connect(parseEmulatedMonitor('n6705'));
    const instrument = openMonitor('n6705://127.0.0.1', { clock, transport: () => wire });
    const { recording } = await measure(bench, clock, instrument, iterations, true);
    const rateHz = recording.head.sampleRateHz ?? NaN;
    const computingW = 0.9 * 3 * currentsOf(bench.options).computeA;
    let computedJ = 0;
    for (const { values, volts } of recording.chunks) {
      for (const [index, value] of values.entries()) {
        const powerW = value * (volts?.[index] ?? 3);
        if (powerW > computingW) computedJ += powerW / rateHz;
      }
    }
    // The warm-ups before the window compute as well.
    const { energyJ } = bench.window(input, iterations + request.warmups, 3);
    assert.ok(Math.abs(computedJ / energyJ - 1) < 2e-3, `${computedJ} J, not ${energyJ} J`);
  });

  it('knows each emulated monitor by its kind, and no other', () => {
    assert.deepEqual(emulatedKinds, ['lpm01a', 'ppk2', 'n6705', 'otii', 'emon']);
    assert.throws(() => parseEmulatedMonitor('joulescope'), { code: 'usage.option' });
    assert.throws(() => parseEmulatedMonitor('lpm01a?faults=none-such'), { code: 'usage.monitor' });
  });
});
