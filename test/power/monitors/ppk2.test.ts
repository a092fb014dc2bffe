import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { wait } from '../../../harness/clock.ts';
import { BenchError } from '../../../harness/errors.ts';
import type { Emulator, EmulatorPort } from '../../../power/emulators/emulator.ts';
import { Ppk2Emulator } from '../../../power/emulators/ppk2.ts';
import type { Ppk2EmulatorOptions } from '../../../power/emulators/ppk2-options.ts';
import { ppk2Instrument } from '../../../power/monitors/ppk2.ts';
import { MemoryTransport } from '../../../runners/transports/memory.ts';
import { memoryBench } from '../../contract/instrument-bench.ts';
import { describeInstrument } from '../../contract/instrument-contract.ts';
import { Recording } from '../../contract/instrument-recording.ts';
import { TestClock } from '../../test-clock.ts';

interface Bench {
  readonly query?: string;
  readonly options?: Ppk2EmulatorOptions;
  readonly isSupplied?: boolean;
}

function ppk2Bench({ query = '', options = {}, isSupplied = false }: Bench = {}): ReturnType<
  typeof memoryBench<Ppk2Emulator>
> {
  return memoryBench({
    make: ppk2Instrument,
    url: `ppk2:/dev/ttyACM1${query}`,
    emulate: (surroundings) => new Ppk2Emulator(surroundings, options),
    voltageV: 3,
    isSupplied,
    lose: (emulator, samples) => {
      emulator.lose(samples);
    },
    // The window rounded to samples, and one step of the converter over it.
    relativeError: 1e-5,
    edgeErrorS: 1e-5,
    windowS: 3,
  });
}

describeInstrument('The PPK2 as a source', () => ppk2Bench());
describeInstrument('The PPK2 as an ampere meter', () => ppk2Bench({ query: '?mode=ampere', isSupplied: true }));
describeInstrument('A PPK2 that was left measuring, with bytes of old recordings', () =>
  ppk2Bench({ options: { faults: ['stale', 'leftover'] } }),
);

describe('The PPK2', () => {
  it('is refused with what is wrong about its URL', () => {
    const surroundings = { clock: new TestClock(), transport: () => assert.fail('nothing is opened') };
    for (const [url, problem] of [
      ['ppk2:', /names no port/],
      ['ppk2:/dev/ttyACM1?mode=sink', /mode=sink is none of source, ampere/],
      ['ppk2:/dev/ttyACM1?pin=8', /pin=8/],
      ['ppk2:/dev/ttyACM1?pin=1.5', /pin=1\.5/],
      ['ppk2:/dev/ttyACM1?colour=red', /no option "colour"/],
    ] as const) {
      assert.throws(
        () => ppk2Instrument(url, surroundings),
        (error) => error instanceof BenchError && error.code === 'usage.monitor' && problem.test(error.message),
        url,
      );
    }
  });

  it('gives way to what measures from 0.8 to 5 V as a source, and supplies nothing as an ampere meter', () => {
    const { surroundings } = ppk2Bench();
    assert.deepEqual(ppk2Instrument('ppk2:COM3', surroundings).capabilities.supplyV, { least: 0.8, most: 5 });
    assert.equal(ppk2Instrument('ppk2:COM3?mode=ampere', surroundings).capabilities.supplyV, null);
  });

  it('never gives the board the voltage of the last program', async () => {
    const bench = ppk2Bench({ options: { mode: 'ampere' } });
    const { circuit } = bench;
    const voltages: number[] = [];
    circuit.onSupply(() => voltages.push(circuit.voltageV));
    const instrument = bench.instrument();
    await instrument.open();
    await instrument.supplyOn(1.8);
    await instrument.supplyOn(3.3);
    await instrument.close();
    assert.deepEqual(voltages, [1.8, 3.3]);
  });

  it('conducts as an ampere meter from its opening on, whatever it was', async () => {
    const bench = ppk2Bench({ query: '?mode=ampere', options: { mode: 'source', externalV: 2.5 } });
    assert.equal(bench.circuit.voltageV, 0);
    const instrument = bench.instrument();
    await instrument.open();
    await wait(bench.clock, 10);
    assert.equal(bench.circuit.voltageV, 2.5);
    await instrument.supplyOff();
    assert.equal(bench.circuit.voltageV, 2.5);
    await instrument.close();
  });

  it('takes the edges of the input that its URL names', async () => {
    const bench = ppk2Bench({ query: '?pin=1' });
    const recording = await recorded(bench, 200);
    assert.deepEqual(recording.edges, []);
  });

  it('gives the current of each of its ranges to the resolution of a sample', async () => {
    for (const currentA of [3e-6, 40e-6, 300e-6, 2e-3, 20e-3, 300e-3]) {
      const bench = ppk2Bench();
      bench.circuit.rest(currentA);
      const recording = await recorded(bench, 400);
      const meanA = recording.energyJ(1) / (recording.samples / 100_000);
      assert.ok(Math.abs(meanA - currentA) < 1e-4 * currentA, `${meanA} for ${currentA}`);
    }
  });

  it('marks what is beyond its widest range', async () => {
    const bench = ppk2Bench();
    bench.circuit.rest(30);
    const recording = await recorded(bench, 100);
    const saturated = recording.marks.filter(({ mark }) => mark === 'saturated');
    assert.equal(
      saturated.reduce((sum, { samples }) => sum + samples, 0),
      recording.samples,
    );
  });

  it('records on through bytes and samples that get lost, with gaps in their place', async () => {
    const bench = ppk2Bench({ options: { faults: ['lose', 'cut', 'round'] } });
    const recording = await recorded(bench, 12_100);
    recording.assertOrderly();
    // Twelve times seven samples, twice 640, and a sample for each of four bytes.
    assert.equal(recording.lost, 12 * 7 + 2 * 640 + 4);
    assert.ok(Math.abs(recording.samples - 1_200_000) < 20_000);
  });

  it('says what answers instead of a PPK2', async () => {
    const clock = new TestClock();
    const shell = new Answering('uart:~$ command not found\r\n');
    const instrument = ppk2Instrument('ppk2:/dev/ttyACM2', {
      clock,
      transport: (url) => new MemoryTransport(url, () => shell),
    });
    await assert.rejects(instrument.open(), (error) => {
      assert.ok(error instanceof BenchError);
      assert.equal(error.code, 'instrument.reply');
      assert.match(error.message, /ppk2:\/dev\/ttyACM2 answered metadata \(0x19\) with "uart:~\$ command not found/);
      return true;
    });
    assert.equal(shell.isOpen, false);
  });

  it('says that nothing answers, after it has asked twice', async () => {
    const clock = new TestClock();
    const mute = new Answering('');
    const instrument = ppk2Instrument('ppk2:/dev/ttyACM2', {
      clock,
      transport: (url) => new MemoryTransport(url, () => mute),
    });
    await assert.rejects(
      instrument.open(),
      (error) => error instanceof BenchError && error.code === 'instrument.silent',
    );
    assert.equal(mute.bytes.filter((byte) => byte === 0x19).length, 2);
    assert.equal(mute.isOpen, false);
  });

  it('ends its attempt to open when it is told to', async () => {
    const clock = new TestClock();
    const ending = new AbortController();
    const instrument = ppk2Instrument('ppk2:/dev/ttyACM2', {
      clock,
      signal: ending.signal,
      transport: (url) => new MemoryTransport(url, () => new Answering('')),
    });
    clock.after(500, () => {
      ending.abort(new Error('enough'));
    });
    await assert.rejects(instrument.open(), /enough/);
    assert.ok(clock.nowUs() < 600_000);
  });

  it('closes its port only when the last command had time to leave it', async () => {
    const { surroundings, clock } = ppk2Bench();
    let wroteUs = NaN;
    let closedUs = NaN;
    const instrument = ppk2Instrument('ppk2:/dev/ttyACM1', {
      ...surroundings,
      transport: (url, baud) => {
        const transport = surroundings.transport(url, baud);
        return {
          url,
          baud,
          open: (events) => transport.open(events),
          write: (bytes) => {
            wroteUs = clock.nowUs();
            transport.write(bytes);
          },
          close: () => {
            closedUs = clock.nowUs();
            return transport.close();
          },
        };
      },
    });
    await instrument.open();
    const switching = instrument.supplyOn(3);
    await instrument.close();
    await switching;
    assert.ok(closedUs - wroteUs >= 20_000, `${closedUs - wroteUs} µs`);
  });

  it('leaves nothing under way where it cannot even ask', async () => {
    const bench = ppk2Bench();
    const instrument = bench.instrument();
    await instrument.open();
    bench.vanish();
    await wait(bench.clock, 100);
    await expectNoUnhandled(async () => {
      await assert.rejects(instrument.start(new Recording(), 3), isVanished);
      await instrument.close();
      await wait(bench.clock, 5000);
    });
  });

  it('ends what is under way when it is closed', async () => {
    const bench = ppk2Bench();
    const instrument = bench.instrument();
    await instrument.open();
    await expectNoUnhandled(async () => {
      const starting = assert.rejects(instrument.start(new Recording(), 3), /was closed/);
      await instrument.close();
      await starting;
      await wait(bench.clock, 5000);
    });
    const next = bench.instrument();
    await next.open();
    await next.close();
  });

  it('keeps what it recorded when it is told to end', async () => {
    const ending = new AbortController();
    const bench = ppk2Bench();
    const surroundings = { ...bench.surroundings, signal: ending.signal };
    const instrument = ppk2Instrument('ppk2:/dev/ttyACM1', surroundings);
    await instrument.open();
    await instrument.supplyOn(3);
    const recording = new Recording();
    recording.began(await instrument.start(recording, 3));
    await wait(bench.clock, 300);
    ending.abort(new Error('enough'));
    await instrument.stop();
    await instrument.close();
    recording.assertOrderly();
    assert.ok(recording.samples > 29_000);
    assert.deepEqual(recording.failures, []);
  });
});

function isVanished(error: unknown): boolean {
  return error instanceof BenchError && error.code === 'instrument.vanished';
}

/** Mocha's own listeners would blame whichever test is running when a rejection is found unhandled. */
async function expectNoUnhandled(action: () => Promise<void>): Promise<void> {
  const others = process.listeners('unhandledRejection');
  const unhandled: unknown[] = [];
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason) => unhandled.push(reason));
  try {
    await action();
    await nextTurn();
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const listener of others) process.on('unhandledRejection', listener);
  }
  assert.deepEqual(unhandled, []);
}

async function recorded(bench: ReturnType<typeof ppk2Bench>, forMs: number): Promise<Recording> {
  const instrument = bench.instrument();
  await instrument.open();
  await instrument.supplyOn(3);
  const recording = new Recording();
  recording.began(await instrument.start(recording, null));
  await wait(bench.clock, forMs / 2);
  bench.circuit.edge(0);
  bench.circuit.edge(1);
  await wait(bench.clock, forMs / 2);
  await instrument.stop();
  await instrument.close();
  return recording;
}

/** Something else behind a port, which answers everything with the same text. */
class Answering implements Emulator {
  readonly bytes: number[] = [];
  readonly #text: string;
  #port: EmulatorPort | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  get isOpen(): boolean {
    return this.#port !== undefined;
  }

  opened(port: EmulatorPort): void {
    this.#port = port;
  }

  data(bytes: Uint8Array): void {
    this.bytes.push(...bytes);
    if (this.#text !== '') this.#port?.send(new TextEncoder().encode(this.#text));
  }

  closed(): void {
    this.#port = undefined;
  }
}
