import { exponential, naturalLogarithm } from './portable-math.ts';

/** A triangular filter over the bins of a spectrum: `weights[i]` belongs to bin `firstBin + i`. */
export interface MelFilter {
  readonly firstBin: number;
  readonly weights: Float64Array;
}

/** Where a bank of filters lies. `bins` counts from 0 Hz to half the sample rate, both included. */
export interface MelBank {
  readonly filters: number;
  readonly bins: number;
  readonly sampleRateHz: number;
  readonly lowestHz: number;
  readonly highestHz: number;
}

/**
 * The bank of `tf.signal.linear_to_mel_weight_matrix`: triangles that are straight in mel, peak 1, on the HTK scale
 * mel = 1127 ln(1 + f ÷ 700); the bin at 0 Hz belongs to none.
 */
export function htkMelFilters(bank: MelBank): readonly MelFilter[] {
  const edges = evenly(htkMel(bank.lowestHz), htkMel(bank.highestHz), bank.filters + 2);
  return triangles(edges, bank, htkMel, () => 1);
}

/**
 * The bank of `librosa.filters.mel` with its defaults: triangles that are straight in hertz, on Slaney's scale, each
 * of area 1 (peak 2 ÷ its width in hertz).
 */
export function slaneyMelFilters(bank: MelBank): readonly MelFilter[] {
  const mels = evenly(slaneyMel(bank.lowestHz), slaneyMel(bank.highestHz), bank.filters + 2);
  return triangles(
    mels.map(slaneyHz),
    bank,
    (hz) => hz,
    (lower, upper) => 2 / (upper - lower),
  );
}

/** Each filter's sum over a spectrum of `bins` values, written into `output`. */
export function applyMelFilters(filters: readonly MelFilter[], spectrum: Float64Array, output: Float64Array): void {
  filters.forEach(({ firstBin, weights }, index) => {
    let sum = 0;
    for (let bin = 0; bin < weights.length; bin++) sum += (weights[bin] ?? 0) * (spectrum[firstBin + bin] ?? 0);
    output[index] = sum;
  });
}

function triangles(
  edges: readonly number[],
  bank: MelBank,
  positionOf: (hz: number) => number,
  peak: (lower: number, upper: number) => number,
): MelFilter[] {
  const binHz = bank.sampleRateHz / (2 * (bank.bins - 1));
  return Array.from({ length: bank.filters }, (_, index) => {
    const [lower = 0, centre = 0, upper = 0] = edges.slice(index, index + 3);
    const weights: number[] = [];
    let firstBin = 0;
    for (let bin = 1; bin < bank.bins; bin++) {
      const position = positionOf(bin * binHz);
      const weight = Math.min((position - lower) / (centre - lower), (upper - position) / (upper - centre));
      if (weight <= 0) continue;
      if (weights.length === 0) firstBin = bin;
      weights.push(weight * peak(lower, upper));
    }
    return { firstBin, weights: Float64Array.from(weights) };
  });
}

function evenly(first: number, last: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + ((last - first) * index) / (count - 1));
}

function htkMel(hz: number): number {
  return 1127 * naturalLogarithm(1 + hz / 700);
}

/** Slaney's Auditory Toolbox: straight to 1 kHz (15 mel), then 27 mel for each factor of 6.4. */
const STRAIGHT_HZ_PER_MEL = 200 / 3;
const KNEE_HZ = 1000;
const KNEE_MEL = KNEE_HZ / STRAIGHT_HZ_PER_MEL;
const LOG_STEP = naturalLogarithm(6.4) / 27;

function slaneyMel(hz: number): number {
  return hz < KNEE_HZ ? hz / STRAIGHT_HZ_PER_MEL : KNEE_MEL + naturalLogarithm(hz / KNEE_HZ) / LOG_STEP;
}

function slaneyHz(mel: number): number {
  return mel < KNEE_MEL ? mel * STRAIGHT_HZ_PER_MEL : KNEE_HZ * exponential((mel - KNEE_MEL) * LOG_STEP);
}
