import type { AveragePool2d, Kernel } from '../kernels/kernel-set.ts';
import type { KernelFunctions } from './instance.ts';
import type { KernelMemory } from './memory.ts';

export function averagePool2d(memory: KernelMemory, functions: KernelFunctions, parameters: AveragePool2d): Kernel {
  const { geometry, minimum, maximum } = parameters;
  const { batches, inputHeight, inputWidth, outputHeight, outputWidth, inputChannels: channels } = geometry;
  const { strideHeight, strideWidth, windowHeight, windowWidth, paddingTop, paddingLeft } = geometry;
  const source = memory.addressOf(parameters.input);
  const output = memory.addressOf(parameters.output);
  const lineBytes = inputWidth * channels;
  return () => {
    let target = output;
    for (let batch = 0; batch < batches; batch += 1)
      for (let y = 0; y < outputHeight; y += 1)
        for (let x = 0; x < outputWidth; x += 1, target += channels) {
          const top = Math.max(0, y * strideHeight - paddingTop);
          const bottom = Math.min(inputHeight, y * strideHeight - paddingTop + windowHeight);
          const left = Math.max(0, x * strideWidth - paddingLeft);
          const right = Math.min(inputWidth, x * strideWidth - paddingLeft + windowWidth);
          const start = source + (batch * inputHeight + top) * lineBytes + left * channels;
          functions.poolWindow(start, lineBytes, bottom - top, right - left, channels, minimum, maximum, target);
        }
  };
}
