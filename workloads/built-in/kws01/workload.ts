import { kws01 } from '../../kws01/specification.ts';
import type { BuiltInWorkload } from '../built-in-workload.ts';
import { generateKwsSound, kwsInput } from './generate.ts';

export const builtInKws01: BuiltInWorkload = {
  specification: kws01,
  description: 'words spoken by a formant synthesiser in noisy rooms',
  testSamples: 204,
  window: null,
  generate(seed, index) {
    const { label, sound } = generateKwsSound(seed, index);
    return { label, input: kwsInput(sound) };
  },
  model: new URL('model.tflite', import.meta.url),
  record: new URL('record.json', import.meta.url),
};
