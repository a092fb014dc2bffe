import type { LayerWeights, Network, NetworkWeights } from './network.ts';
import { trainNetwork } from './train-network.ts';
import type { TrainingPlan, TrainingProgress } from './train-network.ts';

/**
 * Trains a network of dense layers to give back its input. It learns on inputs brought to mean 0 and deviation 1, where
 * steps of one size suit all weights; first and last layer are changed afterwards so that it takes and gives the inputs
 * as they are.
 */
export function trainReconstruction(
  network: Network,
  inputs: readonly Float32Array[],
  plan: TrainingPlan,
  progress: TrainingProgress,
): NetworkWeights {
  const { mean, deviation } = momentsOf(inputs);
  const standard = inputs.map((input) => input.map((value) => (value - mean) / deviation));
  const weights = new Map(trainNetwork(network, { inputs: standard, labels: undefined }, plan, progress));
  const [first, last] = [network.nodes[0]?.name ?? '', network.nodes.at(-1)?.name ?? ''];
  change(weights, first, (layer) => takingInputs(layer, mean, deviation));
  change(weights, last, (layer) => givingOutputs(layer, mean, deviation));
  return weights;
}

function change(weights: Map<string, LayerWeights>, name: string, by: (layer: LayerWeights) => LayerWeights): void {
  const layer = weights.get(name);
  if (layer !== undefined) weights.set(name, by(layer));
}

/** W (x − mean) ÷ deviation + b, as a kernel and a bias for x. */
function takingInputs({ kernel, bias }: LayerWeights, mean: number, deviation: number): LayerWeights {
  const outputs = bias.length;
  const shifted = Float32Array.from(bias);
  kernel.forEach((weight, at) => {
    shifted[at % outputs] = (shifted[at % outputs] ?? 0) - (weight * mean) / deviation;
  });
  return { kernel: kernel.map((weight) => weight / deviation), bias: shifted };
}

/** (W h + b) × deviation + mean, as a kernel and a bias. */
function givingOutputs({ kernel, bias }: LayerWeights, mean: number, deviation: number): LayerWeights {
  return {
    kernel: kernel.map((weight) => weight * deviation),
    bias: bias.map((value) => value * deviation + mean),
  };
}

function momentsOf(inputs: readonly Float32Array[]): { mean: number; deviation: number } {
  let [count, sum, squares] = [0, 0, 0];
  for (const input of inputs) {
    for (const value of input) {
      sum += value;
      squares += value * value;
    }
    count += input.length;
  }
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(squares / count - mean * mean) };
}
