import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { EnergyWindow } from '../../../harness/session/events.ts';
import { measureRecordings } from '../../../harness/session/measured-recordings.ts';
import type { MeasuredWindow } from '../../../harness/session/measured-recordings.ts';
import { SessionState } from '../../../harness/session/state.ts';
import { RecordingWriter } from '../../../power/formats/recording.ts';
import type { TraceEvent } from '../../../power/trace.ts';
import { gap, samples } from '../../power/traces.ts';
import { headOf, inFolder } from './example-session.ts';

const sampleRateHz = 20;

/** A window from 1 s to 11 s of a recording with twenty energies a second. */
async function measured(events: readonly TraceEvent[]): Promise<MeasuredWindow> {
  const found: MeasuredWindow[] = [];
  await inFolder(async (directory) => {
    const file = 'recording-000.trace';
    const head = { source: 'test', kind: 'lpm01a', sampleRateHz, quantity: 'energy', voltageV: null } as const;
    const writer = RecordingWriter.create(join(directory, file), head);
    for (const event of events) writer.record(event);
    const window: EnergyWindow = {
      type: 'energy-window',
      index: 0,
      use: 'counted',
      why: null,
      input: 'input_0000.bin',
      label: 0,
      warmups: 10,
      iterations: 100,
      edges: { clock: 'instrument', startUs: 1e6, endUs: 11e6 },
      elapsedUs: 10e6,
      hostElapsedUs: null,
      lapElapsedUs: null,
      managerElapsedUs: null,
      results: [],
      recording: { file, ...writer.finish() },
    };
    const state = new SessionState(headOf({ mode: 'energy', runModes: ['energy'] }));
    state.apply(window, 0);
    found.push(...(await measureRecordings(directory, state)).windows);
  });
  const [window] = found;
  assert.ok(window !== undefined && found.length === 1);
  return window;
}

/** So many samples of `powerW`. */
function drawing(first: number, count: number, powerW: number): TraceEvent {
  return samples(first, new Array<number>(count).fill(powerW / sampleRateHz));
}

function assertClose(actual: number | null, expected: number): void {
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-6, `${actual ?? 'nothing'} is not ${expected}`);
}

describe('the recording of a window', () => {
  it('says what is drawn beside the window for as many samples as an edge may be off, however far they are apart', async () => {
    const window = await measured([
      drawing(0, 18, 0.2),
      ...[drawing(18, 1, 5), drawing(19, 1, 0.2), drawing(20, 200, 1), drawing(220, 1, 0.2), drawing(221, 1, 3)],
      drawing(222, 20, 0.2),
    ]);
    assertClose(window.energyJ, 10);
    assertClose(window.besideBeforeW, 2.6);
    assertClose(window.besideAfterW, 1.6);
  });

  it('keeps how little is known of edges near lost samples', async () => {
    const lost = { ...gap(30, 4), between: [10, 60] } as const;
    const window = await measured([drawing(0, 20, 0.2), drawing(20, 10, 1), lost, drawing(34, 186, 1), gap(220, 2)]);
    assertClose(window.energyJ, 10);
    assert.equal(window.interval.startDoubtS, 4 / sampleRateHz);
    assert.equal(window.interval.endDoubtS, 2 / sampleRateHz);
  });
});
