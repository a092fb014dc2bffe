import * as tf from '@tensorflow/tfjs-core';
import { asError } from '../../../harness/clock.ts';
import { BenchError, failure } from '../../../harness/errors.ts';
import { readFloats } from '../benchmark-input.ts';
import { bytesPerElement } from '../graph.ts';
import type { GraphOperator, ModelGraph } from '../graph.ts';
import type { Model } from '../model.ts';
import { onlyOutput, wantShape } from '../operators/preparation.ts';
import { operatorRefusal, outlineOf, tensorBytes } from '../outline.ts';
import { prepareTensorFlow } from './backend.ts';
import type { BackendName } from './backend.ts';
import { floatOperators } from './float-operators.ts';
import type { FloatStep } from './operands.ts';

/** A float32 model that TensorFlow.js computes. */
export interface FloatModel extends Model {
  readonly backend: BackendName;
  /** Frees the weights, which lie outside of what the garbage collector sees. */
  dispose(): void;
}

interface PlacedStep {
  readonly output: number;
  readonly run: FloatStep;
}

/**
 * Makes a float32 graph ready to run by building it out of operations of TensorFlow.js.
 * @throws BenchError model.unreadable, model.unsupported, tool.missing
 */
export async function prepareFloatModel(graph: ModelGraph): Promise<FloatModel> {
  const { inputIndex, outputIndex, ...outline } = outlineOf(graph, floatOperators);
  for (const { type, name } of [outline.input, outline.output])
    if (type !== 'float32')
      throw failure('model.unreadable', {
        file: graph.fileName,
        problem: `it mixes float32 with ${type}, which ${name} is`,
      });
  const backend = await prepareTensorFlow();
  const constants: tf.Tensor[] = [];
  const dispose = (): void => {
    tf.dispose(constants);
  };
  const bytesWanted = tensorBytes(graph, inputIndex);
  const run = (steps: readonly PlacedStep[], input: Uint8Array): Float32Array => {
    const output = tf.tidy(() => {
      const filled = new Map([[inputIndex, tf.tensor(readFloats(input), [...outline.input.shape])]]);
      for (const { output: index, run: step } of steps) filled.set(index, step(filled));
      return filled.get(outputIndex) ?? tf.tensor([]);
    });
    const values = Float32Array.from(output.dataSync());
    output.dispose();
    return values;
  };
  try {
    const steps = graph.operators.map((operator) => prepareStep(graph, operator, constants));
    // What TensorFlow.js itself does not compute is met here, not at the first sample.
    run(steps, new Uint8Array(bytesWanted));
    return {
      ...outline,
      backend,
      dispose,
      invoke(input) {
        if (input.length !== bytesWanted) throw failure('model.input', { wanted: bytesWanted, found: input.length });
        const values = run(steps, input);
        return new Uint8Array(values.buffer, 0, values.length * bytesPerElement.float32);
      },
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

function prepareStep(graph: ModelGraph, operator: GraphOperator, constants: tf.Tensor[]): PlacedStep {
  const refuse = operatorRefusal(graph, operator);
  const place = { graph, operator, refuse };
  const output = onlyOutput(place);
  const prepare = floatOperators.get(operator.name)?.prepare ?? refuse('there is no kernel for it');
  const compute = prepare({
    ...place,
    keep: (constant) => {
      constants.push(constant);
    },
  });
  const run: FloatStep = (filled) => {
    try {
      const result = compute(filled);
      wantShape(place, { ...output, shape: result.shape }, output.shape);
      return result;
    } catch (error) {
      if (error instanceof BenchError) throw error;
      return refuse(`TensorFlow.js does not compute it: ${asError(error).message}`);
    }
  };
  return { output: output.index, run };
}
