import { BLOCK_BYTES, storeBlock } from './requantise';

/**
 * Convolution, and any product of int8 matrices: the window of each pixel times the weights of each column, plus bias,
 * requantised. Four pixels and eight columns are computed at once.
 * @param image int16
 * @param starts of each pixel's window the distance from the image's beginning, in bytes
 * @param distances from there to each run of neighbouring values in the window, in bytes
 * @param pairs pairs of values in a run; of an odd one, the last weight is 0
 * @param weights blocks of eight columns; in each, of each pair two weights of the first column, of the second, …
 * @param blocks see `BLOCK_BYTES`
 * @param output pixel after pixel, `columns` values each
 */
export function multiply(
  image: usize,
  starts: usize,
  pixels: i32,
  distances: usize,
  runs: i32,
  pairs: i32,
  weights: usize,
  blocks: usize,
  columns: i32,
  minimum: i32,
  maximum: i32,
  zeroPoint: i32,
  output: usize,
): void {
  const runBytes = (<usize>pairs) << 4;
  const distancesEnd = distances + ((<usize>runs) << 2);
  for (let column = 0; column < columns; column += 8, blocks += BLOCK_BYTES, weights += <usize>runs * runBytes) {
    const left = columns - column;
    let target = output + column;
    let pixel = 0;
    for (; pixel + 4 <= pixels; pixel += 4, target += 4 * columns) {
      const start = starts + ((<usize>pixel) << 2);
      const image0 = image + load<u32>(start);
      const image1 = image + load<u32>(start, 4);
      const image2 = image + load<u32>(start, 8);
      const image3 = image + load<u32>(start, 12);
      let sum00 = v128.load(blocks);
      let sum01 = v128.load(blocks, 16);
      let sum10 = sum00;
      let sum11 = sum01;
      let sum20 = sum00;
      let sum21 = sum01;
      let sum30 = sum00;
      let sum31 = sum01;
      let weight = weights;
      for (let at = distances; at < distancesEnd; at += 4) {
        const distance = load<u32>(at);
        let value0 = image0 + distance;
        let value1 = image1 + distance;
        let value2 = image2 + distance;
        let value3 = image3 + distance;
        for (const end = weight + runBytes; weight < end; weight += 16) {
          const first = v128.load8x8_s(weight);
          const second = v128.load8x8_s(weight, 8);
          const pair0 = v128.load32_splat(value0);
          sum00 = i32x4.add(sum00, i32x4.dot_i16x8_s(pair0, first));
          sum01 = i32x4.add(sum01, i32x4.dot_i16x8_s(pair0, second));
          const pair1 = v128.load32_splat(value1);
          sum10 = i32x4.add(sum10, i32x4.dot_i16x8_s(pair1, first));
          sum11 = i32x4.add(sum11, i32x4.dot_i16x8_s(pair1, second));
          const pair2 = v128.load32_splat(value2);
          sum20 = i32x4.add(sum20, i32x4.dot_i16x8_s(pair2, first));
          sum21 = i32x4.add(sum21, i32x4.dot_i16x8_s(pair2, second));
          const pair3 = v128.load32_splat(value3);
          sum30 = i32x4.add(sum30, i32x4.dot_i16x8_s(pair3, first));
          sum31 = i32x4.add(sum31, i32x4.dot_i16x8_s(pair3, second));
          value0 += 4;
          value1 += 4;
          value2 += 4;
          value3 += 4;
        }
      }
      storeBlock(sum00, sum01, blocks, minimum, maximum, zeroPoint, target, left);
      storeBlock(sum10, sum11, blocks, minimum, maximum, zeroPoint, target + columns, left);
      storeBlock(sum20, sum21, blocks, minimum, maximum, zeroPoint, target + 2 * columns, left);
      storeBlock(sum30, sum31, blocks, minimum, maximum, zeroPoint, target + 3 * columns, left);
    }
    for (; pixel < pixels; pixel += 1, target += columns) {
      const start = image + load<u32>(starts + ((<usize>pixel) << 2));
      let sum0 = v128.load(blocks);
      let sum1 = v128.load(blocks, 16);
      // Sums of their own for every other pair: one addition need not wait for the one before.
      let other0 = i32x4.splat(0);
      let other1 = i32x4.splat(0);
      let weight = weights;
      for (let at = distances; at < distancesEnd; at += 4) {
        let value = start + load<u32>(at);
        const end = weight + runBytes;
        for (; weight + 32 <= end; weight += 32, value += 8) {
          const pair = v128.load32_splat(value);
          sum0 = i32x4.add(sum0, i32x4.dot_i16x8_s(pair, v128.load8x8_s(weight)));
          sum1 = i32x4.add(sum1, i32x4.dot_i16x8_s(pair, v128.load8x8_s(weight, 8)));
          const next = v128.load32_splat(value, 4);
          other0 = i32x4.add(other0, i32x4.dot_i16x8_s(next, v128.load8x8_s(weight, 16)));
          other1 = i32x4.add(other1, i32x4.dot_i16x8_s(next, v128.load8x8_s(weight, 24)));
        }
        if (weight < end) {
          const pair = v128.load32_splat(value);
          sum0 = i32x4.add(sum0, i32x4.dot_i16x8_s(pair, v128.load8x8_s(weight)));
          sum1 = i32x4.add(sum1, i32x4.dot_i16x8_s(pair, v128.load8x8_s(weight, 8)));
          weight += 16;
        }
      }
      storeBlock(i32x4.add(sum0, other0), i32x4.add(sum1, other1), blocks, minimum, maximum, zeroPoint, target, left);
    }
  }
}
