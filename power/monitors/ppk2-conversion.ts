import type { Ppk2Calibration, Ppk2RangeConstants } from './ppk2-metadata.ts';

/** Samples a second; it has this one rate. */
export const ppk2SampleRateHz = 100_000;

/** The highest reading of its converter: a current at or beyond the end of the range. */
export const ppk2MostAdc = 0x3fff;

/** The widest range. Higher numbers in a sample mean this one. */
export const ppk2WidestRange = 4;

/** Volts across the shunt for a quarter step of the converter: 1.8 V reference, 16384 steps, amplified ten times. */
const voltsPerQuarterStep = 1.8 / 163_840;

/**
 * The polynomials that give amperes for a reading: three coefficients a range, highest power first. They are the
 * vendor's formula multiplied out: with x = (4·adc − O)·(1.8/163840)/R, I = UG·(x·(GS·x + GI) + S·Vdd + I₀).
 * @param supplyV volts at the board
 */
export function ppk2Polynomials(calibration: Ppk2Calibration, supplyV: number): Float64Array {
  return Float64Array.from(calibration.flatMap((constants) => polynomial(constants, supplyV)));
}

function polynomial({ R, GS, GI, O, S, I, UG }: Ppk2RangeConstants, supplyV: number): [number, number, number] {
  const slope = (4 * voltsPerQuarterStep) / R;
  const shift = (O * voltsPerQuarterStep) / R;
  return [
    UG * GS * slope * slope,
    UG * slope * (GI - 2 * GS * shift),
    UG * (shift * (GS * shift - GI) + S * supplyV + I),
  ];
}
