import type { WindowGeometry } from './kernel-set.ts';

/** An image with all the padding around it that its windows reach, so that no window needs a look at the edges. */
export interface PaddedImage {
  readonly values: Int8Array;
  /** Where the window of each output pixel begins. */
  readonly starts: Int32Array;
  /** How far each pixel of a window lies from its beginning, row by row. */
  readonly distances: Int32Array;
  /** Takes over the present values of the image. */
  readonly refresh: () => void;
}

/** Height and width of an image with its padding; what no window reaches is cut off. */
export function paddedSize(geometry: WindowGeometry): {
  readonly height: number;
  readonly width: number;
} {
  const { outputHeight, strideHeight, windowHeight, dilationHeight } = geometry;
  const { outputWidth, strideWidth, windowWidth, dilationWidth } = geometry;
  return {
    height: (outputHeight - 1) * strideHeight + (windowHeight - 1) * dilationHeight + 1,
    width: (outputWidth - 1) * strideWidth + (windowWidth - 1) * dilationWidth + 1,
  };
}

/**
 * @param copies how often each channel stands in the padded image: the channel multiplier of a depthwise convolution
 * @param spare values behind the last one that may be read
 */
export function padImage(
  geometry: WindowGeometry,
  image: Int8Array,
  zeroPoint: number,
  copies: number,
  spare: number,
): PaddedImage {
  const { batches, inputHeight, inputWidth, inputChannels, paddingTop, paddingLeft } = geometry;
  const { height, width } = paddedSize(geometry);
  const channels = inputChannels * copies;
  const values = new Int8Array(batches * height * width * channels + spare).fill(zeroPoint);
  const rows = Math.min(inputHeight, height - paddingTop);
  const rowValues = Math.min(inputWidth, width - paddingLeft) * inputChannels;
  const refresh = (): void => {
    for (let batch = 0; batch < batches; batch += 1)
      for (let y = 0; y < rows; y += 1) {
        const from = (batch * inputHeight + y) * inputWidth * inputChannels;
        let to = ((batch * height + y + paddingTop) * width + paddingLeft) * channels;
        for (let at = from; at < from + rowValues; at += 1)
          for (let copy = 0; copy < copies; copy += 1, to += 1) values[to] = image[at] ?? 0;
      }
  };
  return { values, starts: windowStarts(geometry, channels), distances: windowDistances(geometry, channels), refresh };
}

/** Of each output pixel, where in a padded image its window begins. */
export function windowStarts(geometry: WindowGeometry, channels: number): Int32Array {
  const { batches, outputHeight, outputWidth, strideHeight, strideWidth } = geometry;
  const { height, width } = paddedSize(geometry);
  return Int32Array.from({ length: batches * outputHeight * outputWidth }, (_, pixel) => {
    const row = Math.floor(pixel / outputWidth);
    const y = Math.floor(row / outputHeight) * height + (row % outputHeight) * strideHeight;
    return (y * width + (pixel % outputWidth) * strideWidth) * channels;
  });
}

/** How far each pixel of a window lies from its beginning, row by row. */
export function windowDistances(geometry: WindowGeometry, channels: number): Int32Array {
  const { windowHeight, windowWidth, dilationHeight, dilationWidth } = geometry;
  const { width } = paddedSize(geometry);
  return Int32Array.from({ length: windowHeight * windowWidth }, (_, index) => {
    const y = Math.floor(index / windowWidth) * dilationHeight;
    return (y * width + (index % windowWidth) * dilationWidth) * channels;
  });
}
