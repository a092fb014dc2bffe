import type { Dataset, DatasetRow } from '../../datasets/dataset.ts';

/** One input of a data set: a row has several where they slide over a file. */
export interface DatasetWindow {
  readonly row: DatasetRow;
  readonly segment: number;
}

/** Windows that are read and computed together. */
export interface WindowChunk {
  readonly index: number;
  readonly windows: readonly DatasetWindow[];
}

/** All windows of a data set, in order, `size` at a time. */
export function* chunksOf(rows: Dataset['rows'], size: number): Generator<WindowChunk> {
  let windows: DatasetWindow[] = [];
  let index = 0;
  for (const row of rows)
    for (let segment = 0; segment < row.segments; segment += 1) {
      windows.push({ row, segment });
      if (windows.length < size) continue;
      yield { index, windows };
      windows = [];
      index += 1;
    }
  if (windows.length > 0) yield { index, windows };
}
