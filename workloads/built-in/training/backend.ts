import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';

/**
 * Makes TF.js ready to train on its WASM backend. Its bundle for Node comes without gradients, and the module that
 * registers them is ESM in a CommonJS package: loaded through `require` it works wherever tsx does.
 */
export async function prepareTraining(): Promise<void> {
  createRequire(import.meta.url)('@tensorflow/tfjs-core/dist/register_all_gradients.js');
  await tf.setBackend('wasm');
}
