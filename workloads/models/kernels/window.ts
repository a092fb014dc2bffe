import type { WindowGeometry } from './kernel-set.ts';

/**
 * Copies of stretches of one array into another, in threes: from, to, length. Where they go never changes from one
 * inference to the next, so they are found once, and what they leave out keeps the value it was filled with.
 */
export type Stretches = Int32Array;

export function copyStretches(stretches: Stretches, from: Int8Array, to: Int8Array): void {
  for (let index = 0; index < stretches.length; index += 3) {
    const source = stretches[index] ?? 0;
    const target = stretches[index + 1] ?? 0;
    const length = stretches[index + 2] ?? 0;
    for (let offset = 0; offset < length; offset += 1) to[target + offset] = from[source + offset] ?? 0;
  }
}

/**
 * The stretches that lay the window around each output pixel out as one line of windowHeight × windowWidth ×
 * inputChannels (im2col); what lies beyond the image is left out.
 */
export function windowStretches(geometry: WindowGeometry): Stretches {
  const { batches, inputHeight, inputWidth, inputChannels, outputHeight, outputWidth } = geometry;
  const { windowHeight, windowWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  const list = new StretchList();
  let target = 0;
  for (let batch = 0; batch < batches; batch += 1)
    for (let y = 0; y < outputHeight; y += 1)
      for (let x = 0; x < outputWidth; x += 1)
        for (let windowY = 0; windowY < windowHeight; windowY += 1)
          for (let windowX = 0; windowX < windowWidth; windowX += 1, target += inputChannels) {
            const inputY = y * strideHeight - geometry.paddingTop + windowY * dilationHeight;
            const inputX = x * strideWidth - geometry.paddingLeft + windowX * dilationWidth;
            if (inputY < 0 || inputY >= inputHeight || inputX < 0 || inputX >= inputWidth) continue;
            list.add(((batch * inputHeight + inputY) * inputWidth + inputX) * inputChannels, target, inputChannels);
          }
  return list.stretches();
}

/** The size of an image with all the padding around it that its windows reach. */
export function paddedSize(geometry: WindowGeometry): { readonly height: number; readonly width: number } {
  const { outputHeight, strideHeight, windowHeight, dilationHeight } = geometry;
  const { outputWidth, strideWidth, windowWidth, dilationWidth } = geometry;
  return {
    height: (outputHeight - 1) * strideHeight + (windowHeight - 1) * dilationHeight + 1,
    width: (outputWidth - 1) * strideWidth + (windowWidth - 1) * dilationWidth + 1,
  };
}

/** The stretches that copy an image into the middle of its padded form; rows that no window reaches are left out. */
export function paddingStretches(geometry: WindowGeometry): Stretches {
  const { batches, inputHeight, inputWidth, inputChannels, paddingTop, paddingLeft } = geometry;
  const { height, width } = paddedSize(geometry);
  const list = new StretchList();
  const columns = Math.min(inputWidth, width - paddingLeft);
  for (let batch = 0; batch < batches; batch += 1)
    for (let y = 0; y < Math.min(inputHeight, height - paddingTop); y += 1)
      list.add(
        (batch * inputHeight + y) * inputWidth * inputChannels,
        ((batch * height + y + paddingTop) * width + paddingLeft) * inputChannels,
        columns * inputChannels,
      );
  return list.stretches();
}

/** Joins stretches that follow each other on both sides. */
class StretchList {
  readonly #numbers: number[] = [];

  add(from: number, to: number, length: number): void {
    if (length <= 0) return;
    const last = this.#numbers.length - 3;
    const lastLength = this.#numbers[last + 2] ?? 0;
    if (last >= 0 && this.#numbers[last] === from - lastLength && this.#numbers[last + 1] === to - lastLength)
      this.#numbers[last + 2] = lastLength + length;
    else this.#numbers.push(from, to, length);
  }

  stretches(): Stretches {
    return Int32Array.from(this.#numbers);
  }
}
