import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { fingerprintModel } from '../../../../submissions/grading/likeness/model-fingerprint.ts';
import { builtInWorkloads } from '../../../../workloads/built-in/catalogue.ts';
import type { ModelGraph } from '../../../../workloads/models/graph.ts';
import { readModelGraph } from '../../../../workloads/models/tflite/read.ts';
import { writeModelGraph } from '../../../../workloads/models/tflite-writer/write.ts';
import { Random } from '../../../../workloads/built-in/random.ts';
import { describeWithReference } from '../../../reference.ts';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { builtInGraph, withConstant, withNewNames, withNewNumbers, withUnusedParts } from './changed-models.ts';

describe('The fingerprint of a model', () => {
  for (const { specification, model } of builtInWorkloads) {
    const { name } = specification;

    it(`of ${name} survives new names, a new description, other numbers of tensors, and being written anew`, () => {
      const graph = readModelGraph(readFileSync(model), 'model.tflite');
      const plain = fingerprintModel(graph);
      const changed = withNewNumbers(withUnusedParts(withNewNames(graph)), new Random(7));
      const bytes = writeModelGraph(changed);
      assert.notDeepEqual(bytes, new Uint8Array(readFileSync(model)));
      assert.deepEqual(fingerprintModel(readModelGraph(bytes, 'other.tflite')), plain);
    });
  }

  it('differs between models', () => {
    const prints = builtInWorkloads.map(({ specification }) => fingerprintModel(builtInGraph(specification.name)));
    assert.equal(new Set(prints.map(({ graphSha256 }) => graphSha256)).size, prints.length);
    assert.equal(new Set(prints.map(({ architectureSha256 }) => architectureSha256)).size, prints.length);
  });

  it('changes with any byte of any constant, and the architecture does not', () => {
    const graph = builtInGraph('kws01');
    const plain = fingerprintModel(graph);
    const constants = graph.tensors.filter(({ data }) => data !== null && data.length > 0);
    fc.assert(
      fc.property(fc.nat(constants.length - 1), fc.nat(), fc.integer({ min: 1, max: 255 }), (which, at, change) => {
        const { index, data } = constants[which] ?? { index: 0, data: null };
        const bytes = Uint8Array.from(data ?? []);
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ change;
        const other = fingerprintModel(withConstant(graph, index, bytes));
        assert.notEqual(other.graphSha256, plain.graphSha256);
        assert.equal(other.architectureSha256, plain.architectureSha256);
      }),
      { numRuns: 25 },
    );
  });

  it('keeps no more than 256 values of a tensor, all whole numbers, and stays the same through JSON', () => {
    const { weights } = fingerprintModel(builtInGraph('vww01'));
    assert.ok(weights.length > 20);
    for (const { shape, values } of weights) {
      assert.equal(
        values.length,
        Math.min(
          256,
          shape.reduce((product, size) => product * size, 1),
        ),
      );
      assert.ok(values.every(Number.isInteger));
    }
    assert.deepEqual(JSON.parse(JSON.stringify(weights)), weights);
  });

  it('is made of a graph as deep as a file allows', () => {
    assert.match(fingerprintModel(deepGraph(20_000)).graphSha256, /^[0-9a-f]{64}$/);
  });
});

/** A chain of additions of one constant. */
function deepGraph(depth: number): ModelGraph {
  const tensor = { type: 'int8', shape: [1], elements: 1, quantisation: null, name: '' } as const;
  const computed = Array.from({ length: depth + 1 }, (_, index) => ({ ...tensor, index, data: null }));
  return {
    fileName: '',
    description: '',
    tensors: [...computed, { ...tensor, index: depth + 1, data: Uint8Array.of(1) }],
    operators: Array.from({ length: depth }, (_, index) => ({
      index,
      name: 'ADD',
      version: 1,
      inputs: [index, depth + 1],
      outputs: [index + 1],
      options: { kind: 'add', activation: 'none' },
    })),
    inputs: [0],
    outputs: [depth],
  };
}

describeWithReference('The fingerprints of the official models', (directory) => {
  it('all differ, and survive being numbered anew', () => {
    const folder = join(directory, 'models');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tflite'));
    assert.ok(files.length > 3);
    const digests = files.map((file) => {
      const graph = readModelGraph(readFileSync(join(folder, file)), file);
      const print = fingerprintModel(graph);
      assert.deepEqual(fingerprintModel(withNewNumbers(withNewNames(graph), new Random(3))), print);
      return print.graphSha256;
    });
    assert.equal(new Set(digests).size, files.length);
  });
});
