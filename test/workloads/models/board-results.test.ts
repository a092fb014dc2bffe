import assert from 'node:assert/strict';
import { ad01 } from '../../../workloads/ad01/specification.ts';
import { kws01 } from '../../../workloads/kws01/specification.ts';
import { boardInference } from '../../../workloads/models/board-results.ts';
import type { Model } from '../../../workloads/models/model.ts';

/** A model that gives its input back, read by another scale. */
function echo(elements: number, inputScale: number, outputScale: number, outputZeroPoint: number): Model {
  const shape = [1, elements];
  return {
    input: { name: 'in', type: 'int8', shape, scale: inputScale, zeroPoint: 0 },
    output: { name: 'out', type: 'int8', shape, scale: outputScale, zeroPoint: outputZeroPoint },
    costs: [],
    invoke: (input) => Uint8Array.from(input),
  };
}

describe('What a board prints for an input', () => {
  it('is the output as real numbers', () => {
    const infer = boardInference(kws01, echo(3, 1, 1 / 256, -128));
    assert.deepEqual(infer(Uint8Array.of(128, 0, 127)), [0, 0.5, 255 / 256]);
  });

  it('is the mean squared error of the reconstruction for anomaly detection', () => {
    // The values are quantised to 1, 2, 3, 4 and read back as twice that.
    const infer = boardInference(ad01, echo(4, 1, 2, 0));
    const input = new Uint8Array(Float32Array.of(1, 2, 3, 4.25).buffer);
    assert.deepEqual(infer(input), [(1 + 4 + 9 + 3.75 ** 2) / 4]);
  });
});
