import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { prepareTensorFlow, takeBackend } from '../../../../workloads/models/tensorflow/backend.ts';

const missingPackage: string = 'no-such-package';

describe('The backend of TensorFlow.js', () => {
  const working = async (): Promise<boolean> => {
    await import('@tensorflow/tfjs-backend-wasm');
    return tf.setBackend('wasm');
  };
  after(() => tf.setBackend('wasm'));

  it('is one that computes', async () => {
    assert.ok(['native', 'wasm', 'cpu'].includes(await prepareTensorFlow()));
    assert.deepEqual(Array.from(tf.add([1, 2], [3, 4]).dataSync()), [4, 6]);
  });

  it('is not one that is not installed, nor one that does not start', async () => {
    const missing = { name: 'native', take: () => import(missingPackage) as Promise<boolean> } as const;
    const dead = { name: 'cpu', take: () => Promise.resolve(false) } as const;
    assert.equal(await takeBackend([missing, dead, { name: 'wasm', take: working }]), 'wasm');
  });

  it('is not one that can be loaded and cannot compute', async () => {
    tf.registerBackend('broken', () => new tf.KernelBackend());
    const broken = { name: 'native', take: () => tf.setBackend('broken') } as const;
    assert.equal(await takeBackend([broken, { name: 'wasm', take: working }]), 'wasm');
  });

  it('is told to be missing where none computes', async () => {
    const dead = { name: 'wasm', take: () => Promise.reject(new Error('no')) } as const;
    await assert.rejects(takeBackend([dead]), { code: 'tool.missing' });
  });
});
