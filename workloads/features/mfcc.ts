import { PowerSpectrum, hannWindow } from './fourier.ts';
import { applyMelFilters, htkMelFilters } from './mel.ts';
import { cosineOfTurns, naturalLogarithm } from './portable-math.ts';

/**
 * The front end of kws01, as the benchmark's preprocessing has it: one second at 16 kHz, scaled to a peak of 1,
 * Hann windows of 30 ms every 20 ms padded to 512 points, magnitudes through 40 HTK mel filters from 20 Hz to 4 kHz,
 * natural logarithm over a floor of 1e-6, and the first 10 coefficients of a DCT-II scaled by √(2 ÷ 40).
 */
export const kwsFrontEnd = {
  sampleRateHz: 16000,
  samples: 16000,
  windowSamples: 480,
  stepSamples: 320,
  frames: 49,
  coefficients: 10,
} as const;

/** How the official kws01 inputs were quantised: quantised = truncated(value ÷ scale + zeroPoint). */
export const kwsQuantisation = { scale: 0.5847029089927673, zeroPoint: 83 } as const;

const MEL_FILTERS = 40;
const LOG_FLOOR = 1e-6;

const spectrum = new PowerSpectrum(512);
const window = hannWindow(kwsFrontEnd.windowSamples);
const filters = htkMelFilters({
  filters: MEL_FILTERS,
  bins: spectrum.bins,
  sampleRateHz: kwsFrontEnd.sampleRateHz,
  lowestHz: 20,
  highestHz: 4000,
});
/** `tf.signal.mfccs_from_log_mel_spectrograms` scales the first coefficient like all others. */
const dct = Float64Array.from(
  { length: kwsFrontEnd.coefficients * MEL_FILTERS },
  (_, at) =>
    Math.sqrt(2 / MEL_FILTERS) *
    cosineOfTurns((Math.floor(at / MEL_FILTERS) * (2 * (at % MEL_FILTERS) + 1)) / (4 * MEL_FILTERS)),
);

/**
 * The 49 × 10 coefficients of a sound, frame by frame.
 * @param sound samples at 16 kHz; the first second counts, a shorter sound is followed by silence
 */
export function kwsFeatures(sound: ArrayLike<number>): Float64Array {
  const { samples, windowSamples, stepSamples, frames, coefficients } = kwsFrontEnd;
  const gain = 1 / peakOf(sound, samples);
  const frame = new Float64Array(windowSamples);
  const bins = new Float64Array(spectrum.bins);
  const mel = new Float64Array(MEL_FILTERS);
  const features = new Float64Array(frames * coefficients);
  for (let index = 0; index < frames; index++) {
    const first = index * stepSamples;
    for (let n = 0; n < windowSamples; n++) {
      frame[n] = first + n < samples ? gain * (sound[first + n] ?? 0) * (window[n] ?? 0) : 0;
    }
    spectrum.transform(frame, bins);
    for (let bin = 0; bin < bins.length; bin++) bins[bin] = Math.sqrt(bins[bin] ?? 0);
    applyMelFilters(filters, bins, mel);
    for (let band = 0; band < MEL_FILTERS; band++) mel[band] = naturalLogarithm((mel[band] ?? 0) + LOG_FLOOR);
    for (let coefficient = 0; coefficient < coefficients; coefficient++) {
      let sum = 0;
      for (let band = 0; band < MEL_FILTERS; band++)
        sum += (dct[coefficient * MEL_FILTERS + band] ?? 0) * (mel[band] ?? 0);
      features[index * coefficients + coefficient] = sum;
    }
  }
  return features;
}

/**
 * The 490 int8 bytes of a kws01 input. Truncates as the official data do; where those would wrap around outside
 * −128 … 127 (a frame of digital silence) this saturates.
 */
export function quantiseKwsFeatures(features: ArrayLike<number>): Int8Array {
  return Int8Array.from(features, (value) =>
    Math.max(-128, Math.min(127, Math.trunc(value / kwsQuantisation.scale + kwsQuantisation.zeroPoint))),
  );
}

/** The largest sample: the official preprocessing divides by it, not by the largest magnitude. 1 for silence. */
function peakOf(sound: ArrayLike<number>, samples: number): number {
  let peak = 0;
  for (let index = 0; index < Math.min(samples, sound.length); index++) peak = Math.max(peak, sound[index] ?? 0);
  return peak > 0 ? peak : 1;
}
