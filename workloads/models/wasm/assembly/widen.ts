/**
 * Copies an image of int8 into the middle of a padded one of int16. Of the latter, `copies` neighbouring channels take
 * the value of one.
 * @param lineValues int8 values of a line that are copied
 * @param fromLine distance of lines, `fromBatch` of images, in bytes; so `toLine` and `toBatch`
 */
export function widenImage(
  from: usize,
  fromBatch: usize,
  fromLine: usize,
  to: usize,
  toBatch: usize,
  toLine: usize,
  batches: i32,
  lines: i32,
  lineValues: i32,
  copies: i32,
): void {
  for (let batch = 0; batch < batches; batch += 1, from += fromBatch, to += toBatch)
    for (let line = 0; line < lines; line += 1) {
      const source = from + <usize>line * fromLine;
      const target = to + <usize>line * toLine;
      if (copies === 1) widenLine(source, target, lineValues);
      else repeatLine(source, target, lineValues, copies);
    }
}

@inline
function widenLine(from: usize, to: usize, count: i32): void {
  const end = from + count;
  for (; from + 8 <= end; from += 8, to += 16) v128.store(to, v128.load8x8_s(from));
  for (; from < end; from += 1, to += 2) store<i16>(to, load<i8>(from));
}

function repeatLine(from: usize, to: usize, count: i32, copies: i32): void {
  for (let index = 0; index < count; index += 1)
    for (let copy = 0; copy < copies; copy += 1, to += 2) store<i16>(to, load<i8>(from + index));
}
