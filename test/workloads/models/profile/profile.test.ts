import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError } from '../../../../harness/errors.ts';
import { modelPath } from '../../../../workloads/built-in/catalogue.ts';
import { findWorkload } from '../../../../workloads/catalogue.ts';
import { cores } from '../../../../workloads/models/profile/cores.ts';
import { profileModel } from '../../../../workloads/models/profile/profile.ts';
import type { ModelProfile } from '../../../../workloads/models/profile/profile.ts';
import { readModelGraph } from '../../../../workloads/models/tflite/read.ts';
import { describeWithReference } from '../../../reference.ts';
import { GraphUnderTest, smallGraph } from '../small-graph.ts';

function m4() {
  const core = cores.get('cortex-m4');
  assert.ok(core !== undefined);
  return core;
}

function profileFile(file: string): ModelProfile & { readonly fileBytes: number } {
  const bytes = readFileSync(file);
  return { ...profileModel(readModelGraph(bytes, file), bytes.length, m4()), fileBytes: bytes.length };
}

function bytesOf({ flash }: ModelProfile, part: string): number | undefined {
  return flash.find(({ name }) => name === part)?.bytes;
}

const unread = { kind: 'unread' } as const;

describe('the profile of a small model', () => {
  const profile = profileModel(smallGraph(), 1000, m4());

  it('counts multiply-accumulates, parameters and outputs of each operator', () => {
    assert.deepEqual(
      profile.operators.map(({ operator, macs, parameters, outputShape, outputBytes }) => [
        operator,
        macs,
        parameters,
        outputShape.join('×'),
        outputBytes,
      ]),
      [
        ['CONV_2D', 288, 20, '1×4×4×2', 32],
        ['DEPTHWISE_CONV_2D', 128, 8, '1×4×4×2', 32],
        ['ADD', 0, 0, '1×4×4×2', 32],
        ['AVERAGE_POOL_2D', 0, 0, '1×2×2×2', 8],
        ['RESHAPE', 0, 0, '1×8', 8],
        ['FULLY_CONNECTED', 16, 18, '1×2', 2],
        ['SOFTMAX', 0, 0, '1×2', 2],
      ],
    );
    assert.equal(profile.macs, 432);
    assert.equal(profile.parameters, 46);
    assert.equal(profile.precision, 'int8');
  });

  it('shares the time out by the cycle model', () => {
    const shares = profile.operators.map(({ timeShare }) => timeShare);
    assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-12);
    // 1500 cycles an operator, 4 an output, 1.546 a multiply-accumulate of a convolution.
    const convolution = 1500 + 32 * 4 + 288 * 1.546;
    const all = 7 * 1500 + 116 * 4 + 288 * 1.546 + 128 * 4.2 + 16 * 2.31;
    assert.ok(Math.abs((shares[0] ?? 0) - convolution / all) < 1e-12);
  });

  it('divides the file into weights, quantisation parameters and graph, and adds code', () => {
    assert.equal(bytesOf(profile, 'weights'), 18 + 8 + 8 + 16 + 8);
    assert.equal(bytesOf(profile, 'quantisation parameters'), 11 * 12);
    assert.equal(bytesOf(profile, 'graph'), 1000 - 58 - 132);
    assert.equal(profile.flashBytes, 1000 + (bytesOf(profile, 'runtime code') ?? 0));
    assert.deepEqual(
      profile.flash.map(({ how }) => how),
      ['measured', 'measured', 'measured', 'estimated'],
    );
  });

  it('names the tensors alive at the peak, the largest first, and the operator', () => {
    assert.equal(profile.peakActivationBytes, 96);
    assert.equal(profile.peak.aliveBytes, 96);
    assert.deepEqual([profile.peak.operatorIndex, profile.peak.operator], [2, 'ADD']);
    assert.deepEqual(
      profile.peak.tensors.map(({ shape, bytes }) => [shape.join('×'), bytes]),
      [
        ['1×4×4×2', 32],
        ['1×4×4×2', 32],
        ['1×4×4×2', 32],
      ],
    );
  });
});

describe('the profile of an unusual model', () => {
  it('names operators that multiply and are not counted', () => {
    const g = new GraphUnderTest();
    const input = g.activation([4]);
    const first = g.operator('SVDF', 1, [input], g.activation([4]), unread);
    const second = g.operator('CUSTOM mine', 1, [first], g.activation([4]), unread);
    const last = g.operator('CUSTOM mine', 1, [second], g.activation([4]), unread);
    const profile = profileModel(g.graph(input, last), 100, m4());
    assert.deepEqual(profile.uncountedOperators, ['SVDF', 'CUSTOM mine']);
    assert.equal(profile.precision, 'other');
  });

  it('counts weights that two operators share once', () => {
    const g = new GraphUnderTest();
    const input = g.activation([1, 4]);
    const weights = g.weights([4, 4], () => 1);
    const options = { kind: 'fully-connected', activation: 'none', weightsAreShuffled: false } as const;
    const first = g.operator('FULLY_CONNECTED', 1, [input, weights], g.activation([1, 4]), options);
    const last = g.operator('FULLY_CONNECTED', 1, [first, weights], g.activation([1, 4]), options);
    assert.equal(bytesOf(profileModel(g.graph(input, last), 500, m4()), 'weights'), 16);
  });

  it('survives a model without operators', () => {
    const g = new GraphUnderTest();
    const input = g.activation([40]);
    const profile = profileModel(g.graph(input, input), 100, m4());
    assert.equal(profile.peakActivationBytes, 48);
    assert.equal(profile.peak.operator, '');
    assert.deepEqual(profile.operators, []);
  });

  it('refuses one with more activations than can be planned in a while', () => {
    const g = new GraphUnderTest();
    const input = g.activation([4]);
    let last = input;
    for (let count = 0; count < 10_000; count++) last = g.operator('ADD', 1, [last], g.activation([4]), unread);
    const graph = g.graph(input, last);
    assert.throws(
      () => profileModel(graph, 100, m4()),
      (error) => error instanceof BenchError && error.code === 'model.unreadable',
    );
  });
});

describe('the profile of a damaged file', () => {
  const whole = readFileSync(modelPath('built-in:kws01'));
  // The tables of a file stand at its end, the weights before them.
  const place = fc.oneof(
    fc.nat({ max: whole.length - 1 }),
    fc.integer({ min: whole.length - 12_000, max: whole.length - 1 }),
  );

  it('is a profile in finite numbers, or an error that names the model', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(place, fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = Uint8Array.from(whole);
        for (const [index, value] of changes) bytes[index] = value;
        try {
          const profile = profileModel(readModelGraph(bytes, 'damaged.tflite'), bytes.length, m4());
          for (const figure of [profile.macs, profile.flashBytes, profile.peakActivationBytes]) {
            assert.ok(Number.isSafeInteger(figure) && figure >= 0);
          }
          assert.ok(profile.flash.every(({ bytes: part }) => part >= 0));
        } catch (error) {
          assert.ok(error instanceof BenchError && error.message.includes('damaged.tflite'), String(error));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the profile of the built-in keyword model', () => {
  it('has the work and the peak of the official architecture', () => {
    const profile = profileFile(modelPath('built-in:kws01'));
    assert.equal(profile.macs, findWorkload('kws01').macs);
    assert.equal(profile.peakActivationBytes, 16_000);
    assert.equal(profile.flashBytes, profile.fileBytes + (bytesOf(profile, 'runtime code') ?? 0));
  });
});

describeWithReference('the profiles of the official models', (reference) => {
  const profileOf = (name: string) => profileFile(join(reference, 'models', `${name}.tflite`));

  // The arena of vww01 is longer than what is ever alive: a known price of placing the largest tensor first.
  for (const [name, peak, alive] of [
    ['kws01', 16_000, 16_000],
    ['vww01', 73_728, 55_296],
    ['ic01', 49_152, 49_152],
    ['ad01', 768, 768],
  ] as const) {
    it(`give ${name} its multiply-accumulates and peak, and four times the peak in float32`, () => {
      const int8 = profileOf(`${name}_int8`);
      assert.equal(int8.macs, findWorkload(name).macs);
      assert.equal(int8.precision, 'int8');
      assert.equal(int8.peakActivationBytes, peak);
      assert.equal(int8.peak.aliveBytes, alive);
      const float32 = profileOf(`${name}_fp32`);
      assert.equal(float32.macs, int8.macs);
      assert.equal(float32.precision, 'float32');
      assert.equal(float32.peakActivationBytes, 4 * peak);
    });
  }

  it('divide each file without a rest', () => {
    for (const name of ['kws01_int8', 'vww01_fp32', 'ic02_int8', 'sww01_int8']) {
      const profile = profileOf(name);
      const measured = profile.flash.filter(({ how }) => how === 'measured');
      assert.equal(
        measured.reduce((sum, { bytes }) => sum + bytes, 0),
        profile.fileBytes,
      );
      assert.ok(measured.every(({ bytes }) => bytes >= 0));
    }
  });
});
