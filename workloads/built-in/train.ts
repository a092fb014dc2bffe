/**
 * Trains the model of a built-in workload and writes model.tflite and record.json beside its generator:
 *
 *     npx tsx workloads/built-in/train.ts kws01
 *
 * Some minutes of one core. Data and starting weights come from seeds; the last bits of the weights may differ between
 * machines, the data never.
 */
import { writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { sha256 } from '../datasets/digest.ts';
import { boardInference } from '../models/board-results.ts';
import { loadModel } from '../models/load-model.ts';
import { writeModelGraph } from '../models/tflite-writer/write.ts';
import { TEST_SEED, TRAINING_SEED } from './built-in-workload.ts';
import { builtInDataset } from './dataset.ts';
import { kwsRecipe } from './kws01/recipe.ts';
import { qualityOf } from './quality.ts';
import type { TrainingRecord } from './record.ts';
import { prepareTraining } from './training/backend.ts';
import { calibrate } from './training/calibrate.ts';
import { evaluate, withWeights } from './training/evaluate.ts';
import type { Network, NetworkWeights } from './training/network.ts';
import { quantiseNetwork } from './training/quantise.ts';
import { realValues } from './training/real-values.ts';
import type { Recipe } from './training/recipe.ts';
import { batchOf, trainNetwork } from './training/train-network.ts';
import type { TrainingSet } from './training/train-network.ts';

const recipes: readonly Recipe[] = [kwsRecipe];
const CALIBRATION_SAMPLES = 400;

const wanted = process.argv.slice(2);
const chosen = recipes.filter(({ workload }) => wanted.includes(workload.specification.name));
if (chosen.length === 0) {
  console.error(`Name one or more of ${recipes.map(({ workload }) => workload.specification.name).join(', ')}`);
  process.exitCode = 2;
}
await prepareTraining();
for (const recipe of chosen) await train(recipe);

async function train(recipe: Recipe): Promise<void> {
  const { workload, plan } = recipe;
  const { name, metric } = workload.specification;
  const started = performance.now();
  const say = (text: string): void => {
    console.error(`${name} ${((performance.now() - started) / 1000).toFixed(0)} s: ${text}`);
  };
  const network = recipe.network();
  const set = trainingSet(recipe);
  say(`${set.inputs.length} samples to learn from`);
  const weights = trainNetwork(network, set, plan, (epoch, loss) => {
    say(`epoch ${epoch + 1} of ${plan.epochs}, loss ${loss.toFixed(4)}`);
  });
  const graph = quantiseNetwork(network, {
    description: `Boardbench's own ${name} model, trained on ${workload.description}`,
    input: workload.specification.modelInput,
    weights,
    ranges: calibrate(network, weights, set.inputs.slice(0, CALIBRATION_SAMPLES)),
  });
  const bytes = writeModelGraph(graph);
  const dataset = builtInDataset(name);
  const record: TrainingRecord = {
    trainedOn: { seed: TRAINING_SEED, samples: set.inputs.length, epochs: plan.epochs },
    testedOn: {
      seed: TEST_SEED,
      samples: dataset.samples,
      labelsSha256: dataset.labelsSha256,
      inputsSha256: dataset.inputsSha256,
    },
    model: { bytes: bytes.length, sha256: sha256(bytes) },
    quality: {
      int8: await qualityOf(dataset, metric, boardInference(workload.specification, loadModel(bytes, 'model.tflite'))),
      float32: await qualityOf(dataset, metric, floatInference(recipe, network, weights)),
    },
  };
  await writeFile(workload.model, bytes);
  await writeFile(workload.record, `${JSON.stringify(record, null, 2)}\n`);
  say(JSON.stringify(record.quality));
}

function trainingSet({ workload, trainingSamples }: Recipe): TrainingSet {
  const samples = Array.from({ length: trainingSamples }, (_, index) => workload.generate(TRAINING_SEED, index));
  return {
    inputs: samples.map(({ input }) => realValues(workload.specification, input)),
    labels: samples.map(({ label }) => label),
  };
}

function floatInference({ workload }: Recipe, network: Network, weights: NetworkWeights) {
  return (input: Uint8Array): readonly number[] =>
    tf.tidy(() => {
      const values = realValues(workload.specification, input);
      const output = evaluate(network, batchOf(network, [values]), withWeights(weights)).at(-1);
      return [...(output?.dataSync<'float32'>() ?? [])];
    });
}
