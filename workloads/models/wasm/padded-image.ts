import type { WindowGeometry } from '../kernels/kernel-set.ts';
import { paddedSize, windowDistances, windowStarts } from '../kernels/window.ts';
import type { KernelFunctions } from './instance.ts';
import type { KernelMemory } from './memory.ts';

/** Bytes of a value in a padded image: int16, which the vector product takes. */
const valueBytes = 2;

/** An image as int16 with all the padding around it that its windows reach. */
export interface PaddedImage {
  readonly address: number;
  /** Address of where the window of each pixel begins, in bytes from the beginning; and how many pixels there are. */
  readonly starts: number;
  readonly pixels: number;
  /** How far each pixel of a window lies from its beginning, row by row, in bytes. */
  readonly distances: readonly number[];
  /** Takes over the present values of the image. */
  readonly refresh: () => void;
}

/** @param copies how often each channel stands in the padded image: the channel multiplier of a depthwise convolution */
export function padImage(
  memory: KernelMemory,
  functions: KernelFunctions,
  geometry: WindowGeometry,
  image: Int8Array,
  zeroPoint: number,
  copies: number,
): PaddedImage {
  const { batches, inputHeight, inputWidth, inputChannels, paddingTop, paddingLeft } = geometry;
  const { height, width } = paddedSize(geometry);
  const channels = inputChannels * copies;
  const padded = memory.allocate(batches * height * width * channels * valueBytes);
  new Int16Array(padded.buffer, padded.byteOffset, padded.length / valueBytes).fill(zeroPoint);
  const address = memory.addressOf(padded);
  const lineBytes = width * channels * valueBytes;
  const lines = Math.min(inputHeight, height - paddingTop);
  const lineValues = Math.min(inputWidth, width - paddingLeft) * inputChannels;
  const starts = windowStarts(geometry, channels).map((start) => start * valueBytes);
  const from = memory.addressOf(image);
  const inputLineBytes = inputWidth * inputChannels;
  const to = address + paddingTop * lineBytes + paddingLeft * channels * valueBytes;
  return {
    address,
    starts: memory.addressOf(memory.copyWords(starts)),
    pixels: starts.length,
    distances: Array.from(windowDistances(geometry, channels), (distance) => distance * valueBytes),
    refresh() {
      functions.widenImage(
        from,
        inputHeight * inputLineBytes,
        inputLineBytes,
        to,
        height * lineBytes,
        lineBytes,
        batches,
        lines,
        lineValues,
        copies,
      );
    },
  };
}
