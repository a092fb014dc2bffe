import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  cosineOfTurns,
  decimalLogarithm,
  exponential,
  naturalLogarithm,
  sineOfTurns,
} from '../../../workloads/features/portable-math.ts';

const ulp = Number.EPSILON;

describe('Portable mathematics', () => {
  it('has sines and cosines as the engine has them', () => {
    const turns = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(turns, (t) => {
        assert.ok(Math.abs(sineOfTurns(t) - Math.sin(2 * Math.PI * t)) < 8 * ulp);
        assert.ok(Math.abs(cosineOfTurns(t) - Math.cos(2 * Math.PI * t)) < 8 * ulp);
      }),
    );
  });

  it('keeps whole turns and quarter turns exact', () => {
    assert.equal(cosineOfTurns(1e6), 1);
    assert.equal(sineOfTurns(-12.25), -1);
    assert.equal(Math.abs(sineOfTurns(7.5)), 0);
    assert.equal(Math.abs(cosineOfTurns(0.75)), 0);
  });

  it('has exponentials and logarithms as the engine has them', () => {
    fc.assert(
      fc.property(fc.double({ min: -300, max: 300, noNaN: true }), (x) => {
        const power = Math.exp(x);
        assert.ok(Math.abs(exponential(x) / power - 1) < 4 * ulp);
        assert.ok(Math.abs(naturalLogarithm(power) - Math.log(power)) <= 2 * ulp * Math.abs(Math.log(power)));
        assert.ok(Math.abs(decimalLogarithm(power) - Math.log10(power)) <= 4 * ulp * Math.abs(Math.log10(power)));
      }),
    );
  });

  it('ends where its callers need no more', () => {
    assert.equal(exponential(-800), 0);
    assert.equal(exponential(0), 1);
    assert.equal(naturalLogarithm(1), 0);
    assert.equal(naturalLogarithm(0), -Infinity);
    assert.equal(naturalLogarithm(-1), -Infinity);
  });

  it('gives these very bits', () => {
    const values = new Float64Array(4000);
    for (let index = 0; index < 1000; index++) {
      const x = (index - 500) / 37;
      values.set([sineOfTurns(x), cosineOfTurns(x), exponential(x), naturalLogarithm(x * x + 0.001)], 4 * index);
    }
    const bytes = new DataView(new ArrayBuffer(8 * values.length));
    values.forEach((value, index) => {
      // −0 and 0 are one number.
      bytes.setFloat64(8 * index, value + 0);
    });
    const digest = createHash('sha256').update(new Uint8Array(bytes.buffer)).digest('hex');
    assert.equal(digest, '83c016a28ab33f4378b4a7755a9b040bb31c718be3b103a5fab581af7931a335');
  });

  it('is the only mathematics that generated data and features are made with', () => {
    const engineDefined = /Math\.(?!abs|ceil|floor|fround|imul|max|min|round|sqrt|trunc)\w+|\*\*/;
    for (const room of ['workloads/features', 'workloads/built-in']) {
      const folder = join(process.cwd(), room);
      const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
        // Weights are trained once and committed: they need not come out the same elsewhere.
        (file) => file.endsWith('.ts') && !file.startsWith('training'),
      );
      assert.ok(sources.length > 3);
      for (const file of sources) {
        const code = readFileSync(join(folder, file), 'utf8').replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
        assert.doesNotMatch(code, engineDefined, `${room}/${file}`);
      }
    }
  });
});
