/** Gives numbers from 0 up to but not including 1. */
export type RandomSource = () => number;

/**
 * A small seeded generator (mulberry32, 32 bits of state): the same seed gives the same numbers on every machine, so
 * that a figure which needed chance can be computed again to the last digit.
 */
export function seededRandom(seed: number): RandomSource {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
