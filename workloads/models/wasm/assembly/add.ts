import { narrow, requantise } from './requantise';

/**
 * The sum of two tensors of `count` values, eight at once; up to seven values behind the output are overwritten.
 * @param firstTable the scaled int32 of each int8 value, from −128
 * @param shift see `requantise`; so `sign`
 */
export function add(
  first: usize,
  second: usize,
  firstTable: usize,
  secondTable: usize,
  multiplier: i32,
  shift: i32,
  sign: i32,
  minimum: i32,
  maximum: i32,
  zeroPoint: i32,
  output: usize,
  count: i32,
): void {
  const multipliers = i32x4.splat(multiplier);
  const shifts = i32x4.splat(shift);
  const signs = i32x4.splat(sign);
  for (const end = first + count; first < end; first += 8, second += 8, output += 8) {
    const low = i32x4.add(fourOf(firstTable, first), fourOf(secondTable, second));
    const high = i32x4.add(fourOf(firstTable, first + 4), fourOf(secondTable, second + 4));
    const values = narrow(
      requantise(low, multipliers, shifts, signs),
      requantise(high, multipliers, shifts, signs),
      minimum,
      maximum,
      zeroPoint,
    );
    v128.store64_lane(output, values, 0);
  }
}

/** What a table says of four values. */
@inline
function fourOf(table: usize, values: usize): v128 {
  let four = v128.load32_zero(entry(table, load<i8>(values)));
  four = v128.load32_lane(entry(table, load<i8>(values, 1)), four, 1);
  four = v128.load32_lane(entry(table, load<i8>(values, 2)), four, 2);
  return v128.load32_lane(entry(table, load<i8>(values, 3)), four, 3);
}

@inline
function entry(table: usize, value: i32): usize {
  return table + ((value + 128) << 2);
}
