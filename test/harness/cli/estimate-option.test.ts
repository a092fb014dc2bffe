import assert from 'node:assert/strict';
import { estimateToLine, powerSource } from '../../../harness/cli/estimate-option.ts';
import { BenchError } from '../../../harness/errors.ts';
import { estimateEnergy } from '../../../power/estimate.ts';

describe('run --estimate', () => {
  it('takes a stated power', () => {
    const source = powerSource('12.5mW');
    assert.deepEqual(source, { kind: 'stated', milliwatts: 12.5 });
    const estimate = estimateEnergy(40_000, 'kws01', source);
    assert.equal(estimate?.typicalJ, 0.0005);
    assert.match(estimateToLine(estimate), /^ESTIMATE, not measured: about 500\.0 uJ an inference; /);
  });

  it('takes a board of the catalogue with published energy', () => {
    const source = powerSource('nucleo-l4r5zi');
    assert.ok(source.kind === 'published' && source.board === 'nucleo-l4r5zi');
    const estimate = estimateEnergy(40_000, 'kws01', source);
    assert.ok(estimate !== null && estimate.lowJ < estimate.typicalJ && estimate.typicalJ < estimate.highJ);
    assert.match(estimateToLine(estimate), /uJ an inference \(\d+ to \d+\); estimate: latency/);
  });

  it('says what is wrong with anything else', () => {
    for (const [text, code] of [
      ['0mW', 'usage.option'],
      ['himax-we-i-plus', 'usage.option'],
      ['no-such-board', 'boards.unknown'],
    ] as const) {
      assert.throws(
        () => powerSource(text),
        (error) => error instanceof BenchError && error.code === code,
        text,
      );
    }
  });
});
