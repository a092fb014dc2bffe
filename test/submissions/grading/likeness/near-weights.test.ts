import assert from 'node:assert/strict';
import { findLikenesses } from '../../../../submissions/grading/likeness/find-likenesses.ts';
import { correlation, sampledWeights } from '../../../../submissions/grading/likeness/sampled-weights.ts';
import { builtInWorkloads } from '../../../../workloads/built-in/catalogue.ts';
import { Random } from '../../../../workloads/built-in/random.ts';
import { prepareTraining } from '../../../../workloads/built-in/training/backend.ts';
import { calibrate } from '../../../../workloads/built-in/training/calibrate.ts';
import { NetworkBuilder } from '../../../../workloads/built-in/training/network.ts';
import { quantiseNetwork } from '../../../../workloads/built-in/training/quantise.ts';
import { trainNetwork } from '../../../../workloads/built-in/training/train-network.ts';
import type { ModelGraph } from '../../../../workloads/models/graph.ts';
import { loadModel } from '../../../../workloads/models/load-model.ts';
import { writeModelGraph } from '../../../../workloads/models/tflite-writer/write.ts';
import {
  builtInGraph,
  withNewNames,
  withNoise,
  withOtherScales,
  withSomeChanged,
  withUnitsMoved,
} from './changed-models.ts';
import { found, handInOf, modelOf } from './sample-hand-ins.ts';

function likenessesOf(graphs: Readonly<Record<string, ModelGraph>>, given: readonly ModelGraph[] = []) {
  const handIns = Object.entries(graphs).map(([id, graph]) => handInOf(id, { model: modelOf(graph) }));
  return findLikenesses(handIns, { givenModels: given.map((graph) => modelOf(graph)) });
}

describe('Near copies of weights', () => {
  for (const { specification } of builtInWorkloads) {
    const { name } = specification;

    it(`of ${name} are found when written with other scales, and when some values are changed`, () => {
      const graph = builtInGraph(name);
      for (const changed of [withOtherScales(graph, 1.07), withOtherScales(graph, 1.5), withSomeChanged(graph, 10)]) {
        const likenesses = likenessesOf({ a: graph, b: withNewNames(changed) });
        assert.deepEqual(found(likenesses), ['near-weights strong: a b'], likenesses[0]?.evidence.join('\n'));
      }
    });
  }

  it('are found when all of a model learned on a little, but then only as a hint', () => {
    const graph = builtInGraph('kws01');
    const likenesses = likenessesOf({ a: graph, b: withNoise(graph, 0.1, new Random(1)) });
    assert.deepEqual(found(likenesses), ['near-weights hint: a b']);
    assert.match(likenesses[0]?.evidence[0] ?? '', /correlate by 0\.99\d\d, and \d\d(\.\d)? % of those compared/);
  });

  it('are found when the units of its layers change places, which changes no answer', () => {
    const graph = builtInGraph('ad01');
    const moved = withUnitsMoved(graph, new Random(5));
    const input = new Uint8Array(640).map((_, place) => place * 37);
    const [one, other] = [graph, moved].map((each) => loadModel(writeModelGraph(each), '').invoke(input));
    assert.deepEqual(one, other);
    const likenesses = likenessesOf({ a: graph, b: moved });
    assert.deepEqual(found(likenesses), ['near-weights strong: a b']);
    assert.match(likenesses[0]?.evidence.join(' ') ?? '', /in another order/);
  });

  it('are found when only the last layer was trained anew', () => {
    const graph = builtInGraph('kws01');
    const last = graph.operators.findLast(({ name }) => name === 'FULLY_CONNECTED')?.inputs[1];
    const tensors = graph.tensors.map((tensor) =>
      tensor.index === last && tensor.data !== null
        ? { ...tensor, data: tensor.data.map((value) => value * 31 + 7) }
        : tensor,
    );
    const likenesses = likenessesOf({ a: graph, b: { ...graph, tensors } });
    assert.deepEqual(found(likenesses), ['near-weights strong: a b']);
    assert.match(
      likenesses[0]?.evidence.join(' ') ?? '',
      /share \d+ weight tensors byte for byte: 9\d(\.\d)? % of the weights/,
    );
  });

  it('are found between models of different architectures', () => {
    const graph = builtInGraph('kws01');
    const first = graph.operators[0];
    assert.ok(first);
    const longer: ModelGraph = {
      ...graph,
      tensors: graph.tensors.map((tensor) =>
        tensor.index === first.inputs[1] ? { ...tensor, shape: tensor.shape.toReversed() } : tensor,
      ),
    };
    assert.deepEqual(found(likenessesOf({ a: graph, b: longer })), ['near-weights strong: a b']);
  });

  it('are not reported of models that were fine-tuned from one that was given', () => {
    const starter = builtInGraph('kws01');
    const [a, b, c] = [1, 2, 3].map((seed) => withNoise(starter, 0.05 * seed, new Random(seed)));
    assert.ok(a && b && c);
    assert.deepEqual(found(likenessesOf({ a, b, c }, [starter])), []);
    const copied = likenessesOf({ a, b, c, d: withOtherScales(b, 1.02) }, [starter]);
    assert.deepEqual(found(copied), ['near-weights strong: b d']);
    assert.match(copied[0]?.evidence[0] ?? '', /times nearer to each other than to what others have in common/);
  });

  it('of a starter that nobody named are one hint, and the copies among them still stand out', () => {
    const starter = builtInGraph('kws01');
    const graphs = Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [`s${index}`, withNoise(starter, 0.15, new Random(index))]),
    );
    assert.deepEqual(found(likenessesOf(graphs)), ['near-weights hint: s0 s1 s2 s3 s4 s5 s6 s7 s8']);
    const copied = likenessesOf({ ...graphs, t: withOtherScales(graphs['s4'] ?? starter, 1.03) });
    assert.deepEqual(found(copied), ['near-weights strong: s4 t', 'near-weights hint: s0 s1 s2 s3 s4 s5 s6 s7 s8 t']);
  });

  it('are not reported between models that were trained apart', async () => {
    await prepareTraining();
    const graphs = Object.fromEntries([1, 2, 3, 4].map((seed) => [`s${seed}`, trained(seed)]));
    const vectors = Object.values(graphs).flatMap((graph) => sampledWeights(modelOf(graph).weights)?.vector ?? []);
    assert.equal(vectors.length, 4);
    for (const [index, vector] of vectors.entries()) {
      for (const other of vectors.slice(0, index)) assert.ok(Math.abs(correlation(vector, other)) < 0.3);
    }
    assert.deepEqual(found(likenessesOf(graphs)), []);
    assert.deepEqual(found(likenessesOf({ ...graphs, t: withOtherScales(trained(3), 1.01) })), [
      'near-weights strong: s3 t',
    ]);
  });
});

/** A small classifier of bright corners, trained from random weights. */
function trained(seed: number): ModelGraph {
  const random = new Random(99);
  const samples = Array.from({ length: 200 }, (_, index) => {
    const label = index % 4;
    const input = Float32Array.from({ length: 64 }, (_, place) => {
      const isBright = Math.floor(place / 32) * 2 + Math.floor((place % 8) / 4) === label;
      return random.between(-0.4, 0.4) + (isBright ? 0.5 : 0);
    });
    return { input, label };
  });
  const layers = new NetworkBuilder([8, 8, 1]);
  const shared = { relu: true, normalised: true } as const;
  layers.add('first', { kind: 'convolution', filters: 16, kernel: [3, 3], stride: 2, ...shared });
  layers.add('second', { kind: 'convolution', filters: 16, kernel: [3, 3], stride: 2, ...shared });
  layers.add('flatten', { kind: 'flatten' });
  layers.add('classes', { kind: 'dense', units: 4, relu: false, normalised: false });
  layers.add('probabilities', { kind: 'softmax' });
  const network = layers.build();
  const inputs = samples.map(({ input }) => input);
  const labels = samples.map(({ label }) => label);
  const plan = { seed, epochs: 3, batch: 20, learningRate: 0.01, weightDecay: 1e-4, momentSamples: 100 };
  const losses: number[] = [];
  const weights = trainNetwork(network, { inputs, labels }, plan, (_, loss) => losses.push(loss));
  assert.ok((losses.at(-1) ?? 9) < 0.8 * (losses[0] ?? 0), `It learns: ${losses.join(' ')}`);
  const ranges = calibrate(network, weights, inputs.slice(0, 50));
  return quantiseNetwork(network, { description: '', input: { scale: 1 / 128, zeroPoint: 0 }, weights, ranges });
}
