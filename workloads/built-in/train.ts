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
import type { Inference } from '../models/board-results.ts';
import { loadModel } from '../models/load-model.ts';
import { writeModelGraph } from '../models/tflite-writer/write.ts';
import { TEST_SEED, TRAINING_SEED } from './built-in-workload.ts';
import { testSetOf } from './dataset.ts';
import { adRecipe } from './ad01/recipe.ts';
import { icRecipe } from './ic01/recipe.ts';
import { kwsRecipe } from './kws01/recipe.ts';
import { vwwRecipe } from './vww01/recipe.ts';
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
import type { TrainingProgress, TrainingSet } from './training/train-network.ts';
import { trainReconstruction } from './training/train-reconstruction.ts';

const recipes: readonly Recipe[] = [kwsRecipe, vwwRecipe, icRecipe, adRecipe];
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
  const weights = learn(recipe, network, set, (epoch, loss) => {
    say(`epoch ${epoch + 1} of ${plan.epochs}, loss ${loss.toFixed(4)}`);
  });
  const graph = quantiseNetwork(network, {
    description: `Boardbench's own ${name} model, trained on ${workload.description}`,
    input: workload.specification.modelInput,
    weights,
    ranges: calibrate(network, weights, set.inputs.slice(0, CALIBRATION_SAMPLES)),
  });
  const bytes = writeModelGraph(graph);
  const dataset = testSetOf(workload);
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

function learn({ plan }: Recipe, network: Network, set: TrainingSet, progress: TrainingProgress): NetworkWeights {
  return set.labels === undefined
    ? trainReconstruction(network, set.inputs, plan, progress)
    : trainNetwork(network, set, plan, progress);
}

/** Every window of every sample; labels where there is one answer for each class. */
function trainingSet({ workload, trainingSamples, learnFrom }: Recipe): TrainingSet {
  const { specification, window } = workload;
  const samples = Array.from({ length: trainingSamples }, (_, index) => learnFrom(TRAINING_SEED, index));
  const inputs = samples.flatMap(({ input }) => {
    const widthBytes = window?.widthBytes ?? input.length;
    const starts = Array.from(
      { length: 1 + Math.floor((input.length - widthBytes) / (window?.strideBytes ?? 1)) },
      (_, index) => index * (window?.strideBytes ?? 0),
    );
    return starts.map((start) => realValues(specification, input.subarray(start, start + widthBytes)));
  });
  return { inputs, labels: specification.outputs === 1 ? undefined : samples.map(({ label }) => label) };
}

/** The answers of the network before it was quantised. */
function floatInference({ workload }: Recipe, network: Network, weights: NetworkWeights): Inference {
  const { specification } = workload;
  return (input) =>
    tf.tidy(() => {
      const values = batchOf(network, [realValues(specification, input)]);
      const output = evaluate(network, values, withWeights(weights)).at(-1) ?? values;
      return [
        ...(specification.outputs === 1 ? tf.losses.meanSquaredError(values, output) : output).dataSync<'float32'>(),
      ];
    });
}
