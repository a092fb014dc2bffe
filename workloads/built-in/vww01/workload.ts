import { vww01 } from '../../vww01/specification.ts';
import type { BuiltInWorkload } from '../built-in-workload.ts';
import { generateScene } from './generate.ts';

export const builtInVww01: BuiltInWorkload = {
  specification: vww01,
  description: 'drawn scenes with and without a person',
  testSamples: 120,
  window: null,
  generate: generateScene,
  model: new URL('model.tflite', import.meta.url),
  record: new URL('record.json', import.meta.url),
};
