/** |X(k)|² for k = 0 … size ÷ 2, straight from the definition of the discrete Fourier transform. */
export function directPowerSpectrum(frame: ArrayLike<number>, size: number): number[] {
  const angles = Array.from({ length: size }, (_, n) => (2 * Math.PI * n) / size);
  const cosines = angles.map(Math.cos);
  const sines = angles.map(Math.sin);
  return Array.from({ length: size / 2 + 1 }, (_, k) => {
    let [real, imaginary] = [0, 0];
    for (let n = 0; n < frame.length; n++) {
      const at = (k * n) % size;
      real += (frame[n] ?? 0) * (cosines[at] ?? 0);
      imaginary -= (frame[n] ?? 0) * (sines[at] ?? 0);
    }
    return real * real + imaginary * imaginary;
  });
}

/** A sound with speech-like contrasts: a gliding tone, its octave, and hiss that comes and goes. */
export function testSound(samples: number): Float64Array {
  let state = 12345;
  return Float64Array.from({ length: samples }, (_, n) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const hiss = (state / 2 ** 31) * (n % 4000 < 2000 ? 0.1 : 0.001);
    return 0.4 * Math.sin(0.03 * n + 1e-5 * n * n) + 0.2 * Math.cos(0.06 * n) + hiss;
  });
}

/** Straight lines from 0 at `lower` to 1 at `centre` and back to 0 at `upper`. */
export function triangle(x: number, lower: number, centre: number, upper: number): number {
  if (x <= lower || x >= upper) return 0;
  return x <= centre ? (x - lower) / (centre - lower) : (upper - x) / (upper - centre);
}
