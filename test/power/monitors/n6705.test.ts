import assert from 'node:assert/strict';
import { systemClock, wait } from '../../../harness/clock.ts';
import { BenchError } from '../../../harness/errors.ts';
import type { Emulator, EmulatorPort } from '../../../power/emulators/emulator.ts';
import { N6705Emulator } from '../../../power/emulators/n6705.ts';
import { parseN6705EmulatorOptions } from '../../../power/emulators/n6705-options.ts';
import { SimulatedCircuit } from '../../../power/emulators/simulated-circuit.ts';
import type { Instrument } from '../../../power/monitors/instrument.ts';
import { n6705Instrument } from '../../../power/monitors/n6705.ts';
import { serveTcp } from '../../../runners/serving/tcp.ts';
import { MemoryTransport } from '../../../runners/transports/memory.ts';
import { deviceTransport } from '../../../runners/transports/open-device.ts';
import { memoryBench } from '../../contract/instrument-bench.ts';
import type { MemoryBenchOf } from '../../contract/instrument-bench.ts';
import { Recording } from '../../contract/instrument-recording.ts';
import { TestClock } from '../../test-clock.ts';

const voltageV = 3;

function bench(query = '', faults = ''): MemoryBenchOf<N6705Emulator> {
  return memoryBench({
    make: n6705Instrument,
    url: `n6705://lab${query}`,
    emulate: (surroundings) => new N6705Emulator(surroundings, parseN6705EmulatorOptions(`faults=${faults}`)),
    voltageV,
    relativeError: 1e-6,
    edgeErrorS: 1e-3,
  });
}

/** An instrument behind a socket that answers each line as `answer` does. */
function behind(answer: (line: string) => string | undefined): Instrument {
  const surroundings = {
    clock: new TestClock(),
    transport: (url: string) =>
      new MemoryTransport(url, () => {
        let send: (text: string) => void = () => undefined;
        return {
          opened(port: { send(bytes: Uint8Array): void }) {
            send = (text) => {
              port.send(Buffer.from(text));
            };
          },
          data(bytes: Uint8Array) {
            for (const line of Buffer.from(bytes).toString().split('\n').slice(0, -1)) {
              const text = line === 'SYST:ERR?' ? '+0,"No error"' : answer(line);
              if (text !== undefined) send(`${text}\n`);
            }
          },
          closed: () => undefined,
        };
      }),
  };
  return n6705Instrument('n6705://lab', surroundings);
}

/** Its way ends after so many bytes of a block. */
class CutEmulator implements Emulator {
  readonly #emulator: Emulator;
  #left: number;
  #isBlock = false;

  constructor(emulator: Emulator, blockBytes: number) {
    this.#emulator = emulator;
    this.#left = blockBytes;
  }

  opened(port: EmulatorPort): void {
    this.#emulator.opened({
      ...port,
      send: (bytes) => {
        this.#isBlock ||= bytes[0] === 0x23;
        if (!this.#isBlock) {
          port.send(bytes);
          return;
        }
        port.send(bytes.subarray(0, this.#left));
        if (bytes.length >= this.#left) port.drop(new Error('the network failed'));
        this.#left -= Math.min(this.#left, bytes.length);
      },
    });
  }

  data(bytes: Uint8Array): void {
    this.#emulator.data(bytes);
  }

  closed(): void {
    this.#emulator.closed();
  }
}

function isError(code: string, message?: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof BenchError && error.code === code && (message?.test(error.message) ?? true);
}

async function supplied(made: MemoryBenchOf<N6705Emulator>): Promise<Instrument> {
  const instrument = made.instrument();
  await instrument.open();
  await instrument.supplyOn(voltageV);
  return instrument;
}

describe('the N6705', () => {
  it('says which module it is, and what that gives', async () => {
    const instrument = bench().instrument();
    const { name } = await instrument.open();
    assert.equal(name, 'Keysight Technologies N6705C SIMULATED, firmware F.01.05, N6781A in channel 1');
    assert.deepEqual(instrument.capabilities.supplyV, { least: 0, most: 20.4 });
    await instrument.close();
    const plain = bench('?channel=2').instrument();
    assert.match((await plain.open()).name, /N6731B in channel 2/);
    assert.equal(plain.capabilities.supplyV?.most, 5.1);
    await plain.close();
  });

  it('takes the period that the instrument makes of the one asked for', async () => {
    const made = bench();
    const instrument = await supplied(made);
    const { sampleRateHz } = await instrument.start(new Recording(), voltageV);
    // Volts and amperes take a step each.
    assert.ok(Math.abs(1 / (sampleRateHz ?? NaN) - 40.96e-6) < 1e-12);
    await instrument.close();
  });

  it('measures the voltage with the current, and says the one it gives where it cannot', async () => {
    for (const faults of ['', 'one-parameter']) {
      const made = bench('?period=1e-3', faults);
      const instrument = await supplied(made);
      const recording = new Recording();
      recording.began(await instrument.start(recording, null));
      await wait(made.clock, 100);
      await instrument.stop();
      assert.equal(recording.head.voltageV, voltageV);
      const volts = recording.chunks.map(({ volts: measured }) => measured?.[0]);
      assert.deepEqual(volts, [faults === '' ? voltageV : undefined]);
      await instrument.close();
    }
  });

  it('delivers whole chunks of a long log', async () => {
    const made = bench('?period=4.096e-5');
    made.circuit.rest(1e-3);
    const instrument = await supplied(made);
    const recording = new Recording();
    recording.began(await instrument.start(recording, null));
    made.circuit.draw(5e-3, 20e6);
    await instrument.stop();
    recording.assertOrderly();
    assert.ok(Math.abs(recording.samples - 20 / 40.96e-6) < 2);
    assert.ok(Math.abs(recording.energyJ(voltageV) - 20 * 5e-3 * voltageV) < 1e-5);
    await instrument.close();
  });

  it('keeps what came of a log that was cut off', async () => {
    const made = bench('?period=1e-3', 'truncate');
    const instrument = await supplied(made);
    const recording = new Recording();
    recording.began(await instrument.start(recording, null));
    await wait(made.clock, 2000);
    await instrument.stop();
    recording.assertOrderly();
    // 4099 bytes are 512 samples of eight bytes, and a part of one.
    assert.ok(recording.samples > 1400 && recording.samples < 1500, `${recording.samples} samples`);
    await instrument.close();
  });

  it('keeps what was fetched when it vanishes during the fetching', async () => {
    const clock = new TestClock();
    const circuit = new SimulatedCircuit(clock);
    const cut = new CutEmulator(new N6705Emulator({ circuit, clock }), 100_000);
    const instrument = n6705Instrument('n6705://lab?period=4.096e-5', {
      clock,
      transport: (url) => new MemoryTransport(url, () => cut),
    });
    const recording = new Recording();
    await instrument.open();
    await instrument.supplyOn(voltageV);
    recording.began(await instrument.start(recording, null));
    circuit.draw(5e-3, 20e6);
    await instrument.stop();
    recording.assertOrderly();
    assert.ok(recording.samples > 12_000 && recording.samples < 12_500, `${recording.samples} samples`);
    assert.equal(recording.failures.length, 1);
    assert.ok(isError('instrument.vanished', /the network failed/)(recording.failures[0]));
    await instrument.close();
  });

  it('says that the board drew too much, and that it switched it off', async () => {
    const made = bench('?period=1e-3&limit=0.1');
    const instrument = await supplied(made);
    const recording = new Recording();
    recording.began(await instrument.start(recording, null));
    made.circuit.draw(0.3, 1e5);
    await wait(made.clock, 100);
    assert.equal(made.circuit.voltageV, 0);
    await instrument.stop();
    assert.ok(recording.samples > 90);
    assert.equal(recording.failures.length, 1);
    assert.ok(isError('instrument.overcurrent', /0\.1 A/)(recording.failures[0]));
    await instrument.supplyOn(voltageV);
    assert.equal(made.circuit.voltageV, voltageV);
    await instrument.close();
  });

  it('says that a log was full, and keeps it', async () => {
    const made = bench('?period=1e-3&duration=2');
    const instrument = await supplied(made);
    const recording = new Recording();
    recording.began(await instrument.start(recording, null));
    await wait(made.clock, 3000);
    await instrument.stop();
    assert.ok(Math.abs(recording.samples - 2 / 1.00352e-3) < 2, `${recording.samples} samples`);
    assert.ok(isError('instrument.unready', /full after 2 s/)(recording.failures[0]));
    await instrument.close();
  });

  it('refuses a channel that there is not', async () => {
    await assert.rejects(bench('?channel=4').instrument().open(), isError('instrument.unready', /no channel 4/));
  });

  it('says what another instrument answered', async () => {
    const other = behind((line) => (line === '*IDN?' ? 'Acme,Scope 9,1,2' : undefined));
    await assert.rejects(other.open(), isError('instrument.reply', /\*IDN\? with Acme,Scope 9,1,2/));
    const silent = behind(() => undefined);
    await assert.rejects(silent.open(), isError('instrument.silent', /\*IDN\?/));
  });

  it('says what it got where a number was to come', async () => {
    const odd = behind((line) => {
      if (line === '*IDN?') return 'Keysight,N6705C,1,2';
      return line.endsWith('?') ? 'many' : undefined;
    });
    await assert.rejects(odd.open(), isError('instrument.reply', /SYST:CHAN\? with many/));
  });

  it('measures through a real socket, on the time that passes', async () => {
    const circuit = new SimulatedCircuit(systemClock, { restA: 0.002 });
    const emulator = new N6705Emulator({ circuit, clock: systemClock }, { faults: ['splits'] });
    const socket = new MemoryTransport('the emulated N6705', () => emulator);
    const server = await serveTcp(socket, { host: '127.0.0.1', port: 0 });
    const instrument = n6705Instrument(server.url.replace('tcp:', 'n6705:'), {
      clock: systemClock,
      transport: (url) => deviceTransport(url),
    });
    const recording = new Recording();
    await instrument.open();
    await instrument.supplyOn(voltageV);
    recording.began(await instrument.start(recording, voltageV));
    circuit.draw(0.01, 5e6);
    await instrument.stop();
    recording.assertOrderly();
    const excessJ = recording.energyJ(voltageV, 0, Infinity, 0.002);
    assert.ok(Math.abs(excessJ - 5 * 0.008 * voltageV) < 1e-5, `${excessJ} J`);
    await instrument.close();
    await server.stop();
  });
});
