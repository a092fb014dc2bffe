import * as tf from '@tensorflow/tfjs-core';
import { samePadding } from './network.ts';

/**
 * Convolutions whose gradients run on TF.js's WASM backend. It lacks those of the filters, and its transposed
 * convolution is ten times slower than a forward one, so a gradient is made of what it has: forward convolutions of rearranged tensors, and plain
 * loops where there are few multiplications (depthwise).
 */

/** A convolution with SAME padding. Without `inputGradient` (a first layer) none is computed for `input`. */
export function convolution(
  input: tf.Tensor4D,
  filter: tf.Tensor4D,
  stride: number,
  inputGradient: boolean,
): tf.Tensor4D {
  const operation = tf.customGrad((x, w, save) => {
    const [images, kernel] = [asTensor(x) as tf.Tensor4D, asTensor(w) as tf.Tensor4D];
    (save as tf.GradSaveFunc)([images, kernel]);
    const value = tf.conv2d(images, kernel, stride, 'same');
    return {
      value,
      gradFunc: (dy: tf.Tensor4D, saved: tf.Tensor[]) => {
        const [savedImages, savedKernel] = saved as [tf.Tensor4D, tf.Tensor4D];
        return [
          inputGradient ? gradientOfInput(savedImages.shape, savedKernel, dy, stride) : tf.zerosLike(savedImages),
          gradientOfFilter(savedImages, savedKernel.shape, dy, stride),
        ];
      },
    };
  });
  return operation(input, filter);
}

/** The errors, spread by the stride, convolved with the filter turned round. */
function gradientOfInput(
  [, height, width]: readonly [number, number, number, number],
  filter: tf.Tensor4D,
  dy: tf.Tensor4D,
  stride: number,
): tf.Tensor4D {
  const [kernelHeight, kernelWidth] = filter.shape;
  const top = kernelHeight - 1 - samePadding(height, kernelHeight, stride)[0];
  const left = kernelWidth - 1 - samePadding(width, kernelWidth, stride)[0];
  const spread = spreadApart(dy, stride);
  // Zeros that follow the last error are part of what would be padded; of a 1 × 1 kernel they can be too many.
  const bottom = height + kernelHeight - 1 - top - spread.shape[1];
  const right = width + kernelWidth - 1 - left - spread.shape[2];
  const padded = tf.pad(spread, [
    [0, 0],
    [top, Math.max(0, bottom)],
    [left, Math.max(0, right)],
    [0, 0],
  ]);
  const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
  const gradient = tf.conv2d(padded, turned, 1, 'valid');
  return bottom < 0 || right < 0 ? tf.slice(gradient, [0, 0, 0, 0], [-1, height, width, -1]) : gradient;
}

/** Puts `stride` − 1 zeros after every row and column. */
function spreadApart(images: tf.Tensor4D, stride: number): tf.Tensor4D {
  if (stride === 1) return images;
  const [batch, height, width, channels] = images.shape;
  const zeros = stride - 1;
  const columns = tf.pad(tf.reshape(images, [batch * height, width, 1, channels]), [
    [0, 0],
    [0, 0],
    [0, zeros],
    [0, 0],
  ]);
  const rows = tf.pad(tf.reshape(columns, [batch, height, 1, -1]), [
    [0, 0],
    [0, 0],
    [0, zeros],
    [0, 0],
  ]);
  return tf.reshape(rows, [batch, height * stride, width * stride, channels]);
}

/** Images and errors change places: the batch becomes the channels, the errors become the filter. */
function gradientOfFilter(
  images: tf.Tensor4D,
  [kernelHeight, kernelWidth, inputs, outputs]: readonly [number, number, number, number],
  dy: tf.Tensor4D,
  stride: number,
): tf.Tensor4D {
  if (kernelHeight === 1 && kernelWidth === 1 && stride === 1) {
    const columns = tf.transpose(tf.reshape(images, [-1, inputs]));
    return tf.reshape(tf.matMul(columns, tf.reshape(dy, [-1, outputs])), [1, 1, inputs, outputs]);
  }
  const vertical = [...samePadding(images.shape[1], kernelHeight, stride)] as [number, number];
  const horizontal = [...samePadding(images.shape[2], kernelWidth, stride)] as [number, number];
  const padded = tf.pad(images, [[0, 0], vertical, horizontal, [0, 0]]);
  const gradient = tf.conv2d(
    tf.transpose(padded, [3, 1, 2, 0]),
    tf.transpose(dy, [1, 2, 0, 3]),
    1,
    'valid',
    'NHWC',
    stride,
  );
  const cut = tf.slice(gradient, [0, 0, 0, 0], [inputs, kernelHeight, kernelWidth, outputs]);
  return tf.transpose(cut, [1, 2, 0, 3]);
}

/** A depthwise convolution with SAME padding. */
export function depthwiseConvolution(input: tf.Tensor4D, filter: tf.Tensor4D, stride: number): tf.Tensor4D {
  const operation = tf.customGrad((x, w, save) => {
    const [images, kernel] = [asTensor(x) as tf.Tensor4D, asTensor(w) as tf.Tensor4D];
    (save as tf.GradSaveFunc)([images, kernel]);
    return {
      value: tf.depthwiseConv2d(images, kernel, stride, 'same'),
      gradFunc: (dy: tf.Tensor4D, saved: tf.Tensor[]) => {
        const [savedImages, savedKernel] = saved as [tf.Tensor4D, tf.Tensor4D];
        return depthwiseGradients(savedImages, savedKernel, dy, stride);
      },
    };
  });
  return operation(input, filter);
}

function depthwiseGradients(
  images: tf.Tensor4D,
  filter: tf.Tensor4D,
  errors: tf.Tensor4D,
  stride: number,
): [tf.Tensor4D, tf.Tensor4D] {
  const [batch, height, width, channels] = images.shape;
  const [, outputHeight, outputWidth] = errors.shape;
  const [kernelHeight, kernelWidth] = filter.shape;
  const [top] = samePadding(height, kernelHeight, stride);
  const [left] = samePadding(width, kernelWidth, stride);
  const x = images.dataSync<'float32'>();
  const w = filter.dataSync<'float32'>();
  const dy = errors.dataSync<'float32'>();
  const dx = new Float32Array(x.length);
  const dw = new Float32Array(w.length);
  for (let image = 0; image < batch; image++) {
    for (let outputRow = 0; outputRow < outputHeight; outputRow++) {
      for (let outputColumn = 0; outputColumn < outputWidth; outputColumn++) {
        const error = ((image * outputHeight + outputRow) * outputWidth + outputColumn) * channels;
        for (let tap = 0; tap < kernelHeight * kernelWidth; tap++) {
          const row = outputRow * stride - top + Math.floor(tap / kernelWidth);
          const column = outputColumn * stride - left + (tap % kernelWidth);
          if (row < 0 || row >= height || column < 0 || column >= width) continue;
          const at = ((image * height + row) * width + column) * channels;
          const weight = tap * channels;
          for (let channel = 0; channel < channels; channel++) {
            const e = dy[error + channel] ?? 0;
            dx[at + channel] = (dx[at + channel] ?? 0) + e * (w[weight + channel] ?? 0);
            dw[weight + channel] = (dw[weight + channel] ?? 0) + e * (x[at + channel] ?? 0);
          }
        }
      }
    }
  }
  return [tf.tensor4d(dx, images.shape), tf.tensor4d(dw, filter.shape)];
}

function asTensor(value: tf.Tensor | tf.GradSaveFunc): tf.Tensor {
  if (value instanceof tf.Tensor) return value;
  throw new TypeError('A custom gradient was given a function for a tensor');
}
