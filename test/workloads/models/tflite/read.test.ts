import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { BenchError } from '../../../../harness/errors.ts';
import type { ModelGraph } from '../../../../workloads/models/graph.ts';
import { readModelGraph } from '../../../../workloads/models/tflite/read.ts';
import { writeModelGraph } from '../../../../workloads/models/tflite-writer/write.ts';
import { describeWithReference } from '../../../reference.ts';
import { smallGraph } from '../small-graph.ts';

const sound = writeModelGraph(smallGraph());

/** Reads bytes that may be anything: either a graph comes out, or the error that says the file is no model. */
function readsOrRefuses(bytes: Uint8Array): ModelGraph | null {
  try {
    return readModelGraph(bytes, 'hostile.tflite');
  } catch (error) {
    assert.ok(error instanceof BenchError, String(error));
    assert.equal(error.code, 'model.unreadable');
    return null;
  }
}

function refusal(graph: ModelGraph): string {
  try {
    readModelGraph(writeModelGraph(graph), 'wrong.tflite');
  } catch (error) {
    assert.ok(error instanceof BenchError, String(error));
    return error.message;
  }
  return assert.fail('it was read');
}

describe('Reading a .tflite file', () => {
  it('gives back the graph that was written', () => {
    assert.deepEqual(readModelGraph(sound, 'small.tflite'), smallGraph());
  });

  it('reads a file that begins anywhere in memory', () => {
    const shifted = new Uint8Array(sound.length + 3);
    shifted.set(sound, 3);
    assert.deepEqual(readModelGraph(shifted.subarray(3), 'small.tflite'), smallGraph());
  });

  it('refuses each truncation of a file, or what is missing was not part of the graph', () => {
    for (let length = 0; length < sound.length; length += 1) readsOrRefuses(sound.subarray(0, length));
    assert.equal(readsOrRefuses(sound.subarray(0, sound.length / 2)), null);
  });

  it('survives every byte of a file being another', () => {
    for (let at = 0; at < sound.length; at += 1) {
      for (const value of [0, 0x7f, 0xff]) {
        const bytes = sound.slice();
        bytes[at] = value;
        readsOrRefuses(bytes);
      }
    }
  });

  it('survives several changes at once', () => {
    const change = fc.tuple(fc.nat(sound.length - 5), fc.integer());
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = sound.slice();
        for (const [at, value] of changes) new DataView(bytes.buffer).setInt32(at, value, true);
        readsOrRefuses(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses random bytes, with the mark of a model and without', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, marked) => {
        if (marked && bytes.length >= 8) bytes.set([0x54, 0x46, 0x4c, 0x33], 4);
        assert.equal(readsOrRefuses(bytes), null);
      }),
      { numRuns: 2000 },
    );
  });

  it('says of a text file that stands for the model that it lacks the mark', () => {
    const pointer = new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 53936\n');
    assert.throws(() => readModelGraph(pointer, 'kws01.tflite'), {
      code: 'model.unreadable',
      message: /kws01\.tflite .*TFL3/,
    });
  });

  it('refuses operators in a circle', () => {
    const graph = smallGraph();
    const [first, second, ...rest] = graph.operators;
    assert.ok(first !== undefined && second !== undefined);
    const circle = { ...first, inputs: [second.outputs[0] ?? 0, ...first.inputs.slice(1)] };
    assert.match(refusal({ ...graph, operators: [circle, second, ...rest] }), /CONV_2D\) reads tensor \d+ before/);
  });

  it('refuses a tensor that two operators write', () => {
    const graph = smallGraph();
    const [first, ...rest] = graph.operators;
    assert.ok(first !== undefined);
    assert.match(refusal({ ...graph, operators: [first, first, ...rest] }), /has a value already/);
  });

  it('refuses an output that nothing writes', () => {
    const graph = smallGraph();
    assert.match(refusal({ ...graph, operators: graph.operators.slice(0, -1) }), /nothing writes output/);
  });

  it('refuses indexes of tensors that are not there', () => {
    assert.match(refusal({ ...smallGraph(), inputs: [99] }), /the list of inputs refers to tensor 99 of/);
  });

  it('refuses constants of another size than their shape', () => {
    const graph = smallGraph();
    const tensors = graph.tensors.map((tensor) => (tensor.index === 1 ? { ...tensor, shape: [2, 3, 3, 2] } : tensor));
    assert.match(refusal({ ...graph, tensors }), /tensor 1 \(t1\) has 18 bytes, and its shape 2×3×3×2 takes 36/);
  });

  it('refuses absurd shapes', () => {
    for (const shape of [
      [65536, 65536, 65536],
      [-1, 4],
      [1, 1, 1, 1, 1, 1, 1, 1, 1],
    ]) {
      const graph = smallGraph();
      const tensors = graph.tensors.map((tensor) => (tensor.index === 0 ? { ...tensor, shape } : tensor));
      assert.match(refusal({ ...graph, tensors }), /tensor 0 \(t0\) has/);
    }
  });
});

describeWithReference('Reading the official models', (reference) => {
  for (const name of readdirSync(join(reference, 'models'))) {
    it(`survives damage to ${name}`, () => {
      const model = new Uint8Array(readFileSync(join(reference, 'models', name)));
      assert.ok(readModelGraph(model, name).operators.length > 5);
      fc.assert(
        fc.property(fc.nat(model.length - 1), fc.nat(255), (at, value) => {
          const bytes = model.slice();
          bytes[at] = value;
          readsOrRefuses(bytes);
          readsOrRefuses(model.subarray(0, at));
        }),
        { numRuns: 50 },
      );
    });
  }
});
