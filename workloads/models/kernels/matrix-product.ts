/** Columns of the right matrix that are computed at once, and stand beside each other in its packed form. */
const block = 4;

/** A matrix of int8 weights, packed for `multiply`. */
export interface PackedWeights {
  /** Blocks of four columns; in each, the four weights of the first row, then of the second, and so on. */
  readonly values: Int8Array;
  readonly depth: number;
  readonly columns: number;
  /** One a column, its share of the input's zero point taken off. */
  readonly bias: Int32Array;
}

/**
 * Packs weights, and folds the zero point of the input into the bias: Σ (x − z) × w + b = Σ x × w + (b − z × Σ w).
 * @param weights `columns` lines of `depth`
 */
export function packWeights(
  weights: Int8Array,
  bias: Int32Array,
  inputZeroPoint: number,
  depth: number,
  columns: number,
): PackedWeights {
  const blocks = Math.ceil(columns / block);
  const values = new Int8Array(blocks * depth * block);
  const folded = new Int32Array(blocks * block);
  for (let column = 0; column < columns; column += 1) {
    const start = Math.floor(column / block) * depth * block + (column % block);
    let sum = 0;
    for (let row = 0; row < depth; row += 1) {
      const weight = weights[column * depth + row] ?? 0;
      values[start + row * block] = weight;
      sum += weight;
    }
    folded[column] = (bias[column] ?? 0) - inputZeroPoint * sum;
  }
  return { values, depth, columns, bias: folded };
}

/**
 * Multiplies `rows` lines of `depth` int8 values with a packed matrix and adds the bias.
 * @param accumulators takes `rows` lines of `columns`
 */
export function multiply(input: Int8Array, rows: number, weights: PackedWeights, accumulators: Int32Array): void {
  const { values, depth, columns, bias } = weights;
  for (let row = 0; row < rows; row += 1) {
    const rowStart = row * depth;
    const rowEnd = rowStart + depth;
    let packed = 0;
    for (let column = 0; column < columns; column += block) {
      let sum0 = bias[column] ?? 0;
      let sum1 = bias[column + 1] ?? 0;
      let sum2 = bias[column + 2] ?? 0;
      let sum3 = bias[column + 3] ?? 0;
      for (let at = rowStart; at < rowEnd; at += 1, packed += block) {
        const value = input[at] ?? 0;
        sum0 = (sum0 + Math.imul(value, values[packed] ?? 0)) | 0;
        sum1 = (sum1 + Math.imul(value, values[packed + 1] ?? 0)) | 0;
        sum2 = (sum2 + Math.imul(value, values[packed + 2] ?? 0)) | 0;
        sum3 = (sum3 + Math.imul(value, values[packed + 3] ?? 0)) | 0;
      }
      const target = row * columns + column;
      accumulators[target] = sum0;
      if (column + 1 < columns) accumulators[target + 1] = sum1;
      if (column + 2 < columns) accumulators[target + 2] = sum2;
      if (column + 3 < columns) accumulators[target + 3] = sum3;
    }
  }
}
