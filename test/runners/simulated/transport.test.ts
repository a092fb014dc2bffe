import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../harness/clock.ts';
import { DeviceClient } from '../../../harness/protocol/device-client.ts';
import type { DeviceClientOptions } from '../../../harness/protocol/device-client.ts';
import { SimulatedBoard } from '../../../runners/simulated/board.ts';
import type { BoardOptions } from '../../../runners/simulated/options.ts';
import { boardPeer, simulatedTransport } from '../../../runners/simulated/transport.ts';
import { MemoryTransport } from '../../../runners/transports/memory.ts';
import { describeWithReference } from '../../reference.ts';
import { fault, optionsWith, smallModel } from './bench-board.ts';

const clientOptions: DeviceClientOptions = {
  clock: systemClock,
  record: () => undefined,
  burst: 'auto',
  verifyLoads: false,
  bootLimitMs: 1000,
};

function smallBoard(changes: Partial<BoardOptions> = {}): MemoryTransport {
  return new MemoryTransport('sim:small', () =>
    boardPeer(new SimulatedBoard(optionsWith(changes), smallModel, systemClock)),
  );
}

const input = { name: 'a.bin', bytes: Uint8Array.of(51, 0, 0, 0), offset: 0 };
const request = { iterations: 1, warmups: 0, outputs: 2, unseenInferenceLimitUs: 100_000 };

describe('a simulated board behind its transport', () => {
  it('is identified as simulated, takes bursts, and infers', async () => {
    const client = await DeviceClient.connect(smallBoard(), clientOptions);
    assert.deepEqual(client.identity, {
      name: 'simulated cortex-m4',
      profile: 'Boardbench simulated board',
      model: 'kws01',
      capabilities: ['simulated', 'virtual-clock'],
    });
    assert.equal(client.burstDepth, 16);
    assert.deepEqual((await client.loadAndInfer(input, request)).results, [0.2, 0.8]);
    await client.close();
  });

  it('is driven in lock-step where it must be', async () => {
    const client = await DeviceClient.connect(smallBoard({ queue: 1 }), clientOptions);
    assert.equal(client.burstDepth, 1);
    assert.deepEqual((await client.loadAndInfer(input, request)).results, [0.2, 0.8]);
    await client.close();
  });

  it('is the same board when it is opened again', async () => {
    const transport = smallBoard({ resetsOnOpen: false });
    const first = await DeviceClient.connect(transport, clientOptions);
    await first.load(input);
    await first.close();
    const second = await DeviceClient.connect(transport, clientOptions);
    assert.deepEqual([...(await second.readBack(4))], [51, 0, 0, 0]);
    await second.close();
  });

  it('ends the transport when its port vanishes', async () => {
    const client = await DeviceClient.connect(smallBoard({ faults: [fault('vanish@1')] }), clientOptions);
    await assert.rejects(client.loadAndInfer(input, request), { code: 'port.vanished' });
    await client.close();
  });

  it('is not made from a URL that is wrong', () => {
    assert.throws(() => simulatedTransport('sim:cortex-m4?modell=x'), { code: 'usage.device-url' });
  });

  it('does not open without its model', async () => {
    const events = { data: () => undefined, closed: () => undefined };
    await assert.rejects(simulatedTransport('sim:cortex-m4?model=no-such.tflite').open(events), {
      code: 'file.missing',
    });
    await assert.rejects(simulatedTransport('sim:cortex-m4?model=package.json').open(events), {
      code: 'model.unreadable',
    });
    await assert.rejects(simulatedTransport('sim:cortex-m4?model=runners').open(events), { code: 'model.unreadable' });
  });
});

describeWithReference('a simulated board with the official kws model', (referenceDir) => {
  it('gives the class of the native library for the first inputs', async () => {
    const model = join(referenceDir, 'models', 'kws01_int8.tflite');
    const client = await DeviceClient.connect(simulatedTransport(`sim:cortex-m4?model=${model}`), clientOptions);
    assert.equal(client.identity.model, 'kws01');
    const golden = new Int8Array(await readFile(join(referenceDir, 'golden', 'kws01_int8.outputs.bin')));
    const labels = (await readFile(join(referenceDir, 'datasets', 'kws01', 'y_labels.csv'), 'utf8')).split('\n');
    for (const [index, row] of labels.slice(0, 20).entries()) {
      const [name = ''] = row.split(',');
      const bytes = await readFile(join(referenceDir, 'datasets', 'kws01', name));
      const { results } = await client.loadAndInfer({ name, bytes, offset: 0 }, { ...request, outputs: 12 });
      const wanted = golden.subarray(12 * index, 12 * index + 12);
      assert.equal(results.indexOf(Math.max(...results.map(Number))), wanted.indexOf(Math.max(...wanted)), name);
    }
    await client.close();
  });
});
