import assert from 'node:assert/strict';
import { ad01 } from '../../../workloads/ad01/specification.ts';
import { ic01 } from '../../../workloads/ic01/specification.ts';
import { kws01 } from '../../../workloads/kws01/specification.ts';
import { inputConversion, readFloats } from '../../../workloads/models/benchmark-input.ts';
import type { TensorSpecification } from '../../../workloads/models/model.ts';

function tensor(type: TensorSpecification['type'], elements: number, scale = 1, zeroPoint = 0): TensorSpecification {
  return { name: 'input', type, shape: [1, elements], scale, zeroPoint };
}

/** Bytes of float32 values that begin at an odd place in memory. */
function floats(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(1 + 4 * values.length).subarray(1);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  values.forEach((value, index) => {
    view.setFloat32(4 * index, value, true);
  });
  return bytes;
}

describe('The input of the benchmark, for a model', () => {
  it('is the int8 tensor itself for keywords', () => {
    const convert = inputConversion(kws01, tensor('int8', 3, 0.58, 83));
    assert.deepEqual(convert(Uint8Array.of(0, 127, 255)), Uint8Array.of(0, 127, 255));
  });

  it('is dequantised for a float model of keywords', () => {
    const convert = inputConversion(kws01, tensor('float32', 3));
    const { scale } = kws01.modelInput;
    const expected = [0, -83 * scale, -84 * scale].map(Math.fround);
    assert.deepEqual([...readFloats(convert(Uint8Array.of(83, 0, 255)))], expected);
  });

  it('is each pixel less 128 for pictures, whatever the scale of the tensor', () => {
    const convert = inputConversion(ic01, tensor('int8', 4, 1 / 255, -128));
    assert.deepEqual([...new Int8Array(convert(Uint8Array.of(0, 127, 128, 255)).buffer)], [-128, -1, 0, 127]);
  });

  it('is the pixel as a number for a float model of pictures', () => {
    const convert = inputConversion(ic01, tensor('float32', 3));
    assert.deepEqual([...readFloats(convert(Uint8Array.of(0, 128, 255)))], [0, 128, 255]);
  });

  it('is quantised by the tensor for sounds of machines, and clamped', () => {
    const convert = inputConversion(ad01, tensor('int8', 5, 0.5, 10));
    const converted = convert(floats(0, 1.2, -3, 1000, -1000));
    assert.deepEqual([...new Int8Array(converted.buffer)], [10, 12, 4, 127, -128]);
  });

  it('is refused where it has another size', () => {
    const convert = inputConversion(ad01, tensor('int8', 5));
    assert.throws(() => convert(new Uint8Array(19)), { code: 'model.input', details: { wanted: 20, found: 19 } });
  });
});
