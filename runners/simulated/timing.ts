/** The widest that a window's rate lies from the model's, either way. */
const jitterPpm = 40;

/**
 * A factor close to 1 by which the time of a window differs from the model's, as caches and interrupts would have it.
 * It depends on the seed and the input alone (FNV-1a over both), so that a session gives the same windows however often
 * and in whatever order it is run.
 */
export function windowJitter(seed: number, input: Uint8Array): number {
  let hash = 0x811c9dc5 ^ (seed | 0);
  for (const byte of input) hash = Math.imul(hash ^ byte, 0x01000193);
  // FNV-1a leaves the high bits of short inputs alike.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash ^= hash >>> 13;
  return 1 + ((hash >>> 0) / 2 ** 31 - 1) * jitterPpm * 1e-6;
}
