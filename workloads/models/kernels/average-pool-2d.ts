import type { AveragePool2d, Kernel } from './kernel-set.ts';

/** The mean of the part of each window that lies in the image, rounded to the nearest, halves away from zero. */
export function averagePool2d(parameters: AveragePool2d): Kernel {
  const { geometry, input, minimum, maximum, output } = parameters;
  const { batches, inputHeight, inputWidth, outputHeight, outputWidth, inputChannels: channels } = geometry;

  const poolWindow = (rowStart: number, top: number, bottom: number, left: number, right: number, target: number) => {
    const half = ((bottom - top) * (right - left)) >> 1;
    const count = (bottom - top) * (right - left);
    for (let channel = 0; channel < channels; channel += 1) {
      let sum = 0;
      for (let y = top; y < bottom; y += 1)
        for (let x = left; x < right; x += 1) sum += input[((rowStart + y) * inputWidth + x) * channels + channel] ?? 0;
      const mean = Math.trunc((sum > 0 ? sum + half : sum - half) / count);
      output[target + channel] = Math.min(maximum, Math.max(minimum, mean));
    }
  };
  return () => {
    let target = 0;
    for (let batch = 0; batch < batches; batch += 1)
      for (let y = 0; y < outputHeight; y += 1)
        for (let x = 0; x < outputWidth; x += 1, target += channels) {
          const top = y * geometry.strideHeight - geometry.paddingTop;
          const left = x * geometry.strideWidth - geometry.paddingLeft;
          poolWindow(
            batch * inputHeight,
            Math.max(0, top),
            Math.min(inputHeight, top + geometry.windowHeight),
            Math.max(0, left),
            Math.min(inputWidth, left + geometry.windowWidth),
            target,
          );
        }
  };
}
