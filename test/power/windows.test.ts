import assert from 'node:assert/strict';
import { failure } from '../../harness/errors.ts';
import { integrate } from '../../power/integration.ts';
import type { Integrated } from '../../power/integration.ts';
import { windowsIn } from '../../power/windows.ts';
import type { TraceWindow } from '../../power/windows.ts';
import type { TraceEvent, TraceHead } from '../../power/trace.ts';
import { edge, samples, traceOf } from './traces.ts';

/** A trace at 1 kHz with a power for each millisecond and edges at milliseconds. */
function integrated(
  powers: readonly number[],
  edges: readonly TraceEvent[],
  head: Partial<TraceHead> = {},
  end?: Error,
): Promise<Integrated> {
  return integrate(traceOf(head, [...edges, samples(0, powers)], end));
}

function levels(...parts: readonly (readonly [milliseconds: number, powerW: number])[]): number[] {
  return parts.flatMap(([milliseconds, powerW]) => Array.from({ length: milliseconds }, () => powerW));
}

function edgesAt(...milliseconds: readonly number[]): TraceEvent[] {
  return milliseconds.map((at) => edge(at / 1000));
}

function windowsOf(trace: Integrated, iterations: Parameters<typeof windowsIn>[1]): readonly TraceWindow[] {
  return windowsIn(trace, iterations).windows;
}

const broken = failure('trace.broken', { file: 'x', place: 'byte 1', problem: 'cut off' });

describe('the windows in a trace', () => {
  const powers = levels([100, 1], [100, 5], [50, 1], [100, 5], [50, 1]);

  it('are pairs of laps where their number is even', async () => {
    const windows = windowsOf(await integrated(powers, edgesAt(100, 200, 250, 350)), 10);
    assert.deepEqual(
      windows.map(({ startS, endS }) => [startS, endS]),
      [
        [0.1, 0.2],
        [0.25, 0.35],
      ],
    );
    const [first] = windows;
    assert.ok(Math.abs((first?.energyJ ?? 0) - 0.498) < 1e-9);
    assert.ok(Math.abs((first?.energyPerInferenceJ ?? 0) - 0.0498) < 1e-9);
    assert.ok(Math.abs((first?.powerW ?? 0) - 4.98) < 1e-9);
  });

  it('are the even ones where the first lap is of the timestamp command', async () => {
    const windows = windowsOf(await integrated(powers, edgesAt(20, 100, 200, 250, 350)), null);
    assert.deepEqual(
      windows.map(({ startS }) => startS),
      [0.1, 0.25],
    );
    assert.equal(windows[0]?.energyPerInferenceJ, null);
  });

  it('merge edges that bounce, and take the falling ones of pulses', async () => {
    const bouncing = edgesAt(100, 100.4, 101, 200, 200.1);
    const [bounced, ...none] = windowsOf(await integrated(powers, bouncing), 1);
    assert.deepEqual([bounced?.startS, bounced?.endS, none.length], [0.1, 0.2, 0]);
    assert.ok(Math.abs((bounced?.energyJ ?? 0) - 0.498) < 1e-9);
    assert.ok(Math.abs((bounced?.beforeW ?? 0) - 1) < 0.05);
    const pulses = [100, 200].flatMap((at) => [edge(at / 1000, 'falling'), edge((at + 5) / 1000, 'rising')]);
    assert.equal(windowsOf(await integrated(powers, pulses), 1).length, 1);
    // EnergyRunner has one edge for each lap, however near.
    const own = await integrated(powers, edgesAt(99, 100, 200), { kind: 'eembc', quantity: 'energy' });
    assert.equal(windowsOf(own, 1)[0]?.startS, 0.1);
  });

  it('know the power beside them', async () => {
    const uneven = levels([100, 1], [100, 5], [100, 2]);
    const [window] = windowsOf(await integrated(uneven, edgesAt(100, 200)), 1);
    assert.ok(Math.abs((window?.beforeW ?? 0) - 1) < 0.05);
    assert.ok(Math.abs((window?.afterW ?? 0) - 2) < 0.05);
  });

  it('are marked where they last or draw otherwise than most, as one that covers a download', async () => {
    const long = levels([100, 1], [100, 5], [50, 1], [200, 5], [50, 1], [100, 5], [50, 1], [100, 2], [10, 1]);
    const windows = windowsOf(await integrated(long, edgesAt(100, 200, 250, 450, 500, 600, 650, 750)), 10);
    assert.deepEqual(
      windows.map(({ unlike }) => unlike),
      [null, 'it lasts 100 % more than most', null, 'it draws 60 % less than most'],
    );
  });

  it('are as long as their inferences want it', async () => {
    const long = levels([100, 5], [200, 5], [100, 5], [10, 1]);
    const windows = windowsOf(
      await integrated(long, edgesAt(0, 0, 100, 100, 300, 300, 400), { kind: 'eembc' }),
      [5, 10, 5],
    );
    assert.deepEqual(
      windows.map(({ unlike }) => unlike),
      [null, null, null],
    );
  });

  it('are not there without two edges', async () => {
    const one = await integrated(powers, edgesAt(100));
    assert.throws(() => windowsOf(one, null), { code: 'trace.edges', message: /1 of the two edges/ });
  });

  it('must be as many as the inferences that were run', async () => {
    const two = await integrated(powers, edgesAt(100, 200, 250, 350));
    assert.throws(() => windowsOf(two, [1, 1, 1]), { code: 'trace.edges', message: /2 windows, but 3 inferences/ });
  });

  it('are those before a break, whatever it cut off', async () => {
    const cut = await integrated(powers, edgesAt(100, 200, 250), {}, broken);
    assert.deepEqual(
      windowsOf(cut, [1, 1]).map(({ startS }) => startS),
      [0.1],
    );
    const own = await integrated(powers, edgesAt(20, 100, 200, 250), { kind: 'eembc', quantity: 'energy' }, broken);
    assert.deepEqual(
      windowsOf(own, [1, 1]).map(({ startS }) => startS),
      [0.1],
    );
    assert.deepEqual(windowsOf(await integrated(powers, [], {}, broken), null), []);
  });

  it('tell where nothing was measured in them', async () => {
    const lost = Array.from({ length: 300 }, (_, index) => (index >= 100 && index < 200 ? NaN : 1));
    const [window] = windowsOf(await integrated(lost, edgesAt(100, 200)), 1);
    assert.deepEqual([window?.energyJ, window?.unlike], [null, 'nothing was measured in it']);
  });

  describe('of EnergyRunner, some of whose edges are lost or doubled', () => {
    /** The timestamp command at 5 s; then downloads of 12 s and windows of 10 s that draw more. */
    const secondsOf = [5, 18, 28, 40, 50, 62, 72, 84, 94];
    const watts = levels([18_000, 1], ...[1, 2, 3, 4].flatMap(() => [[10_000, 3] as const, [12_000, 1] as const]));
    const log = [18, 40, 62, 84].map((startS) => ({ startS: startS + 36.1, endS: startS + 46.08 }));
    const without = (...lost: readonly number[]) => secondsOf.filter((_, at) => !lost.includes(at));
    const found = async (seconds: readonly number[], hostTimes: typeof log, powers = watts) =>
      windowsIn(
        await integrated(powers, edgesAt(...seconds.map((at) => at * 1000)), { kind: 'eembc', quantity: 'energy' }),
        [10, 11, 12, 13].map(() => 10),
        hostTimes,
      );

    const losses: readonly (readonly [string, readonly number[], readonly number[], number])[] = [
      ['none', secondsOf, [18, 40, 62, 84], 0],
      ['the first', without(0), [18, 40, 62, 84], 0],
      ['the last', without(8), [18, 40, 62], 1],
      ['one in the middle', without(3), [18, 62, 84], 1],
      ['two in the middle', without(3, 6), [18, 84], 2],
      ['one doubled', [...secondsOf.slice(0, 3), 28.0004, ...secondsOf.slice(3)], [18, 40, 62, 84], 0],
      ['one within a window too many', [5, 18, 23, ...secondsOf.slice(2)], [18, 40, 62, 84], 0],
    ];
    for (const [what, seconds, starts, missing] of losses) {
      it(`are where the log tells of inferences: ${what}`, async () => {
        const { windows, flaws } = await found(seconds, log);
        assert.deepEqual(
          windows.map(({ startS }) => startS),
          starts,
        );
        for (const { seconds: lastsS, energyPerInferenceJ, unlike } of windows) {
          assert.deepEqual([Math.round(lastsS), unlike], [10, null]);
          assert.ok(Math.abs((energyPerInferenceJ ?? 0) / 3000 - 1) < 1e-3, String(energyPerInferenceJ));
        }
        assert.equal(flaws.length, missing);
      });
    }

    it('count none where the log tells of others', async () => {
      const { windows } = await found(
        secondsOf,
        log.map(({ startS }, at) => ({ startS: startS + 5 * at, endS: startS + 5 * at + 14 })),
      );
      assert.match(windows[0]?.unlike ?? '', /do not lie where the log tells/);
    });

    it('are those that last longer and draw more than what lies between, where there is no log', async () => {
      const short = [5, 8, 18, 21, 31, 34, 44];
      const powers = levels([8000, 1], ...[1, 2, 3].flatMap(() => [[10_000, 3] as const, [3000, 1] as const]));
      for (const [seconds, starts] of [
        [short.slice(1), [8, 21, 34]],
        [short.slice(0, -1), [8, 21]],
      ] as const) {
        const { windows } = await found(seconds, [], powers);
        assert.deepEqual(
          windows.map(({ startS, unlike }) => [startS, unlike]),
          starts.map((startS) => [startS, null]),
        );
      }
    });

    it('count none where neither a log nor length and power tell which they are', async () => {
      const busy = levels([106_000, 3]);
      for (const [seconds, powers] of [
        [without(3), watts],
        [without(8), busy],
        [without(8), watts],
        [[5, 18], watts],
      ] as const) {
        const { windows } = await found(seconds, [], powers);
        assert.ok(windows.length > 0);
        for (const { unlike } of windows) assert.match(unlike ?? '', /cannot be told/);
      }
    });
  });
});
