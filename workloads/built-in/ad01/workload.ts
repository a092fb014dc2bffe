import { adFrontEnd } from '../../features/log-mel.ts';
import { ad01 } from '../../ad01/specification.ts';
import type { BuiltInWorkload } from '../built-in-workload.ts';
import { generateRecording } from './generate.ts';

/** Bytes of a frame in an input file. */
const FRAME_BYTES = 4 * adFrontEnd.bands;

export const builtInAd01: BuiltInWorkload = {
  specification: ad01,
  description: 'recordings of a simulated motor with gears, sound or faulty',
  testSamples: 100,
  window: { widthBytes: adFrontEnd.framesPerInput * FRAME_BYTES, strideBytes: FRAME_BYTES },
  generate: generateRecording,
  model: new URL('model.tflite', import.meta.url),
  record: new URL('record.json', import.meta.url),
};
