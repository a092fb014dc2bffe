import assert from 'node:assert/strict';
import fc from 'fast-check';
import { failure } from '../../harness/errors.ts';
import { integrate } from '../../power/integration.ts';
import { energyOf } from '../../power/interval.ts';
import type { TraceEvent, TraceHead } from '../../power/trace.ts';
import { edge, gap, samples, traceOf } from './traces.ts';

/** Close enough for sums of a few thousand terms. */
function assertClose(actual: number | null | undefined, expected: number, tolerance = 1e-9): void {
  assert.ok(
    actual !== null &&
      actual !== undefined &&
      Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual ?? 'nothing'} is not ${expected}`,
  );
}

const ramp = Array.from({ length: 11 }, (_, index) => index);

describe('integrating a trace', () => {
  it('goes in straight lines from sample to sample', async () => {
    // Power rises by 1 W a sample of 1 s: the energy up to t is t²/2.
    const trace = traceOf({ sampleRateHz: 1 }, [samples(0, ramp)]);
    const { before, intervals, after, endS } = await integrate(trace, { cutsS: [2.5, 7.25] });
    assertClose(before.measuredJ, 2.5 ** 2 / 2);
    assertClose(intervals[0]?.measuredJ, (7.25 ** 2 - 2.5 ** 2) / 2);
    // The last sample keeps its value for its own second.
    assertClose(after?.measuredJ, (100 - 7.25 ** 2) / 2 + 10);
    assert.equal(endS, 11);
    assert.equal(intervals[0]?.samples, 5);
  });

  it('spreads the energy of a sample evenly over its period', async () => {
    const trace = traceOf({ sampleRateHz: 10, quantity: 'energy' }, [samples(0, [1, 2, 4])]);
    const { before, intervals, after } = await integrate(trace, { cutsS: [0.05, 0.225] });
    assertClose(before.measuredJ, 0.5);
    assertClose(intervals[0]?.measuredJ, 0.5 + 2 + 1);
    assertClose(after?.measuredJ, 3);
    assertClose(after?.mostPowerW, 40);
  });

  it('multiplies currents with the volts beside them, else with the voltage of the trace', async () => {
    const measured = traceOf({ quantity: 'current', voltageV: 99 }, [samples(0, [1, 1, 1], [2, 4, 6])]);
    assertClose((await integrate(measured)).before.measuredJ, (3 + 5 + 6) / 1000);
    const stated = traceOf({ quantity: 'current', voltageV: 3 }, [samples(0, [1, 1, 1])]);
    assertClose((await integrate(stated)).before.measuredJ, 9 / 1000);
    const unknown = traceOf({ quantity: 'current' }, [samples(0, [1, 1, 1])]);
    await assert.rejects(integrate(unknown), { code: 'usage.option' });
  });

  /** How far off the ends of the one window are, for lost samples. */
  async function doubtsS(events: readonly TraceEvent[], cutsS?: readonly number[]): Promise<readonly unknown[]> {
    const { before, intervals, after } = await integrate(traceOf({}, events), { cutsS });
    const [window] = intervals;
    assert.ok(window !== undefined && after !== null);
    assert.equal(window.startDoubtS, before.endDoubtS);
    assert.equal(window.endDoubtS, after.startDoubtS);
    return [window.startDoubtS, window.endDoubtS];
  }

  it('doubts edges that come out of a gap by the length of it, and no others', async () => {
    const ones = [1, 1, 1, 1];
    const events = [samples(0, ones), gap(4, 3), edge(0.007), samples(7, ones), edge(0.011), samples(11, ones)];
    assert.deepEqual(await doubtsS(events), [0.003, 0]);
    const still = [samples(0, ones), edge(0.004), samples(4, ones), gap(8, 3), samples(11, ones), edge(0.015)];
    assert.deepEqual(await doubtsS([...still, samples(15, ones)]), [0, 0]);
  });

  it('doubts edges by all that may have been lost before them, wherever the gaps are', async () => {
    const ones = [1, 1, 1, 1];
    const between = [2, 12] as const;
    const lost = (first: number, count: number): TraceEvent => ({
      kind: 'gap',
      first,
      samples: count,
      why: 'test',
      between,
    });
    const events = [
      ...[samples(0, ones), edge(0.004), samples(4, ones), lost(8, 1)],
      ...[samples(9, [1, 1, 1]), lost(12, 2), edge(0.014), samples(14, ones)],
    ];
    assert.deepEqual(await doubtsS(events), [0.003, 0]);
    assert.deepEqual(await doubtsS(events, [0.0119, 0.0121]), [0.003, 0.003]);
    const early = [samples(0, ones), lost(4, 2), samples(6, ones), edge(0.01), samples(10, ones), edge(0.013)];
    assert.deepEqual(await doubtsS([...early, samples(14, ones)]), [0.002, 0]);
  });

  it('counts lost samples whose number is not certain', async () => {
    const guess: TraceEvent = { kind: 'gap', first: 2, samples: 3, why: 'test', isGuess: true };
    const { before, after } = await integrate(traceOf({}, [samples(0, [1, 1]), guess, samples(5, [1, 1])]), {
      cutsS: [0.006],
    });
    assert.deepEqual([before.lostSamples, before.guessedSamples, after?.guessedSamples], [3, 3, 0]);
  });

  it('cuts at the edges of the trace, though they come before the samples that follow them', async () => {
    const events = [samples(0, [1, 1]), edge(0.0015), samples(2, [1, 5]), edge(0.0035), samples(4, [5])];
    const { intervals, edges } = await integrate(traceOf({}, events));
    assert.equal(edges.length, 2);
    assert.equal(intervals.length, 1);
    // Half a millisecond at 1 W, one from 1 W to 5 W, half a one at 5 W.
    assertClose(intervals[0]?.measuredJ, (0.5 + 3 + 2.5) / 1000);
  });

  it('reads twice where an edge comes late', async () => {
    const timely = [edge(0.002), edge(0.006), samples(0, ramp)];
    const late = [samples(0, ramp), edge(0.006), edge(0.002)];
    const expected = await integrate(traceOf({}, timely));
    const actual = await integrate(traceOf({}, late));
    assert.deepEqual(actual.intervals, expected.intervals);
  });

  it('takes the edges of one input: the one asked for, else that of the first', async () => {
    const events = [edge(0.001, 'falling', 3), edge(0.002, 'falling', 1), edge(0.004, 'falling', 3), samples(0, ramp)];
    const first = await integrate(traceOf({}, events));
    assert.deepEqual([first.edges.length, first.otherInputs], [2, [1]]);
    const asked = await integrate(traceOf({}, events), { input: 1 });
    assert.deepEqual([asked.edges.length, asked.otherInputs], [1, [3]]);
  });

  it('counts lost samples and gives them no energy', async () => {
    const events = [samples(0, [2, 2]), gap(2, 3), samples(5, [2, NaN, 2, 2])];
    const { before, lostSamples } = await integrate(traceOf({}, events));
    assert.equal(lostSamples, 4);
    assert.deepEqual([before.samples, before.lostSamples], [5, 4]);
    assertClose(before.measuredJ, 0.01);
    assertClose(before.measuredS, 0.005);
    assertClose(before.lostS, 0.004);
    // Counted at the mean power of the rest, where an energy of the whole is asked for.
    assertClose(energyOf(before), 0.018);
  });

  it('cuts within what was lost', async () => {
    const events = [samples(0, [1, 1]), gap(2, 6), edge(0.0045), samples(8, [1, 1])];
    const { before, after } = await integrate(traceOf({}, events));
    assert.deepEqual([before.lostSamples, after?.lostSamples], [3, 3]);
    assertClose(before.lostS, 0.0025);
    assertClose(after?.lostS, 0.0035);
    assertClose((before.measuredJ + (after?.measuredJ ?? 0)) * 1000, 4);
  });

  it('counts a loss at the end', async () => {
    const { before, endS } = await integrate(traceOf({}, [samples(0, [1, 1]), gap(2, 8)]));
    assert.equal(before.lostSamples, 8);
    assertClose(endS, 0.01);
  });

  it('takes a trace of nothing but a loss', async () => {
    const { before } = await integrate(traceOf({}, [gap(0, 2 ** 50)]));
    assert.equal(before.lostSamples, 2 ** 50);
    assert.equal(energyOf(before), null);
    assert.equal(before.leastPowerW, null);
  });

  it('counts marks in the interval that they are in', async () => {
    const events: TraceEvent[] = [
      { kind: 'mark', mark: 'range', first: 1, samples: 2 },
      edge(0.005),
      { kind: 'mark', mark: 'saturated', first: 7, samples: 3 },
      samples(0, ramp),
    ];
    const { before, after } = await integrate(traceOf({}, events));
    assert.deepEqual([before.rangeChanges, before.uncertainSamples, before.saturatedSamples], [1, 2, 0]);
    assert.deepEqual([after?.rangeChanges, after?.saturatedSamples], [0, 3]);
    // Some instruments tell of a mark behind the samples.
    const late = await integrate(traceOf({}, [samples(0, ramp), ...events.slice(0, 1)]), { cutsS: [0.002, 0.005] });
    assert.deepEqual([late.before.uncertainSamples, late.after?.uncertainSamples], [2, 0]);
  });

  it('integrates samples that carry their own times', async () => {
    const timed = (timesS: readonly number[], values: readonly number[], first: number): TraceEvent => ({
      kind: 'samples',
      first,
      values: Float64Array.from(values),
      timesS: Float64Array.from(timesS),
    });
    const head = { sampleRateHz: null };
    const whole = await integrate(traceOf(head, [timed([0, 1, 4], [0, 2, 2], 0)]), { cutsS: [0.5, 2] });
    assertClose(whole.intervals[0]?.measuredJ, 0.75 + 2);
    // The last sample answers for as long as the one before.
    assertClose(whole.endS, 7);
    const torn = await integrate(traceOf(head, [timed([0, 1], [3, 3], 0), gap(2, 5), timed([10, 11], [3, 3], 7)]));
    assertClose(torn.before.measuredS, 4);
    assertClose(torn.before.lostS, 8);
    assert.equal(torn.before.lostSamples, 5);
    const energies = await integrate(traceOf({ ...head, quantity: 'energy' }, [timed([0, 2], [4, 4], 0)]), {
      cutsS: [0.5],
    });
    assertClose(energies.before.measuredJ, 1);
    await assert.rejects(
      integrate(traceOf(head, [timed([1, 0], [1, 1], 0)])).then(({ problem }) => {
        if (problem !== null) throw problem;
      }),
      { code: 'trace.broken' },
    );
  });

  it('knows the power of the first and the last second of an interval', async () => {
    const powers = Array.from({ length: 3000 }, (_, index) => (index < 1000 ? 1 : index < 2000 ? 9 : 5));
    const { before } = await integrate(traceOf({}, [samples(0, powers)]));
    assertClose(before.firstSecondW, 1, 0.02);
    assertClose(before.lastSecondW, 5, 0.02);
    const short = await integrate(traceOf({}, [samples(0, [2, 2, 2])]));
    assertClose(short.before.lastSecondW, 2);
  });

  it('keeps what was summed up before a trace breaks off, and says what ended it', async () => {
    const broken = failure('trace.broken', { file: 'x', place: 'byte 9', problem: 'it ends' });
    const events = [edge(0.001), edge(0.002), samples(0, [1, 1, 1])];
    const { intervals, problem } = await integrate(traceOf({}, events, broken));
    assert.equal(problem, broken);
    assertClose(intervals[0]?.measuredJ, 0.001);
    const other = new Error('of another kind');
    await assert.rejects(integrate(traceOf({}, events, other)), other);
  });

  it('says which cut lies behind the end of the trace', async () => {
    const { intervals, problem } = await integrate(traceOf({}, [samples(0, ramp)]), { cutsS: [0.001, 0.003, 0.5] });
    assert.equal(intervals.length, 1);
    assert.match(problem?.message ?? '', /edge at 0\.5 s, but the trace ends at 0\.011 s/);
    // An edge in the sample under way when the trace ended is at its end.
    assert.equal((await integrate(traceOf({}, [samples(0, ramp)]), { cutsS: [0.001, 0.0115] })).problem, null);
  });

  it('refuses samples that go back, and edges without end', async () => {
    const back = await integrate(traceOf({}, [samples(0, ramp), samples(5, ramp)])).then(({ problem }) => problem);
    assert.equal(back?.code, 'trace.broken');
    const edges = Array.from({ length: 100_001 }, (_, index) => edge(index / 1e6));
    assert.equal((await integrate(traceOf({}, edges))).problem?.code, 'trace.edges');
  });

  it('sums up as EnergyRunner does where the trace is one of its files', async () => {
    // Time grows by 0.001 and is rounded each time: sample 1008 is then before 1.008 s, and belongs to what is before.
    const head = { kind: 'eembc', quantity: 'energy' } as const;
    const values = Array.from({ length: 1500 }, (_, index) => (index === 1008 ? 1 : 0));
    const events = [edge(0.5), edge(1.008), samples(0, values)];
    assert.equal((await integrate(traceOf(head, events))).intervals[0]?.measuredJ, 1);
    assert.ok((await integrate(traceOf({ ...head, kind: 'emon' }, events))).intervals[0]?.measuredJ !== 1);
  });

  it('gives the same however the samples come in chunks, and what the definition says', async () => {
    const powers = fc.array(
      fc.oneof(
        { weight: 9, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
        { weight: 1, arbitrary: fc.constant(NaN) },
      ),
      { minLength: 1, maxLength: 300 },
    );
    await fc.assert(
      fc.asyncProperty(
        powers,
        fc.array(fc.nat(120), { maxLength: 6 }),
        fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
        fc.constantFrom('power', 'energy') satisfies fc.Arbitrary<TraceHead['quantity']>,
        async (values, sizes, parts, quantity) => {
          const cutsS = parts.map((part) => Math.round(part * values.length * 64) / 64_000).sort((a, b) => a - b);
          const events: TraceEvent[] = [];
          for (let at = 0, piece = 0; at < values.length; piece += 1) {
            const size = sizes[piece] ?? values.length;
            if (size > 0) events.push(samples(at, values.slice(at, at + size)));
            at += size;
            if (piece > sizes.length) break;
          }
          const { before, intervals, after } = await integrate(traceOf({ quantity }, events), { cutsS });
          const [startS = 0, stopS = 0] = cutsS;
          assertClose(intervals[0]?.measuredJ, byDefinition(values, startS, stopS, quantity), 1e-9);
          const all = [before, ...intervals, ...(after === null ? [] : [after])];
          assertClose(
            all.reduce((sum, { measuredS, lostS }) => sum + measuredS + lostS, 0),
            values.length / 1000,
          );
          assert.equal(
            all.reduce((sum, interval) => sum + interval.samples + interval.lostSamples, 0),
            values.length,
          );
        },
      ),
      { numRuns: 300, interruptAfterTimeLimit: 2000 },
    );
  });
});

/** Joules between two instants of samples at 1 kHz, period by period. */
function byDefinition(values: readonly number[], startS: number, stopS: number, quantity: string): number {
  let sum = 0;
  for (const [index, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    const from = Math.max(startS * 1000, index);
    const to = Math.min(stopS * 1000, index + 1);
    if (to <= from) continue;
    const next = values[index + 1] ?? NaN;
    const slope = quantity === 'power' && !Number.isNaN(next) ? next - value : 0;
    const mean = value + slope * ((from + to) / 2 - index);
    sum += quantity === 'power' ? (mean * (to - from)) / 1000 : value * (to - from);
  }
  return sum;
}
