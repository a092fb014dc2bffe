import assert from 'node:assert/strict';
import { BenchError } from '../../../../harness/errors.ts';
import { calibratedMeasures, noiseBands } from '../../../../submissions/grading/scoring/noise-bands.ts';
import { studentT99 } from '../../../../submissions/grading/scoring/student-t.ts';
import { criterionOf, latencyLine, rubricOf } from './sample-class.ts';

/** Sessions with these latencies and no energy. */
function runsOf(...latencies: readonly number[]): { latencyUs: number; energyUj: null }[] {
  return latencies.map((latencyUs) => ({ latencyUs, energyUj: null }));
}

describe('The noise band of a board', () => {
  it('is σ of the logarithms × √2 × t, of each measure that was calibrated', () => {
    const [first, ...others] = noiseBands(runsOf(1000, 1001, 999, 1000));
    assert.deepEqual(others, []);
    assert.equal(first?.measure, 'latency');
    // By hand: σ of ln is 0.000816, √2 × t(3) = 8.26.
    assert.ok(Math.abs(first.relative - 0.006766) < 2e-5, String(first.relative));
    assert.equal(first.basis, '4 sessions of the reference, σ of latency = 0.082 %');
    const both = noiseBands(runsOf(1, 2, 3).map((run) => ({ ...run, energyUj: 5 })));
    assert.deepEqual(
      both.map(({ measure }) => measure),
      ['latency', 'energy'],
    );
    assert.equal(both[1]?.relative, 0);
  });

  it('does not depend on the unit, nor on the order of the runs', () => {
    const [one] = noiseBands(runsOf(10, 11, 12));
    const [other] = noiseBands(runsOf(12_000, 10_000, 11_000));
    assert.ok(Math.abs((one?.relative ?? 0) - (other?.relative ?? 1)) < 1e-9);
  });

  it('needs three sessions, of what is judged by it', () => {
    assert.deepEqual(noiseBands([]), []);
    const refuses = (run: () => unknown, reason: RegExp): void => {
      assert.throws(run, (error) => {
        assert.ok(error instanceof BenchError && error.code === 'rubric.calibration');
        assert.match(error.message, reason);
        return true;
      });
    };
    refuses(() => noiseBands(runsOf(1, 2)), /latency cannot be told from the calibration: only 2 of the sessions have/);
    refuses(() => noiseBands(runsOf(1, 2, 3), ['energy']), /energy .*: no session has it, and 3 or more are needed/);
    refuses(() => noiseBands(runsOf(1, 0, Number.NaN)), /only 1 of the sessions has it/);
  });

  it('is wanted where a rubric judges latency or energy by sessions, and names a calibration', () => {
    const criteria = [criterionOf('latency', 10, latencyLine)];
    const measured = { kind: 'measured', device: null, allowsSimulated: false, calibration: '/c' } as const;
    assert.deepEqual(calibratedMeasures(rubricOf(criteria, { judgeOn: measured })), ['latency']);
    assert.deepEqual(calibratedMeasures(rubricOf(criteria)), []);
    assert.deepEqual(calibratedMeasures(rubricOf(criteria, { judgeOn: { kind: 'estimate', board: 'b' } })), []);
    const conditions = [{ title: '', measure: 'energy', data: 'public', bound: 1, otherwiseAtMost: 0 }] as const;
    const both = rubricOf(criteria, { judgeOn: measured, conditions });
    assert.deepEqual(calibratedMeasures(both), ['latency', 'energy']);
  });
});

describe('The quantiles of the t distribution', () => {
  it('leave half a per cent above them', () => {
    for (const degrees of [2, 3, 4, 5, 7, 9, 12, 17, 22, 26, 30, 31, 40, 100]) {
      assert.ok(Math.abs(shareWithin(studentT99(degrees), degrees) - 0.99) < 2e-5, String(degrees));
    }
  });

  it('fall towards that of the normal distribution', () => {
    for (let degrees = 1; degrees < 60; degrees++) assert.ok(studentT99(degrees + 1) < studentT99(degrees));
    assert.ok(Math.abs(studentT99(1e6) - 2.5758) < 1e-3);
  });
});

/** How much of the t distribution lies between −t and t, by Simpson's rule. */
function shareWithin(t: number, degrees: number): number {
  const density = (x: number): number => (1 + x ** 2 / degrees) ** (-(degrees + 1) / 2);
  const integral = (to: number): number => {
    const steps = 20_000;
    const width = to / steps;
    let sum = density(0) + density(to);
    for (let step = 1; step < steps; step++) sum += (step % 2 === 1 ? 4 : 2) * density(step * width);
    return (sum * width) / 3;
  };
  // Γ((ν+1)/2) ÷ (√(νπ) Γ(ν/2)), from the value for two degrees or one, two at a time.
  let gamma = degrees % 2 === 0 ? Math.sqrt(Math.PI) / 2 : 1 / Math.sqrt(Math.PI);
  for (let n = degrees % 2 === 0 ? 2 : 1; n < degrees; n += 2) gamma *= (n + 1) / n;
  return (2 * gamma * integral(t)) / Math.sqrt(degrees * Math.PI);
}
