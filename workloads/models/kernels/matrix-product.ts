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
 * Multiplies `rows` lines of `depth` int8 values with a packed matrix and adds the bias. Two lines and four columns are
 * computed at once, so that each value that was read serves several products.
 * @param accumulators takes `rows` lines of `columns`
 */
export function multiply(input: Int8Array, rows: number, weights: PackedWeights, accumulators: Int32Array): void {
  const { values, depth, columns, bias } = weights;
  for (let row = 0; row < rows; row += 2) {
    const top = row * depth;
    // An odd last line is computed twice.
    const bottomRow = Math.min(row + 1, rows - 1);
    const distance = (bottomRow - row) * depth;
    for (let column = 0, packed = 0; column < columns; column += block) {
      let top0 = bias[column] ?? 0;
      let top1 = bias[column + 1] ?? 0;
      let top2 = bias[column + 2] ?? 0;
      let top3 = bias[column + 3] ?? 0;
      let bottom0 = top0;
      let bottom1 = top1;
      let bottom2 = top2;
      let bottom3 = top3;
      for (let at = top; at < top + depth; at += 1, packed += block) {
        const weight0 = values[packed] ?? 0;
        const weight1 = values[packed + 1] ?? 0;
        const weight2 = values[packed + 2] ?? 0;
        const weight3 = values[packed + 3] ?? 0;
        const upper = input[at] ?? 0;
        top0 = (top0 + Math.imul(upper, weight0)) | 0;
        top1 = (top1 + Math.imul(upper, weight1)) | 0;
        top2 = (top2 + Math.imul(upper, weight2)) | 0;
        top3 = (top3 + Math.imul(upper, weight3)) | 0;
        const lower = input[at + distance] ?? 0;
        bottom0 = (bottom0 + Math.imul(lower, weight0)) | 0;
        bottom1 = (bottom1 + Math.imul(lower, weight1)) | 0;
        bottom2 = (bottom2 + Math.imul(lower, weight2)) | 0;
        bottom3 = (bottom3 + Math.imul(lower, weight3)) | 0;
      }
      const left = columns - column;
      store(accumulators, row * columns + column, left, top0, top1, top2, top3);
      store(accumulators, bottomRow * columns + column, left, bottom0, bottom1, bottom2, bottom3);
    }
  }
}

/** Stores four sums, or as many as there are columns left. */
function store(target: Int32Array, at: number, left: number, a: number, b: number, c: number, d: number): void {
  target[at] = a;
  if (left > 1) target[at + 1] = b;
  if (left > 2) target[at + 2] = c;
  if (left > 3) target[at + 3] = d;
}
