/**
 * Trains the model that the good hand-in of the sample assignment holds: the network of the built-in kws01 model with half
 * its channels, on the same generated words, quantised in the same way.
 *
 *     npx tsx submissions/grading/sample/train-small-model.ts small.tflite
 *
 * Some minutes of one core. The last bits of the weights may differ between machines.
 */
import { writeFile } from 'node:fs/promises';
import { TRAINING_SEED } from '../../../workloads/built-in/built-in-workload.ts';
import { testSetOf } from '../../../workloads/built-in/dataset.ts';
import { kwsRecipe } from '../../../workloads/built-in/kws01/recipe.ts';
import { qualityOf } from '../../../workloads/built-in/quality.ts';
import { prepareTraining } from '../../../workloads/built-in/training/backend.ts';
import { calibrate } from '../../../workloads/built-in/training/calibrate.ts';
import { NetworkBuilder } from '../../../workloads/built-in/training/network.ts';
import type { Network } from '../../../workloads/built-in/training/network.ts';
import { quantiseNetwork } from '../../../workloads/built-in/training/quantise.ts';
import { realValues } from '../../../workloads/built-in/training/real-values.ts';
import { trainNetwork } from '../../../workloads/built-in/training/train-network.ts';
import { boardInference } from '../../../workloads/models/board-results.ts';
import { loadModel } from '../../../workloads/models/load-model.ts';
import { writeModelGraph } from '../../../workloads/models/tflite-writer/write.ts';

const channels = 32;
const epochs = 14;
const calibrationSamples = 400;

const [file = 'small.tflite'] = process.argv.slice(2);
const { workload, trainingSamples, plan } = kwsRecipe;
const { specification } = workload;
await prepareTraining();

const samples = Array.from({ length: trainingSamples }, (_, index) => workload.generate(TRAINING_SEED, index));
const inputs = samples.map(({ input }) => realValues(specification, input));
const labels = samples.map(({ label }) => label);
const network = smallNetwork();
const weights = trainNetwork(network, { inputs, labels }, { ...plan, seed: 11, epochs }, (epoch, loss) => {
  console.error(`epoch ${epoch + 1} of ${epochs}, loss ${loss.toFixed(4)}`);
});
const graph = quantiseNetwork(network, {
  description: 'Sample hand-in: half the channels',
  input: specification.modelInput,
  weights,
  ranges: calibrate(network, weights, inputs.slice(0, calibrationSamples)),
});
const bytes = writeModelGraph(graph);
await writeFile(file, bytes);
const quality = await qualityOf(testSetOf(workload), 'top1', boardInference(specification, loadModel(bytes, file)));
console.error(`${file}: ${bytes.length} bytes, ${JSON.stringify(quality)}`);

function smallNetwork(): Network {
  const layers = new NetworkBuilder([49, 10, 1]);
  const shared = { relu: true, normalised: true } as const;
  layers.add('convolution', { kind: 'convolution', filters: channels, kernel: [10, 4], stride: 2, ...shared });
  for (let block = 1; block <= 4; block++) {
    layers.add(`depthwise_${block}`, { kind: 'depthwise', kernel: [3, 3], stride: 1, ...shared });
    layers.add(`pointwise_${block}`, { kind: 'convolution', filters: channels, kernel: [1, 1], stride: 1, ...shared });
  }
  layers.add('average', { kind: 'average' });
  layers.add('flatten', { kind: 'flatten' });
  layers.add('classes', { kind: 'dense', units: 12, relu: false, normalised: false });
  layers.add('probabilities', { kind: 'softmax' });
  return layers.build();
}
