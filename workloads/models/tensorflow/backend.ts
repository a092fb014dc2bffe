import * as tf from '@tensorflow/tfjs-core';
import { failure } from '../../../harness/errors.ts';

/** What TensorFlow.js computes with: the native library, WebAssembly with SIMD where the machine has it, JavaScript. */
export type BackendName = 'native' | 'wasm' | 'cpu';

export interface Backend {
  readonly name: BackendName;
  /** Makes the backend the one that is computed with; fails or gives false where it is not to be had. */
  readonly take: () => Promise<boolean>;
}

/** An optional dependency, without which everything type-checks and works. */
const nativePackage: string = '@tensorflow/tfjs-node';

/** Best first. */
const backends: readonly Backend[] = [
  {
    name: 'native',
    take: async () => {
      await import(nativePackage);
      return tf.setBackend('tensorflow');
    },
  },
  {
    name: 'wasm',
    take: async () => {
      await import('@tensorflow/tfjs-backend-wasm');
      return tf.setBackend('wasm');
    },
  },
  {
    name: 'cpu',
    take: async () => {
      await import('@tensorflow/tfjs-backend-cpu');
      return tf.setBackend('cpu');
    },
  },
];

let taken: Promise<BackendName> | undefined;

/**
 * Makes TensorFlow.js ready to compute, once in a process.
 * @throws BenchError tool.missing where no backend computes
 */
export function prepareTensorFlow(): Promise<BackendName> {
  taken ??= takeBackend(backends);
  return taken;
}

/**
 * Takes the first backend that can be had and answers a small question rightly. Whether the native one can be imported
 * says little: its library is downloaded when it is installed, and must suit the version of Node.
 * @throws BenchError tool.missing where there is none
 */
export async function takeBackend(candidates: readonly Backend[]): Promise<BackendName> {
  for (const { name, take } of candidates) {
    if (await computes(take)) return name;
  }
  throw failure('tool.missing', {
    tool: 'A working backend of TensorFlow.js',
    purpose: 'float32 models',
    install: 'npm ci',
  });
}

async function computes(take: Backend['take']): Promise<boolean> {
  try {
    if (!(await take())) return false;
    return tf.tidy(() => {
      const product = tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6], [2, 1]));
      return Array.from(product.dataSync()).join() === '17,39';
    });
  } catch {
    // Whatever went wrong, the next one is tried, and the last is part of this project's dependencies.
    return false;
  }
}
