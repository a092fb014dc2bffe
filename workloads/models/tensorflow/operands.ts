import * as tf from '@tensorflow/tfjs-core';
import type { GraphTensor } from '../graph.ts';
import { inputAt } from '../operators/preparation.ts';
import type { OperatorPlace } from '../operators/preparation.ts';
import { realConstant } from './constants.ts';

/** One operator of a float32 graph, and where its constants go. */
export interface FloatPreparation extends OperatorPlace {
  /** Takes over a constant: it lives as long as the model. */
  readonly keep: (constant: tf.Tensor) => void;
}

/** The tensors that the caller or the operators before this one have filled, by their index. */
export type Filled = ReadonlyMap<number, tf.Tensor>;

/** Computes an operator's only output. */
export type FloatStep = (filled: Filled) => tf.Tensor;

/** An input that is computed, or else a constant. */
export function operand(preparation: FloatPreparation, position: number): (filled: Filled) => tf.Tensor {
  const tensor = inputAt(preparation, position);
  const { refuse } = preparation;
  if (tensor.data !== null) {
    const constant = kept(preparation, tensor, (values) => tf.tensor(values, [...tensor.shape]));
    return () => constant;
  }
  if (tensor.type !== 'float32') refuse(`tensor ${tensor.index} (${tensor.name}) is ${tensor.type}, not float32`);
  return (filled) => filled.get(tensor.index) ?? refuse(`nothing has filled tensor ${tensor.index}`);
}

/** The bias of so many channels at the input's `position`, zeros where it has none. */
export function biasOf(preparation: FloatPreparation, position: number, channels: number): tf.Tensor1D {
  const index = preparation.operator.inputs[position] ?? -1;
  if (index === -1) {
    const zeros = tf.zeros<tf.Rank.R1>([channels]);
    preparation.keep(zeros);
    return zeros;
  }
  const tensor = inputAt(preparation, position);
  if (tensor.elements !== channels)
    preparation.refuse(`its bias has ${tensor.elements} values for ${channels} channels`);
  return kept(preparation, tensor, (values) => tf.tensor1d(values));
}

/** A constant of the graph as a tensor that lives as long as the model; `make` gives it its shape. */
export function kept<Made extends tf.Tensor>(
  preparation: FloatPreparation,
  tensor: GraphTensor,
  make: (values: Float32Array) => Made,
): Made {
  const made = tf.tidy(() => make(realConstant(tensor, preparation.refuse)));
  preparation.keep(made);
  return made;
}
