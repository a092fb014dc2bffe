/** Bytes of what `channelsOf` (requantisation.ts) writes of eight channels: bias, multipliers, shifts, signs, twice four each. */
export const BLOCK_BYTES: usize = 128;

/**
 * Four accumulators × multiplier / 2^31 to the nearest, halves up, then / 2^n to the nearest in the same way.
 * A shift that differs from lane to lane does not exist: it is a product with 2^(31 − n), for which a shift by 31 is left.
 * @param shifts 2^(31 − n), or 0 where n is 0 and there is nothing more to round
 * @param signs −1 in the lanes where halves of negative numbers go downward instead: one less before the shift
 */
@inline
export function requantise(sums: v128, multipliers: v128, shifts: v128, signs: v128): v128 {
  const product = roundedProduct(sums, multipliers);
  const biased = i32x4.add(product, v128.and(i32x4.shr_s(product, 31), signs));
  const unshifted = v128.and(product, i32x4.eq(shifts, i32x4.splat(0)));
  return i32x4.add(roundedProduct(biased, shifts), unshifted);
}

/** values × factors / 2^31 in 64-bit integers. The bits that a logical shift gets wrong are cut off. */
@inline
function roundedProduct(values: v128, factors: v128): v128 {
  const half = i64x2.splat(1 << 30);
  const low = i64x2.shr_u(i64x2.add(i64x2.extmul_low_i32x4_s(values, factors), half), 31);
  const high = i64x2.shr_u(i64x2.add(i64x2.extmul_high_i32x4_s(values, factors), half), 31);
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}

/** Eight requantised sums as int8, in the lower half. The bounds are relative to the zero point. */
@inline
export function narrow(first: v128, second: v128, minimum: i32, maximum: i32, zeroPoint: i32): v128 {
  const values = i16x8.narrow_i32x4_s(first, second);
  const clamped = i16x8.max_s(i16x8.min_s(values, i16x8.splat(<i16>maximum)), i16x8.splat(<i16>minimum));
  const shifted = i16x8.add(clamped, i16x8.splat(<i16>zeroPoint));
  return i8x16.narrow_i16x8_s(shifted, shifted);
}

/** Requantises the sums of eight channels and stores the `left` first of them. */
@inline
export function storeBlock(
  first: v128,
  second: v128,
  block: usize,
  minimum: i32,
  maximum: i32,
  zeroPoint: i32,
  output: usize,
  left: i32,
): void {
  const values = narrow(
    requantise(first, v128.load(block, 32), v128.load(block, 64), v128.load(block, 96)),
    requantise(second, v128.load(block, 48), v128.load(block, 80), v128.load(block, 112)),
    minimum,
    maximum,
    zeroPoint,
  );
  if (left >= 8) {
    v128.store64_lane(output, values, 0);
    return;
  }
  let bytes = i64x2.extract_lane(values, 0);
  for (let index = 0; index < left; index += 1, bytes >>= 8) i64.store8(output + index, bytes);
}
