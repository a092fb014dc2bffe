import type { Kernel, Softmax } from './kernel-set.ts';

/**
 * Softmax by a table of the 256 exponentials that a difference of two int8 values can have, in single precision as the
 * optimised kernel of TensorFlow Lite computes it.
 */
export function softmax(parameters: Softmax): Kernel {
  const { lines, classes, input, scale, output } = parameters;
  const exponentials = Float32Array.from({ length: 256 }, (_, difference) => Math.exp(-scale * difference));
  return () => {
    for (let start = 0; start < lines * classes; start += classes) {
      let largest = -128;
      for (let at = start; at < start + classes; at += 1) largest = Math.max(largest, input[at] ?? 0);
      let sum = 0;
      for (let at = start; at < start + classes; at += 1)
        sum = Math.fround(sum + (exponentials[largest - (input[at] ?? 0)] ?? 0));
      const factor = Math.fround(1 / Math.fround(sum / 256));
      for (let at = start; at < start + classes; at += 1) {
        const share = Math.fround((exponentials[largest - (input[at] ?? 0)] ?? 0) * factor);
        output[at] = Math.min(127, Math.floor(share + 0.5) - 128);
      }
    }
  };
}
