import assert from 'node:assert/strict';
import { fitManagerClock } from '../../power/manager-clock.ts';
import { findSteps } from '../../power/steps.ts';
import type { Trace } from '../../power/trace.ts';

const rateHz = 10_000;

/** A trace of power: stretches of seconds and watts, with a ripple. */
function traceOf(stretches: readonly (readonly [number, number])[]): Trace {
  const watts = stretches.flatMap(([seconds, powerW]) => new Array<number>(Math.round(seconds * rateHz)).fill(powerW));
  const values = Float32Array.from(watts, (powerW, index) => powerW * (1 + 0.02 * Math.sin(index * 12.9898)));
  const head = { source: 'test', kind: 'test', sampleRateHz: rateHz, quantity: 'power', voltageV: null } as const;
  return {
    head,
    async *events() {
      await Promise.resolve();
      for (let first = 0; first < values.length; first += 4096) {
        yield { kind: 'samples', first, values: values.subarray(first, first + 4096) };
      }
    },
  };
}

/** Idle, warm-up, a line on the UART, the window, another line, idle: as a board behind an I/O manager draws. */
const board = (idleS: number, windowS: number): Trace =>
  traceOf([
    [idleS, 0.002],
    [0.2, 0.02],
    [0.035, 0.006],
    [windowS, 0.02],
    [0.15, 0.006],
    [0.3, 0.002],
  ]);

describe('the clock of an I/O manager', () => {
  it('is fitted to the steps of power in the recordings', async () => {
    const drift = 1.0012;
    const lengths = [2, 2.1, 1.9];
    const windows = [];
    for (const [index, windowS] of lengths.entries()) {
      const steps = await findSteps(board(0.5 + 0.1 * index, windowS));
      windows.push({
        elapsedUs: Math.round(windowS * drift * 1e6),
        expectedStartS: null,
        steps,
        samplePeriodS: 1 / rateHz,
      });
    }
    const fit = fitManagerClock(windows);
    assert.ok(fit !== null);
    assert.ok(Math.abs(fit.rate * drift - 1) < 1e-4, String(fit.rate));
    assert.ok(fit.residualS <= 2 / rateHz, String(fit.residualS));
    for (const [index, window] of fit.windows.entries()) {
      const startS = 0.5 + 0.1 * index + 0.235;
      assert.ok(window !== null);
      assert.ok(Math.abs(window.startS - startS) <= 2 / rateHz, `${window.startS} is not ${startS}`);
      assert.ok(Math.abs(window.endS - startS - (lengths[index] ?? 0)) <= 2 / rateHz);
    }
  });

  describe('where short warm-ups have a rise of their own', () => {
    const drift = 1.0012;
    const warmS = 0.014;
    const uartS = 0.004;
    const seen = async (windowS: number, warmUpS: number) => {
      const trace = traceOf([
        [0.5, 0.0168],
        ...(warmUpS > 0 ? [[warmUpS, 0.042] as const] : []),
        [uartS, 0.0183],
        [windowS, 0.042],
        [0.05, 0.0183],
        [0.3, 0.0168],
      ]);
      const elapsedUs = windowS * drift * 1e6;
      return { elapsedUs, expectedStartS: null, steps: await findSteps(trace), samplePeriodS: 1 / rateHz };
    };
    const startS = 0.5 + warmS + uartS;
    const lengths = [10.2, 10.21, 10.2, 10.19];

    it('is not fitted to that rise, and the windows are as uncertain as it lies from theirs', async () => {
      const windows = [];
      for (const length of lengths) windows.push(await seen(length, warmS));
      const fit = fitManagerClock(windows);
      assert.ok(fit !== null && Math.abs(fit.rate * drift - 1) < 2e-5, String(fit?.rate));
      for (const [index, window] of fit.windows.entries()) {
        assert.ok(window !== null);
        const { uncertaintyS } = window;
        assert.ok(Math.abs(window.startS - startS) <= 2 / rateHz, String(window.startS));
        assert.ok(Math.abs(window.endS - startS - (lengths[index] ?? 0)) <= 2 / rateHz, String(window.endS));
        assert.ok(Math.abs(uncertaintyS - warmS - uartS) < 5 / rateHz, String(uncertaintyS));
      }
    });

    it('is sure of it with a window that is shorter', async () => {
      const windows = [];
      for (const length of lengths) windows.push(await seen(length, warmS));
      const fit = fitManagerClock(windows, [await seen(0.31, 0)]);
      assert.ok(fit !== null && Math.abs(fit.rate * drift - 1) < 2e-5, String(fit?.rate));
      assert.equal(fit.windows.length, lengths.length);
      for (const window of fit.windows) {
        assert.ok(window !== null && Math.abs(window.startS - startS) <= window.uncertaintyS);
        assert.ok(window.uncertaintyS <= 3 / rateHz, String(window.uncertaintyS));
      }
    });

    it('is not sure of it with one that is shorter by less than the steps tell', async () => {
      const windows = [];
      for (const length of lengths) windows.push(await seen(length, warmS));
      const fit = fitManagerClock(windows, [await seen(10.1, warmS)]);
      for (const window of fit?.windows ?? []) {
        assert.ok(window !== null && Math.abs(window.startS - startS) <= 2 / rateHz);
        assert.ok(window.uncertaintyS > warmS);
      }
    });
  });

  it('finds nothing where no two steps are as far apart as the laps', async () => {
    const steps = await findSteps(board(0.5, 2));
    assert.equal(fitManagerClock([{ elapsedUs: 3e6, expectedStartS: null, steps, samplePeriodS: 1e-4 }]), null);
  });

  it('looks no further than the clock of the host allows', async () => {
    const steps = await findSteps(board(0.5, 2));
    const window = { elapsedUs: 2e6, steps, samplePeriodS: 1e-4 };
    assert.equal(fitManagerClock([{ ...window, expectedStartS: 1.5 }]), null);
    assert.notEqual(fitManagerClock([{ ...window, expectedStartS: 0.8 }]), null);
  });

  it('sees no step across a gap', async () => {
    const whole = traceOf([
      [0.1, 0.001],
      [0.1, 0.02],
    ]);
    const gapped: Trace = {
      head: whole.head,
      async *events() {
        for await (const event of whole.events()) {
          if (event.kind !== 'samples') continue;
          const values = event.values.map((value, index) => (event.first + index === 1000 ? NaN : value));
          yield { ...event, values };
        }
      },
    };
    const [step] = await findSteps(whole);
    assert.ok(step !== undefined && Math.abs(step.timeS - 0.1) <= 1 / rateHz);
    const largest = Math.max(...(await findSteps(gapped)).map(({ riseW }) => riseW));
    assert.ok(largest < 0.01, String(largest));
  });
});
