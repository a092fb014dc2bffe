import type { DatasetRow } from '../../datasets/dataset.ts';
import type { ChunkResults } from './model-thread.ts';
import type { WindowChunk } from './windows.ts';

/** What a model answers for a row of a data set. */
export interface EvaluatedRow {
  readonly row: DatasetRow;
  /** For each window of the row's input the values that a board would print, before it rounds them to three decimals. */
  readonly results: readonly (readonly number[])[];
}

/** Puts results that come in any order into the order of the rows. */
export class CollectedRows {
  readonly #rows: readonly DatasetRow[];
  readonly #onProgress: (done: number, total: number) => void;
  /** By row, then by window. */
  readonly #results = new Map<DatasetRow, (readonly number[])[]>();
  /** Windows of a row that are still missing. */
  readonly #missing = new Map<DatasetRow, number>();
  #done = 0;

  constructor(rows: readonly DatasetRow[], onProgress: (done: number, total: number) => void = () => undefined) {
    this.#rows = rows;
    this.#onProgress = onProgress;
    for (const row of rows) {
      this.#results.set(row, []);
      this.#missing.set(row, row.segments);
    }
  }

  add({ windows }: WindowChunk, results: ChunkResults): void {
    windows.forEach(({ row, segment }, index) => {
      const ofRow = this.#results.get(row);
      const result = results[index];
      if (ofRow === undefined || result === undefined) throw new RangeError('Results of another chunk');
      ofRow[segment] = result;
      const missing = (this.#missing.get(row) ?? 0) - 1;
      this.#missing.set(row, missing);
      if (missing === 0) this.#done += 1;
    });
    this.#onProgress(this.#done, this.#rows.length);
  }

  rows(): readonly EvaluatedRow[] {
    return this.#rows.map((row) => ({ row, results: this.#results.get(row) ?? [] }));
  }
}
