import assert from 'node:assert/strict';
import { EmonRecording } from '../../../power/monitors/emon-recording.ts';
import type { TraceEvent, TraceHead } from '../../../power/trace.ts';

const head: TraceHead = { source: 'emon:', kind: 'emon', sampleRateHz: 100, quantity: 'current', voltageV: 3 };

function recorded(events: readonly TraceEvent[], ofHead = head): TraceEvent[] {
  const found: TraceEvent[] = [];
  const recording = new EmonRecording(ofHead, (event) => found.push(event));
  for (const event of events) recording.take(event);
  return found;
}

function samples(first: number, values: readonly number[], timesS?: readonly number[]): TraceEvent {
  const times = timesS === undefined ? {} : { timesS: Float64Array.from(timesS) };
  return { kind: 'samples', first, values: Float64Array.from(values), ...times };
}

function edge(timeS: number): TraceEvent {
  return { kind: 'edge', timeS, input: 0, direction: 'falling' };
}

describe('a recording of a part of a stream', () => {
  it('begins with sample 0 at 0 seconds', () => {
    assert.deepEqual(
      recorded([
        samples(500, [1, 2]),
        edge(5.02),
        { kind: 'gap', first: 502, samples: 3, why: 'lost' },
        { kind: 'mark', mark: 'range', first: 505, samples: 1 },
        samples(505, [3]),
      ]).map((event) => (event.kind === 'edge' ? { ...event, timeS: Math.round(event.timeS * 1000) / 1000 } : event)),
      [
        samples(0, [1, 2]),
        edge(0.02),
        { kind: 'gap', first: 2, samples: 3, why: 'lost' },
        { kind: 'mark', mark: 'range', first: 5, samples: 1 },
        samples(5, [3]),
      ],
    );
  });

  it('moves the times of samples that have their own', () => {
    assert.deepEqual(
      recorded([samples(70, [1, 2], [10, 10.5]), edge(10.75), samples(72, [3], [11])], { ...head, sampleRateHz: null }),
      [samples(0, [1, 2], [0, 0.5]), edge(0.75), samples(2, [3], [1])],
    );
  });

  it('puts an edge that came before its first sample at the beginning', () => {
    assert.deepEqual(recorded([edge(4.995), samples(500, [1])]), [edge(0), samples(0, [1])]);
  });

  it('says nothing of samples before it', () => {
    const mark: TraceEvent = { kind: 'mark', mark: 'saturated', first: 498, samples: 1 };
    assert.deepEqual(recorded([samples(500, [1]), mark]), [samples(0, [1])]);
  });
});
