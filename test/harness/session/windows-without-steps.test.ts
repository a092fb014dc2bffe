import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnergyWindow } from '../../../harness/session/events.ts';
import { measureRecordings } from '../../../harness/session/measured-recordings.ts';
import { verdictOf } from '../../../harness/session/results/official.ts';
import { SessionState } from '../../../harness/session/state.ts';
import { RecordingWriter } from '../../../power/formats/recording.ts';
import { headOf } from './example-session.ts';

const rateHz = 1000;
const file = 'recording-000.trace';

describe('the recording of a board that draws as much while it waits, behind an I/O manager', () => {
  const directory = mkdtempSync(join(tmpdir(), 'boardbench-recordings-'));
  after(() => {
    rmSync(directory, { recursive: true });
  });

  /** Six seconds of 20 mW; the I/O manager saw a window of 4 s. */
  async function measured(arrivedUs: number | undefined) {
    const head = { source: 'test', kind: 'n6705', sampleRateHz: rateHz, quantity: 'power', voltageV: null } as const;
    const writer = RecordingWriter.create(join(directory, file), head);
    const values = new Float32Array(6 * rateHz).fill(0.02);
    writer.record({ kind: 'samples', first: 0, values, ...(arrivedUs === undefined ? {} : { arrivedUs }) });
    const { bytes, sha256, samples, lostSamples } = writer.finish();
    const window: EnergyWindow = {
      type: 'energy-window',
      ...{ index: 0, use: 'counted', why: null, input: 'a.bin', label: 0, warmups: 10, iterations: 100 },
      edges: { clock: 'manager', startUs: 0, endUs: 4e6, startArrivedUs: 11_000_000, endArrivedUs: 15_000_000 },
      ...{ elapsedUs: 4e6, hostElapsedUs: 4e6, lapElapsedUs: null, managerElapsedUs: 4e6, results: [] },
      recording: { file, bytes, sha256, samples, lostSamples },
    };
    const state = new SessionState({ ...headOf(), mode: 'energy' });
    state.apply(window, 1);
    return { state, recordings: await measureRecordings(directory, state) };
  }

  it('has its window where the host heard of it, if it was taken live', async () => {
    const { recordings } = await measured(16_000_000);
    const [window] = recordings.windows;
    assert.deepEqual(recordings.missing, []);
    assert.ok(window !== undefined && window.edgeUncertaintyS >= 0.25);
    assert.deepEqual([window.startS, window.endS], [1, 5]);
    assert.ok(Math.abs(window.energyJ - 0.08) < 1e-6);
  });

  it('else gives no result, and says why', async () => {
    const { state, recordings } = await measured(undefined);
    assert.deepEqual(recordings.windows, []);
    const reason = `no result, because ${file} shows no step of power where the I/O manager saw the edges`;
    assert.ok(verdictOf(state, null, recordings.missing).reasons.includes(reason));
  });
});
