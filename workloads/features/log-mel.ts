import { PowerSpectrum, hannWindow } from './fourier.ts';
import { applyMelFilters, slaneyMelFilters } from './mel.ts';
import { decimalLogarithm } from './portable-math.ts';

/**
 * The front end of ad01, as the benchmark's preprocessing has it: 16 kHz, Hann windows of 1024 every 512 samples
 * centred on their time (the sound mirrored at both ends), power through 128 Slaney mel filters up to 8 kHz, in
 * decibels. Five frames side by side are one input of the model.
 */
export const adFrontEnd = {
  sampleRateHz: 16000,
  windowSamples: 1024,
  stepSamples: 512,
  bands: 128,
  framesPerInput: 5,
  /** Of a ten-second recording the benchmark keeps these frames: from, up to but not including. */
  officialFrames: [50, 250],
} as const;

/** 10 log₁₀ of the spacing of doubles at 1, the floor that the benchmark puts under each band. */
const POWER_FLOOR = 2.220446049250313e-16;

const spectrum = new PowerSpectrum(adFrontEnd.windowSamples);
const window = hannWindow(adFrontEnd.windowSamples);
const filters = slaneyMelFilters({
  filters: adFrontEnd.bands,
  bins: spectrum.bins,
  sampleRateHz: adFrontEnd.sampleRateHz,
  lowestHz: 0,
  highestHz: 8000,
});

/** How many frames a sound of `samples` has. */
export function adFrames(samples: number): number {
  return 1 + Math.floor(samples / adFrontEnd.stepSamples);
}

/**
 * Log-mel spectra in decibels, frame by frame, 128 bands each: as float32 little-endian they are an ad01 input file.
 * @param sound samples at 16 kHz, more than 512 of them
 * @param fromFrame the first frame wanted
 * @param toFrame the frame after the last one wanted
 */
export function adFeatures(sound: ArrayLike<number>, fromFrame = 0, toFrame = adFrames(sound.length)): Float32Array {
  const { windowSamples, stepSamples, bands } = adFrontEnd;
  const frame = new Float64Array(windowSamples);
  const power = new Float64Array(spectrum.bins);
  const mel = new Float64Array(bands);
  const features = new Float32Array((toFrame - fromFrame) * bands);
  for (let index = fromFrame; index < toFrame; index++) {
    const first = index * stepSamples - windowSamples / 2;
    for (let n = 0; n < windowSamples; n++)
      frame[n] = (window[n] ?? 0) * (sound[mirrored(first + n, sound.length)] ?? 0);
    spectrum.transform(frame, power);
    applyMelFilters(filters, power, mel);
    for (let band = 0; band < bands; band++) {
      features[(index - fromFrame) * bands + band] = 10 * decimalLogarithm((mel[band] ?? 0) + POWER_FLOOR);
    }
  }
  return features;
}

/** The sample that stands for position `at` of a sound mirrored about its first and its last sample. */
function mirrored(at: number, length: number): number {
  if (at < 0) return -at;
  return at < length ? at : 2 * (length - 1) - at;
}
