import { ic01 } from '../../ic01/specification.ts';
import type { BuiltInWorkload } from '../built-in-workload.ts';
import { generatePicture } from './generate.ts';

export const builtInIc01: BuiltInWorkload = {
  specification: ic01,
  description: 'ten kinds of things drawn on 32 × 32 pixels',
  testSamples: 200,
  window: null,
  generate: generatePicture,
  model: new URL('model.tflite', import.meta.url),
  record: new URL('record.json', import.meta.url),
};
