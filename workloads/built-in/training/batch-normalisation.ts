import * as tf from '@tensorflow/tfjs-core';

/** Keeps the variance away from zero, as Keras has it. */
export const VARIANCE_FLOOR = 0.001;

/** Mean and variance of each channel (the last axis) over all else. */
export interface ChannelMoments {
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

export function channelMoments(input: tf.Tensor): ChannelMoments {
  const rows = asRows(input);
  const mean = columnMeans(rows);
  return { mean, variance: columnMeans(tf.square(tf.sub(rows, mean))) };
}

/**
 * Batch normalisation by the batch's own moments, with the gradient in closed form (Ioffe and Szegedy 2015): fewer
 * passes over memory than what TF.js would derive.
 */
export function normaliseBatch<T extends tf.Tensor>(input: T, gamma: tf.Tensor1D, beta: tf.Tensor1D): T {
  const operation = tf.customGrad((x, g, b, save) => {
    const [values, scale, shift] = [x, g, b] as [T, tf.Tensor1D, tf.Tensor1D];
    const rows = asRows(values);
    const { mean, variance } = channelMoments(values);
    const inverse = tf.rsqrt(tf.add(variance, VARIANCE_FLOOR));
    const normal = tf.mul<tf.Tensor2D>(tf.sub(rows, mean), inverse);
    (save as tf.GradSaveFunc)([normal, inverse, scale]);
    return {
      value: tf.reshape(tf.add(tf.mul(normal, scale), shift), values.shape),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [savedNormal, savedInverse, savedScale] = saved as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D];
        const errors = asRows(dy);
        const meanError = columnMeans(errors);
        const meanProduct = columnMeans(tf.mul(errors, savedNormal));
        const centred = tf.sub(tf.sub(errors, meanError), tf.mul(savedNormal, meanProduct));
        const dx = tf.mul(centred, tf.mul(savedScale, savedInverse));
        const [count] = errors.shape;
        return [tf.reshape(dx, dy.shape), tf.mul(meanProduct, count), tf.mul(meanError, count)];
      },
    };
  });
  return operation(input, gamma, beta) as T;
}

function asRows(input: tf.Tensor): tf.Tensor2D {
  return tf.reshape(input, [-1, input.shape.at(-1) ?? 1]);
}

/** A product with a row of ones is several times faster here than `tf.mean` along the first axis. */
function columnMeans(rows: tf.Tensor2D): tf.Tensor1D {
  const [count] = rows.shape;
  return tf.reshape(tf.matMul(tf.fill<tf.Rank.R2>([1, count], 1 / count), rows), [-1]);
}
