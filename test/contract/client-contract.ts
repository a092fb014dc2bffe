import assert from 'node:assert/strict';
import { systemClock } from '../../harness/clock.ts';
import { DeviceClient } from '../../harness/protocol/device-client.ts';
import type { LinkEvent } from '../../harness/protocol/link-events.ts';
import type { Transport } from '../../harness/protocol/transport.ts';
import type { ContractModel } from './board-contract.ts';

/** How long a real board may take to boot. */
const bootLimitMs = 10_000;

/** The contract again, as runs use a board: through the device client, which must find nothing to mend. */
export function clientContract(model: ContractModel, transport: () => Transport): void {
  const bytes = Uint8Array.from({ length: model.inputBytes }, (_, index) => (index * 17 + 3) % 253);
  const input = { name: 'contract.bin', bytes, offset: 0 };
  const request = { iterations: 1, warmups: 0, outputs: model.outputs, unseenInferenceLimitUs: 1_000_000 };
  let events: LinkEvent[];
  let client: DeviceClient;

  async function connect(burst: number | 'auto'): Promise<void> {
    events = [];
    client = await DeviceClient.connect(transport(), {
      clock: systemClock,
      record: (event) => events.push(event),
      burst,
      verifyLoads: false,
      bootLimitMs,
    });
  }

  afterEach(() => client.close());

  it('is identified', async () => {
    await connect(1);
    assert.equal(client.identity.model, model.name);
    assert.notEqual(client.identity.name, '');
    assert.notEqual(client.identity.profile, '');
  });

  it('shows how many commands it takes back to back', async () => {
    await connect('auto');
    assert.ok(client.burstDepth >= model.burst, `depth ${client.burstDepth}`);
  });

  for (const burst of new Set([1, model.burst])) {
    it(`loads, infers and reads back at burst depth ${burst}, and nothing is lost`, async () => {
      await connect(burst);
      const first = await client.loadAndInfer(input, request);
      assert.equal(first.results.length, model.outputs);
      assert.ok(!first.results.includes(null));
      assert.deepEqual(Buffer.from(await client.readBack(bytes.length)), Buffer.from(bytes));
      const again = await client.inferLoaded(input, { ...request, iterations: 5, warmups: 1 });
      assert.ok(again.elapsedUs > 0);
      assert.deepEqual(again.results, first.results);
      assert.deepEqual(await client.results(model.outputs), first.results);
      assert.ok(typeof (await client.timestamp()) === 'number');
      assert.deepEqual(
        events.filter(({ type }) => type === 'fault'),
        [],
      );
    });
  }
}
