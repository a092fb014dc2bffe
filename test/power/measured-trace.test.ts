import assert from 'node:assert/strict';
import { measureTrace } from '../../power/measured-trace.ts';
import type { MeasuredTrace } from '../../power/measured-trace.ts';
import type { TraceHead } from '../../power/trace.ts';
import { edge, samples, traceOf } from './traces.ts';

/** Two windows of a second at 1 kHz in a trace of energies, of 2 mJ a sample. */
function measured(
  head: Partial<TraceHead>,
  change: (energies: number[]) => void = () => undefined,
): Promise<MeasuredTrace> {
  const energies = Array.from({ length: 4000 }, () => 0.002);
  change(energies);
  const edges = [0.5, 1.5, 2, 3].map((at) => edge(at));
  const trace = traceOf({ quantity: 'energy', ...head }, [...edges, samples(0, energies)]);
  return measureTrace(trace, { iterations: 10, hostTimes: [] });
}

describe('a measured trace', () => {
  it('is called simulated where its head says so, however it was recorded', async () => {
    for (const head of [{ kind: 'lpm01a', simulated: true }, { kind: 'sim' }] as const) {
      const { simulated, trust } = await measured(head);
      assert.ok(simulated);
      assert.ok(trust.reasons.includes('it was measured in a simulation'));
    }
    assert.equal((await measured({ kind: 'lpm01a' })).simulated, false);
  });

  it('is refused where its sample rate is none that an instrument has', async () => {
    for (const sampleRateHz of [1e-30, 0.0009, 1.1e9, Infinity]) {
      await assert.rejects(measured({ sampleRateHz }), { code: 'trace.unknown', message: /sample rate/ });
    }
  });

  it('is not certified where a window has negative energies', async () => {
    const { trust } = await measured({}, (energies) => {
      energies.fill(-0.000005, 2200, 2500);
      energies[100] = -1;
    });
    const about = trust.reasons.filter((reason) => reason.includes('negative'));
    assert.deepEqual(about, ['window 2 has samples of negative energy']);
  });
});
