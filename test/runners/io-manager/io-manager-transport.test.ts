import assert from 'node:assert/strict';
import { wait } from '../../../harness/clock.ts';
import { BenchError } from '../../../harness/errors.ts';
import { DeviceClient } from '../../../harness/protocol/device-client.ts';
import type { InputToLoad } from '../../../harness/protocol/device-client.ts';
import { Stumble } from '../../../harness/protocol/stumble.ts';
import type { Transport } from '../../../harness/protocol/transport.ts';
import { SimulatedCircuit } from '../../../power/emulators/simulated-circuit.ts';
import { EmulatedIoManager } from '../../../runners/io-manager/emulated-io-manager.ts';
import type { EmulatedManagerOptions } from '../../../runners/io-manager/emulated-io-manager.ts';
import { IoManagerTransport } from '../../../runners/io-manager/io-manager-transport.ts';
import type { IoManagerOptions } from '../../../runners/io-manager/io-manager-transport.ts';
import { BoardCircuit } from '../../../runners/simulated/board-circuit.ts';
import { SimulatedBoard } from '../../../runners/simulated/board.ts';
import { currentsOf, simulatedWindow } from '../../../runners/simulated/current-model.ts';
import type { BoardOptions } from '../../../runners/simulated/options.ts';
import { boardPeer } from '../../../runners/simulated/transport.ts';
import { MemoryTransport } from '../../../runners/transports/memory.ts';
import { TestClock } from '../../test-clock.ts';
import { optionsWith, smallModel } from '../simulated/bench-board.ts';

/** To be closed behind each test, however it ended: their clocks would run on for ever. */
const opened: Transport[] = [];

/** A board behind an I/O manager, supplied unless told otherwise. */
class ManagerBench {
  readonly clock = new TestClock();
  readonly options: BoardOptions;
  readonly circuit: SimulatedCircuit;
  readonly way: Transport;
  readonly transport: IoManagerTransport;
  /** What the host wrote to the manager. */
  written = '';

  constructor(
    manager: EmulatedManagerOptions = {},
    changes: Partial<BoardOptions> = {},
    more: { readonly isOff?: true; readonly setBoardBaud?: number } = {},
  ) {
    this.options = optionsWith({ mode: 'energy', baud: 9600, ...changes });
    const { clock } = this;
    this.circuit = new SimulatedCircuit(clock, {
      voltageV: more.isOff === true ? 0 : 3,
      leaps: this.options.time === 'leaps',
    });
    const load = new BoardCircuit(this.circuit, currentsOf(this.options));
    const board = new SimulatedBoard(this.options, smallModel, clock, queueMicrotask, load);
    const emulated = new EmulatedIoManager({ circuit: this.circuit, clock }, boardPeer(board), manager);
    this.way = new MemoryTransport('memory:manager', () => ({
      opened: (port) => {
        emulated.opened(port);
      },
      data: (bytes) => {
        this.written += Buffer.from(bytes).toString('latin1');
        emulated.data(bytes);
      },
      closed: () => {
        emulated.closed();
      },
    }));
    this.transport = new IoManagerTransport(this.way, { clock, setBoardBaud: more.setBoardBaud });
    opened.push(this.transport);
  }

  connect(bootLimitMs = 10_000): Promise<DeviceClient> {
    return DeviceClient.connect(this.transport, {
      clock: this.clock,
      record: () => undefined,
      burst: 1,
      verifyLoads: false,
      bytesPerLoadCommand: 26,
      bootLimitMs,
    });
  }
}

const input: InputToLoad = { name: 'a.bin', bytes: Uint8Array.of(0x33, 1, 2, 3), offset: 0 };
const request = { warmups: 1, outputs: 2, unseenInferenceLimitUs: 1e6 };

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof BenchError, String(error));
    return error.code;
  }
  return assert.fail('nothing was wrong');
}

describe('a board behind an I/O manager', () => {
  afterEach(async () => {
    for (const transport of opened.splice(0)) await transport.close();
  });

  it('is spoken to as if there were nothing between', async () => {
    const bench = new ManagerBench();
    const device = await bench.connect();
    assert.equal(device.identity.name, 'simulated cortex-m4');
    await device.load(input);
    assert.deepEqual(Array.from(await device.readBack(4)), [0x33, 1, 2, 3]);
    const measured = await device.inferMarked({ ...request, iterations: 10 });
    assert.ok(!(measured instanceof Stumble));
    assert.deepEqual(measured.results, [0.2, 0.8]);
    await device.close();
    assert.ok(bench.written.includes('dut db load 4%'));
    assert.equal(bench.transport.name, 'm-name-io-[simulated I/O manager]');
  });

  it('is told of by the laps of the manager, whose clock is too fast', async () => {
    const bench = new ManagerBench();
    const device = await bench.connect();
    await device.load(input);
    assert.ok(bench.transport.hasTimer);
    bench.transport.takeLaps();
    await device.inferMarked({ ...request, iterations: 1_200_000 });
    await wait(bench.clock, 50);
    const laps = bench.transport.takeLaps();
    assert.equal(laps.length, 2);
    const [start, end] = laps.map(({ lapUs }) => lapUs);
    const { durationUs } = simulatedWindow(bench.options, smallModel.costs, input.bytes, 1_200_000, 3);
    assert.ok(Math.abs((end ?? 0) - (start ?? 0) - 1.0012 * durationUs) <= 1);
    assert.deepEqual(bench.transport.takeLaps(), [], 'laps are given once');
    await device.close();
  });

  it('takes whole pictures in pieces of 26 bytes', async () => {
    const bench = new ManagerBench();
    const device = await bench.connect();
    const bytes = Uint8Array.from({ length: 3072 }, (_, index) => (index * 7) & 255);
    await device.load({ name: 'p.bin', bytes, offset: 0 });
    assert.deepEqual(Buffer.from(await device.readBack(3072)), Buffer.from(bytes));
    await device.close();
  });

  it('is refused longer pieces by the manager, in words', async () => {
    const bench = new ManagerBench();
    const device = await DeviceClient.connect(bench.transport, {
      clock: bench.clock,
      record: () => undefined,
      burst: 1,
      verifyLoads: false,
      bootLimitMs: 10_000,
    });
    const bytes = new Uint8Array(100);
    await assert.rejects(device.load({ name: 'p.bin', bytes, offset: 0 }), /Command buffer overflow/);
    await device.close();
  });

  it('is sent one command at a time, however many are written at once', async () => {
    const bench = new ManagerBench();
    let said = '';
    await bench.transport.open({
      data: (bytes) => (said += Buffer.from(bytes).toString('latin1')),
      closed: () => undefined,
    });
    said = '';
    bench.transport.write(Buffer.from('name%profile%na'));
    bench.transport.write(Buffer.from('me%%'));
    await wait(bench.clock, 3000);
    assert.deepEqual(
      said.split('\r\n').filter((line) => !line.startsWith('m-profile') && !line.startsWith('m-cap')),
      [
        'm-name-dut-[simulated cortex-m4]',
        'm-ready',
        'm-model-[kws01]',
        'm-ready',
        'm-name-dut-[simulated cortex-m4]',
        'm-ready',
        'e-[Unknown command: ]',
        'm-ready',
        '',
      ],
    );
    await bench.transport.close();
  });

  it('boots when its supply comes on, and its banner arrives', async () => {
    const bench = new ManagerBench({}, { bootMs: 700 }, { isOff: true });
    const connected = bench.connect();
    bench.clock.after(2000, () => {
      bench.circuit.supply(3);
    });
    const device = await connected;
    assert.equal(device.bannerMode, 'energy');
    await device.close();
  });

  it('may compute for long in silence', async () => {
    const bench = new ManagerBench({}, { time: 'real' });
    const device = await bench.connect();
    await device.load(input);
    const beganUs = bench.clock.nowUs();
    const measured = await device.inferMarked({ ...request, iterations: 360_000 });
    assert.ok(!(measured instanceof Stumble), 'detail' in measured ? measured.detail : '');
    assert.ok(bench.clock.nowUs() - beganUs > 3e6);
    await wait(bench.clock, 50);
    const [start, end] = bench.transport.takeLaps().slice(-2);
    assert.ok(start !== undefined && end !== undefined);
    const hostUs = end.arrivedUs - start.arrivedUs;
    assert.ok(Math.abs(hostUs * 1.0012 - (end.lapUs - start.lapUs)) < 30_000, 'laps arrive when they happen');
    await device.close();
  });

  for (const fault of ['echo', 'glue', 'tear'] as const) {
    it(`is understood through a manager that ${{ echo: 'echoes', glue: 'loses line ends', tear: 'tears lines' }[fault]}`, async () => {
      const bench = new ManagerBench({ faults: [fault] });
      const device = await bench.connect();
      await device.load({ name: 'p.bin', bytes: new Uint8Array(490).fill(7), offset: 0 });
      await device.load(input);
      let results: unknown;
      for (let attempt = 0; attempt < 6 && results === undefined; attempt++) {
        await device.load(input);
        const measured = await device.inferMarked({ ...request, iterations: 10 });
        if (!(measured instanceof Stumble)) ({ results } = measured);
      }
      assert.deepEqual(results, [0.2, 0.8]);
      await device.close();
    });
  }

  it('is found again when the host comes back', async () => {
    const bench = new ManagerBench();
    await (await bench.connect()).close();
    const device = await bench.connect();
    assert.equal(device.identity.model, 'kws01');
    await device.close();
  });

  it('is found behind a manager that an earlier program left in the middle of a command', async () => {
    const bench = new ManagerBench();
    await bench.way.open({ data: () => undefined, closed: () => undefined });
    bench.way.write(Buffer.from('dut db 0011'));
    await wait(bench.clock, 50);
    // The port stays open at the other end: nothing is cleared.
    const stale = new IoManagerTransport(stillOpen(bench.way), { clock: bench.clock });
    await stale.open({ data: () => undefined, closed: () => undefined });
    assert.match(stale.name, /simulated I\/O manager/);
    await stale.close();
  });

  it('has its rate set where that is asked for, and is not heard at another', async () => {
    const bench = new ManagerBench({ isNew: true, boardBaud: 115_200 }, { baud: 115_200 }, { setBoardBaud: 115_200 });
    const device = await bench.connect();
    assert.match(bench.transport.name, /m-version-\[2\.0\]/);
    assert.equal(bench.transport.baud, 115_200);
    await device.close();

    const unset = new ManagerBench({ isNew: true, boardBaud: 115_200 });
    const problem = await unset.connect(2000).catch((error: unknown) => unset.transport.explain(error));
    assert.ok(problem instanceof BenchError);
    assert.equal(problem.code, 'io-manager.no-board');
  });

  it('cannot have its rate set by an older manager', async () => {
    const bench = new ManagerBench({}, {}, { setBoardBaud: 115_200 });
    assert.equal(await codeOf(bench.connect()), 'io-manager.baud');
  });

  it('is missed where its wires are open, and only then', async () => {
    const bench = new ManagerBench({ faults: ['no-board'] });
    const problem = await bench.connect(2000).catch((error: unknown) => bench.transport.explain(error));
    assert.ok(problem instanceof BenchError);
    assert.equal(problem.code, 'io-manager.no-board');
    const other = new Error('another');
    assert.equal(bench.transport.explain(other), other);
  });

  it('cannot be reached through a manager that is silent', async () => {
    assert.equal(await codeOf(new ManagerBench({ faults: ['silent'] }).connect()), 'io-manager.silent');
  });

  it('is not taken for a manager itself', async () => {
    const clock = new TestClock();
    const board = new SimulatedBoard(optionsWith({ mode: 'energy' }), smallModel, clock);
    const options: IoManagerOptions = { clock };
    const transport = new IoManagerTransport(new MemoryTransport('memory:board', () => boardPeer(board)), options);
    assert.equal(await codeOf(transport.open({ data: () => undefined, closed: () => undefined })), 'io-manager.other');
  });

  it('tells when the manager’s port vanishes', async () => {
    let drop = (): void => undefined;
    const clock = new TestClock();
    const way = new MemoryTransport('memory:manager', () => ({
      opened: (port) => {
        drop = () => {
          port.drop(new Error('unplugged'));
        };
      },
      data: () => {
        drop();
      },
      closed: () => undefined,
    }));
    const transport = new IoManagerTransport(way, { clock });
    const seen: string[] = [];
    await assert.rejects(
      transport.open({ data: () => undefined, closed: (problem) => seen.push(problem.message) }),
      /unplugged/,
    );
    assert.deepEqual(seen, ['unplugged']);
  });

  it('is given up at once when the run is interrupted', async () => {
    const bench = new ManagerBench({ faults: ['silent'] });
    const interrupt = new AbortController();
    const transport = new IoManagerTransport(bench.way, { clock: bench.clock, signal: interrupt.signal });
    const opened = transport.open({ data: () => undefined, closed: () => undefined });
    bench.clock.after(200, () => {
      interrupt.abort(new Error('enough'));
    });
    await assert.rejects(opened, /enough/);
  });
});

/** A way that is open already: what was received stays received. */
function stillOpen(way: Transport): Transport {
  return {
    url: way.url,
    baud: way.baud,
    open: async (events) => {
      await way.close().catch(() => undefined);
      await way.open(events);
      way.write(Buffer.from('dut db 0011'));
    },
    write: (bytes) => {
      way.write(bytes);
    },
    close: () => way.close(),
  };
}
