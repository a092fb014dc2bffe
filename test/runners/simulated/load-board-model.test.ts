import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBoardModel, boardModelOf } from '../../../runners/simulated/load-board-model.ts';
import type { Model, TensorSpecification } from '../../../workloads/models/model.ts';
import { describeWithReference } from '../../reference.ts';

function tensor(shape: readonly number[], type: TensorSpecification['type'] = 'int8'): TensorSpecification {
  return { name: 't', type, shape, scale: 1 / 256, zeroPoint: -128 };
}

/** A model that gives zeros and remembers its input. */
function modelWith(input: readonly number[], output: readonly number[], macs: number): Model & { given: Uint8Array } {
  const model = {
    input: tensor(input),
    output: tensor(output),
    costs: [{ index: 0, operator: 'CONV_2D', macs, parameters: 0, outputElements: 0 }],
    given: new Uint8Array() as Uint8Array,
    invoke(bytes: Uint8Array): Uint8Array {
      model.given = bytes;
      return new Uint8Array(output.reduce((product, length) => product * length, 1));
    },
  };
  return model;
}

describe('the model of a simulated board', () => {
  it('is known by its shapes', () => {
    assert.equal(boardModelOf(modelWith([1, 49, 10, 1], [1, 12], 2e6), 'mine.tflite').name, 'kws01');
    assert.equal(boardModelOf(modelWith([1, 96, 96, 3], [1, 2], 7e6), 'mine.tflite').name, 'vww01');
    assert.equal(boardModelOf(modelWith([1, 640], [1, 640], 3e5), 'mine.tflite').name, 'ad01');
  });

  it('is known by the name of its file, or else by its size, where shapes leave a choice', () => {
    const small = modelWith([1, 32, 32, 3], [1, 10], 12e6);
    assert.equal(boardModelOf(small, 'mine.tflite').name, 'ic01');
    assert.equal(boardModelOf(small, 'ic02_pruned.tflite').name, 'ic02');
    assert.equal(boardModelOf(modelWith([1, 32, 32, 3], [1, 10], 70e6), 'mine.tflite').name, 'ic02');
  });

  it('is not called what its shapes are not', () => {
    assert.equal(boardModelOf(modelWith([1, 49, 10, 1], [1, 12], 2e6), 'vww01_int8.tflite').name, 'kws01');
  });

  it('takes pixels as the benchmark sends them', () => {
    const model = modelWith([1, 32, 32, 3], [1, 10], 12e6);
    const board = boardModelOf(model, 'ic01.tflite');
    assert.equal(board.inputBytes, 3072);
    assert.deepEqual(board.infer(new Uint8Array(3072).fill(128)), new Array<number>(10).fill(0.5));
    assert.ok(model.given.every((byte) => byte === 0));
  });

  it('takes floats and gives one score for anomaly detection', () => {
    const board = boardModelOf(modelWith([1, 640], [1, 640], 3e5), 'ad01.tflite');
    assert.equal(board.inputBytes, 2560);
    assert.equal(board.outputs, 1);
    assert.deepEqual(board.infer(new Uint8Array(2560)), [0.25]);
  });

  it('takes the bytes of its tensor where it belongs to no workload', () => {
    const board = boardModelOf(modelWith([1, 30, 1, 40], [1, 3], 1e5), 'sww01_int8.tflite');
    assert.equal(board.name, 'sww01');
    assert.equal(board.inputBytes, 1200);
    assert.deepEqual(board.infer(new Uint8Array(1200)), [0.5, 0.5, 0.5]);
    assert.equal(boardModelOf(modelWith([1, 7], [1, 3], 1e5), 'mine.tflite').name, 'unknown');
  });
});

describeWithReference('the official int8 models on a simulated board', (referenceDir) => {
  for (const [name, inputBytes, outputs] of [
    ['kws01', 490, 12],
    ['vww01', 27_648, 2],
    ['ic01', 3072, 10],
    ['ic02', 3072, 10],
    ['ad01', 2560, 1],
  ] as const) {
    it(`include ${name}`, async () => {
      const model = await loadBoardModel(join(referenceDir, 'models', `${name}_int8.tflite`));
      assert.equal(model.name, name);
      assert.equal(model.inputBytes, inputBytes);
      assert.equal(model.outputs, outputs);
      assert.equal(model.infer(new Uint8Array(inputBytes)).length, outputs);
    });
  }

  it('run for a workload of one’s own that they fit, and are refused for another', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'boardbench-own-'));
    try {
      const file = join(folder, 'scenes.yaml');
      const described = (shape: string): string =>
        `name: scenes01\ndataset: .\ninput: {type: uint8, shape: ${shape}}\nclasses: [No, Yes]\nmetric: top1\ntarget: 0.5\n`;
      const vww = join(referenceDir, 'models', 'vww01_int8.tflite');
      await writeFile(file, described('[96, 96, 3]'));
      const model = await loadBoardModel(vww, file);
      assert.equal(model.name, 'scenes01');
      const pixels = await readFile(join(referenceDir, 'datasets', 'vww01-samples', await firstSample(referenceDir)));
      assert.deepEqual(model.infer(pixels), (await loadBoardModel(vww)).infer(pixels));
      await writeFile(file, described('[32, 32, 3]'));
      await assert.rejects(loadBoardModel(vww, file), {
        code: 'model.unfit',
        message: /vww01_int8\.tflite does not fit scenes01: it takes 27648 values and gives 2/,
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('score the first window of the reference recording as the native library does', async () => {
    const model = await loadBoardModel(join(referenceDir, 'models', 'ad01_int8.tflite'));
    const recording = await readFile(join(referenceDir, 'datasets', 'ad01', 'normal_id_01_00000000_hist_librosa.bin'));
    const [score = 0] = model.infer(recording.subarray(0, 2560));
    const golden: unknown = JSON.parse(await readFile(join(referenceDir, 'golden', 'summary.json'), 'utf8'));
    assert.ok(typeof golden === 'object' && golden !== null);
    const entry = Object.entries(golden).find(([key]) => key.startsWith('ad01_int8'))?.[1] as { scores: number[] };
    assert.ok(Math.abs(score / (entry.scores[0] ?? 0) - 1) < 1e-3, `${score} for ${entry.scores[0] ?? 'none'}`);
  });
});

async function firstSample(referenceDir: string): Promise<string> {
  const files = await readdir(join(referenceDir, 'datasets', 'vww01-samples'));
  return files.filter((file) => file.endsWith('.bin')).sort()[0] ?? '';
}
