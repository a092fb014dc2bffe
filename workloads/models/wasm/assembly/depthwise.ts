import { BLOCK_BYTES, storeBlock } from './requantise';

/**
 * Convolution of each channel by itself, eight channels at once.
 * @param image int16, with as many channels as the output
 * @param starts of each pixel's window the distance from the image's beginning, in bytes
 * @param distances from there to each pixel of the window, in bytes, two a pair
 * @param pairs pairs of pixels in the window; of an odd number, the last weights are 0
 * @param weights blocks of eight channels; in each, of each pair two weights of the first channel, of the second, …
 * @param blocks see `BLOCK_BYTES`
 * @param output pixel after pixel, `channels` values each
 */
export function convolveDepthwise(
  image: usize,
  starts: usize,
  pixels: i32,
  distances: usize,
  pairs: i32,
  weights: usize,
  blocks: usize,
  channels: i32,
  minimum: i32,
  maximum: i32,
  zeroPoint: i32,
  output: usize,
): void {
  const weightBytes = (<usize>pairs) << 4;
  for (let channel = 0; channel < channels; channel += 8, image += 16, blocks += BLOCK_BYTES, weights += weightBytes) {
    const left = channels - channel;
    const end = weights + weightBytes;
    let target = output + channel;
    for (let pixel = 0; pixel < pixels; pixel += 1, target += channels) {
      const window = image + load<u32>(starts + ((<usize>pixel) << 2));
      let sum0 = v128.load(blocks);
      let sum1 = v128.load(blocks, 16);
      let distance = distances;
      for (let weight = weights; weight < end; weight += 16, distance += 8) {
        const first = v128.load(window + load<u32>(distance));
        const second = v128.load(window + load<u32>(distance, 4));
        const low = v128.shuffle<i16>(first, second, 0, 8, 1, 9, 2, 10, 3, 11);
        const high = v128.shuffle<i16>(first, second, 4, 12, 5, 13, 6, 14, 7, 15);
        sum0 = i32x4.add(sum0, i32x4.dot_i16x8_s(low, v128.load8x8_s(weight)));
        sum1 = i32x4.add(sum1, i32x4.dot_i16x8_s(high, v128.load8x8_s(weight, 8)));
      }
      storeBlock(sum0, sum1, blocks, minimum, maximum, zeroPoint, target, left);
    }
  }
}
