/**
 * The mean of a window for each channel, to the nearest, halves away from zero; eight channels at once.
 * @param input the first pixel of the window that lies in the image
 * @param lineBytes from one line of the image to the next
 */
export function poolWindow(
  input: usize,
  lineBytes: usize,
  height: i32,
  width: i32,
  channels: i32,
  minimum: i32,
  maximum: i32,
  output: usize,
): void {
  const count = height * width;
  const half = count >> 1;
  for (let channel = 0; channel < channels; channel += 8) {
    let low = i32x4.splat(0);
    let high = i32x4.splat(0);
    for (let y = 0; y < height; y += 1) {
      let pixel = input + <usize>y * lineBytes + channel;
      for (let x = 0; x < width; x += 1, pixel += channels) {
        const values = v128.load8x8_s(pixel);
        low = i32x4.add(low, i32x4.extend_low_i16x8_s(values));
        high = i32x4.add(high, i32x4.extend_high_i16x8_s(values));
      }
    }
    const means = i16x8.narrow_i32x4_s(meanOf(low, half, count), meanOf(high, half, count));
    const clamped = i16x8.max_s(i16x8.min_s(means, i16x8.splat(<i16>maximum)), i16x8.splat(<i16>minimum));
    let bytes = i64x2.extract_lane(i8x16.narrow_i16x8_s(clamped, clamped), 0);
    const end = min(channels, channel + 8);
    for (let index = channel; index < end; index += 1, bytes >>= 8) i64.store8(output + index, bytes);
  }
}

/** Double precision holds the sums, and of whole numbers as small as these the truncated quotient is exact. */
@inline
function meanOf(sums: v128, half: i32, count: i32): v128 {
  const low = quotient(f64x2.convert_low_i32x4_s(sums), half, count);
  const high = quotient(f64x2.convert_low_i32x4_s(v128.shuffle<i32>(sums, sums, 2, 3, 2, 3)), half, count);
  return v128.shuffle<i32>(low, high, 0, 1, 4, 5);
}

@inline
function quotient(sums: v128, half: i32, count: i32): v128 {
  const isPositive = f64x2.gt(sums, f64x2.splat(0));
  const halves = v128.bitselect(f64x2.splat(half), f64x2.splat(-half), isPositive);
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.div(f64x2.add(sums, halves), f64x2.splat(count)));
}
