import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '../graph.ts';

/** How TensorFlow.js applies an activation of TensorFlow Lite. */
export interface FloatActivation {
  /** What an operator takes with it. */
  readonly fused: 'linear' | 'relu' | 'relu6';
  /** What is left to do behind such an operator. */
  readonly finish: (tensor: tf.Tensor) => tf.Tensor;
  /** All of it, behind an operator that takes none. */
  readonly afterwards: (tensor: tf.Tensor) => tf.Tensor;
}

/** @param refuse ends the sentence "operator 3 (CONV_2D) is not supported: …" */
export function activationOf(activation: Activation, refuse: (problem: string) => never): FloatActivation {
  const same = (tensor: tf.Tensor): tf.Tensor => tensor;
  switch (activation) {
    case 'none':
      return { fused: 'linear', finish: same, afterwards: same };
    case 'relu':
      return { fused: 'relu', finish: same, afterwards: (tensor) => tf.relu(tensor) };
    case 'relu6':
      return { fused: 'relu6', finish: same, afterwards: (tensor) => tf.relu6(tensor) };
    case 'relu-n1-to-1':
      return unfused((tensor) => tf.clipByValue(tensor, -1, 1));
    case 'tanh':
      return unfused((tensor) => tf.tanh(tensor));
    case 'sign-bit':
      return refuse(`it has the activation ${activation}`);
  }
}

function unfused(apply: (tensor: tf.Tensor) => tf.Tensor): FloatActivation {
  return { fused: 'linear', finish: apply, afterwards: apply };
}
