import assert from 'node:assert/strict';
import { systemClock, wait } from '../../../harness/clock.ts';
import { BenchError } from '../../../harness/errors.ts';
import { OtiiEmulator } from '../../../power/emulators/otii.ts';
import { parseOtiiEmulatorOptions } from '../../../power/emulators/otii-options.ts';
import { SimulatedCircuit } from '../../../power/emulators/simulated-circuit.ts';
import type { Instrument } from '../../../power/monitors/instrument.ts';
import { otiiInstrument } from '../../../power/monitors/otii.ts';
import { serveTcp } from '../../../runners/serving/tcp.ts';
import { MemoryTransport } from '../../../runners/transports/memory.ts';
import { deviceTransport } from '../../../runners/transports/open-device.ts';
import { memoryBench } from '../../contract/instrument-bench.ts';
import type { MemoryBenchOf } from '../../contract/instrument-bench.ts';
import { Recording } from '../../contract/instrument-recording.ts';
import { TestClock } from '../../test-clock.ts';

const voltageV = 3;

function bench(query = '', faults = ''): MemoryBenchOf<OtiiEmulator> {
  return memoryBench({
    make: otiiInstrument,
    url: `otii://lab${query}`,
    emulate: (surroundings) => new OtiiEmulator(surroundings, parseOtiiEmulatorOptions(`faults=${faults}`)),
    voltageV,
    relativeError: 2.5e-6,
    edgeErrorS: 1 / 4000,
  });
}

async function supplied(made: MemoryBenchOf<OtiiEmulator>): Promise<Instrument> {
  const instrument = made.instrument();
  await instrument.open();
  await instrument.supplyOn(voltageV);
  return instrument;
}

function isError(code: string, message?: RegExp, remedy?: RegExp): (error: unknown) => boolean {
  return (error) =>
    error instanceof BenchError &&
    error.code === code &&
    (message?.test(error.message) ?? true) &&
    (remedy?.test(error.remedy) ?? true);
}

describe('the Otii', () => {
  it('says which device it is', async () => {
    const instrument = bench().instrument();
    const { name } = await instrument.open();
    assert.match(name, /^Qoitech Otii Simulator "Arc" Sim\d+, firmware 1\.1\.6$/);
    await instrument.close();
  });

  it('explains what the application has to be told first', async () => {
    const cases: readonly [fault: string, message: RegExp, remedy: RegExp][] = [
      ['logged-out', /nobody is logged in/, /^Log in/],
      ['no-licence', /no Automation licence is free/, /Automation|TCP server/],
      ['no-device', /no Arc or Ace is connected/, /^Plug the device in/],
      ['two-devices', /several devices.*Arc \(Sim.*Other \(Arc2\)/, /\?device=/],
      ['denies', /Connection denied: Another client/, /TCP server/],
    ];
    for (const [fault, message, remedy] of cases) {
      await assert.rejects(bench('', fault).instrument().open(), isError('instrument.unready', message, remedy), fault);
    }
  });

  it('takes the device that is named', async () => {
    const instrument = bench('?device=Arc', 'two-devices').instrument();
    assert.match((await instrument.open()).name, /"Arc"/);
    await instrument.close();
    await assert.rejects(
      bench('?device=Ace', 'two-devices').instrument().open(),
      isError('instrument.unready', /no device "Ace"/, /There are: Arc \(/),
    );
  });

  it('leaves its licence to others when it closes', async () => {
    const made = bench();
    for (let turn = 0; turn < 2; turn += 1) {
      const instrument = made.instrument();
      await instrument.open();
      await instrument.close();
    }
  });

  it('measures the voltage with the current', async () => {
    const made = bench();
    const instrument = await supplied(made);
    const recording = new Recording();
    recording.began(await instrument.start(recording, null));
    made.circuit.draw(5e-3, 3e6);
    await wait(made.clock, 500);
    await instrument.stop();
    recording.assertOrderly();
    assert.ok(recording.chunks.length > 0);
    for (const { volts } of recording.chunks) assert.ok(volts?.every((volt) => volt === voltageV));
    await instrument.close();
  });

  it('puts many edges between the samples that they belong between', async () => {
    const made = bench('', 'short-pages');
    const instrument = await supplied(made);
    const recording = new Recording();
    recording.began(await instrument.start(recording, null));
    const wantedS: number[] = [];
    for (let turn = 0; turn < 200; turn += 1) {
      made.circuit.draw(5e-3, 12_345);
      made.circuit.edge(turn % 2 === 0 ? 0 : 1);
      wantedS.push(((turn + 1) * 12_345) / 1e6);
      if (turn % 50 === 0) await wait(made.clock, 0);
    }
    await wait(made.clock, 1000);
    await instrument.stop();
    recording.assertOrderly();
    assert.equal(recording.edges.length, 200);
    const offS = (recording.edges[0]?.timeS ?? NaN) - (wantedS[0] ?? NaN);
    for (const [index, { timeS, direction }] of recording.edges.entries()) {
      assert.equal(direction, index % 2 === 0 ? 'falling' : 'rising');
      assert.ok(Math.abs(timeS - (wantedS[index] ?? NaN) - offS) < 1e-6);
    }
    await instrument.close();
  });

  it('gives no number for a value that the server does not have', async () => {
    const made = bench('', 'gaps');
    const instrument = await supplied(made);
    const recording = new Recording();
    recording.began(await instrument.start(recording, null));
    made.circuit.draw(5e-3, 3e6);
    await wait(made.clock, 500);
    await instrument.stop();
    recording.assertOrderly();
    assert.equal(recording.lost, Math.floor(recording.samples / 1000));
    assert.ok(recording.lost >= 12);
    await instrument.close();
  });

  it('says while it records that the board drew too much', async () => {
    const made = bench('?limit=0.1');
    const instrument = await supplied(made);
    const recording = new Recording();
    recording.began(await instrument.start(recording, null));
    await wait(made.clock, 1000);
    made.circuit.draw(0.3, 1e5);
    await wait(made.clock, 1000);
    assert.equal(made.circuit.voltageV, 0);
    assert.equal(recording.failures.length, 1);
    assert.ok(isError('instrument.overcurrent', /more than 0\.1 A/)(recording.failures[0]));
    assert.ok(recording.samples > 3000);
    await instrument.stop();
    recording.assertOrderly();
    await instrument.close();
  });

  it('says what the device refuses', async () => {
    const instrument = bench('?rate=50000').instrument();
    await instrument.open();
    await assert.rejects(
      instrument.start(new Recording(), voltageV),
      isError('instrument.reply', /arc_set_channel_samplerate with Command not valid for device type/),
    );
    await instrument.close();
  });

  it('says what another server answers', async () => {
    const clock = new TestClock();
    const behind = (greeting: string | undefined): Instrument =>
      otiiInstrument('otii://lab', {
        clock,
        transport: (url) =>
          new MemoryTransport(url, () => ({
            opened(port) {
              if (greeting !== undefined) port.send(Buffer.from(greeting));
            },
            data: () => undefined,
            closed: () => undefined,
          })),
      });
    await assert.rejects(behind('SSH-2.0-OpenSSH_9.6\r\n').open(), isError('instrument.reply', /SSH-2\.0/));
    await assert.rejects(behind(undefined).open(), isError('instrument.silent', /the connection/));
    await assert.rejects(
      behind('{"type":"information","info":"connected"}\r\n').open(),
      isError('instrument.silent', /otii_is_logged_in/),
    );
  });

  it('measures through a real socket, on the time that passes', async () => {
    const circuit = new SimulatedCircuit(systemClock, { restA: 0.002 });
    const emulator = new OtiiEmulator({ circuit, clock: systemClock }, { faults: ['splits', 'chatter'] });
    const socket = new MemoryTransport('the emulated Otii', () => emulator);
    const server = await serveTcp(socket, { host: '127.0.0.1', port: 0 });
    const instrument = otiiInstrument(server.url.replace('tcp:', 'otii:'), {
      clock: systemClock,
      transport: (url) => deviceTransport(url),
    });
    const recording = new Recording();
    await instrument.open();
    await instrument.supplyOn(voltageV);
    recording.began(await instrument.start(recording, voltageV));
    circuit.edge(0);
    circuit.draw(0.01, 15e6);
    circuit.edge(1);
    await instrument.stop();
    recording.assertOrderly();
    const excessJ = recording.energyJ(voltageV, 0, Infinity, 0.002);
    assert.ok(Math.abs(excessJ - 15 * 0.008 * voltageV) < 1e-5, `${excessJ} J`);
    assert.equal(recording.edges.length, 2);
    await instrument.close();
    await server.stop();
  });
});
