import type { Conv2d, Kernel, WindowGeometry } from './kernel-set.ts';
import { multiply, packWeights } from './matrix-product.ts';
import { requantiseRows } from './requantise.ts';
import { padImage } from './window.ts';

/** Output pixels that are computed at once: their windows stay in the first-level cache. Even, as `multiply` likes it. */
const pixelsAtOnce = 32;

/** Convolution as a matrix product: each line of the left matrix is the window of one output pixel (im2col). */
export function conv2d(parameters: Conv2d): Kernel {
  const { geometry, input, inputZeroPoint, requantisation, output } = parameters;
  const { batches, outputHeight, outputWidth, outputChannels, windowHeight, windowWidth, inputChannels } = geometry;
  const depth = windowHeight * windowWidth * inputChannels;
  const pixels = batches * outputHeight * outputWidth;
  const weights = packWeights(parameters.weights, parameters.bias, inputZeroPoint, depth, outputChannels);
  if (isPointwise(geometry)) {
    const accumulators = new Int32Array(pixels * outputChannels);
    return () => {
      multiply(input, pixels, weights, accumulators);
      requantiseRows(accumulators, pixels, requantisation, 'up', output, 0);
    };
  }
  const accumulators = new Int32Array(pixelsAtOnce * outputChannels);
  const windows = new Int8Array(pixelsAtOnce * depth);
  const image = padImage(geometry, input, inputZeroPoint, 1, 0);
  // Neighbouring pixels of a window stand beside each other, unless it is dilated.
  const run = geometry.dilationWidth === 1 ? windowWidth : 1;
  const distances = image.distances.filter((_, index) => index % run === 0);

  const gatherWindows = (first: number, count: number): void => {
    for (let pixel = first, to = 0; pixel < first + count; pixel += 1) {
      const start = image.starts[pixel] ?? 0;
      for (const distance of distances)
        for (let at = start + distance, end = at + run * inputChannels; at < end; at += 1, to += 1)
          windows[to] = image.values[at] ?? 0;
    }
  };
  return () => {
    image.refresh();
    for (let first = 0; first < pixels; first += pixelsAtOnce) {
      const count = Math.min(pixelsAtOnce, pixels - first);
      gatherWindows(first, count);
      multiply(windows, count, weights, accumulators);
      requantiseRows(accumulators, count, requantisation, 'up', output, first * outputChannels);
    }
  };
}

/** Whether the image itself is the matrix of its windows: one pixel each, every pixel once, none from the padding. */
function isPointwise(geometry: WindowGeometry): boolean {
  const { windowHeight, windowWidth, strideHeight, strideWidth, paddingTop, paddingLeft } = geometry;
  const { inputHeight, inputWidth, outputHeight, outputWidth } = geometry;
  const isOnePixel = windowHeight === 1 && windowWidth === 1 && strideHeight === 1 && strideWidth === 1;
  const isAsLarge = inputHeight === outputHeight && inputWidth === outputWidth;
  return isOnePixel && isAsLarge && paddingTop === 0 && paddingLeft === 0;
}
