import type { SampleMeasured } from './events.ts';

/** Segments a file may have at most: keys below stay exact. */
const segmentLimit = 2 ** 20;

/**
 * The measured samples of a session, one for each index and segment, the later replacing the earlier. Kept in columns
 * of numbers, so that a hundred thousand take a few megabytes.
 */
export class Samples {
  readonly #rowOfKey = new Map<number, number>();
  readonly #files: string[] = [];
  #count = 0;
  #capacity = 0;
  /** Rows of {@link fields} numbers each. */
  #rows = new Float64Array(0);
  /** The results of all rows; NaN for null. */
  #values = new Float64Array(0);
  #valueCount = 0;
  #isOrdered = true;
  #lastKey = -1;

  /** How many segments of how many files have been measured. */
  get size(): number {
    return this.#count;
  }

  put(sample: SampleMeasured): void {
    const key = keyOf(sample.index, sample.segment);
    let row = this.#rowOfKey.get(key);
    if (row === undefined) {
      row = this.#newRow(key);
      this.#rows[row * fields + valuesFrom] = this.#roomForValues(sample.results.length);
    } else if (this.#rows[row * fields + valuesCount] !== sample.results.length) {
      this.#rows[row * fields + valuesFrom] = this.#roomForValues(sample.results.length);
    }
    const at = row * fields;
    const from = this.#rows[at + valuesFrom] ?? 0;
    this.#rows.set([sample.index, sample.segment, sample.segments, sample.label], at);
    this.#rows.set([sample.startLapUs, sample.endLapUs, sample.elapsedUs, sample.verified ? 1 : 0], at + 4);
    this.#rows[at + valuesCount] = sample.results.length;
    this.#values.set(
      sample.results.map((value) => value ?? Number.NaN),
      from,
    );
    // Segments of one file share one string.
    const before = this.#files[row - 1];
    this.#files[row] = before === sample.file ? before : sample.file;
  }

  has(index: number, segment: number): boolean {
    return this.#rowOfKey.has(keyOf(index, segment));
  }

  get(index: number, segment: number): SampleMeasured | undefined {
    const row = this.#rowOfKey.get(keyOf(index, segment));
    return row === undefined ? undefined : this.#sample(row);
  }

  /** All samples by index, then segment. */
  *[Symbol.iterator](): Generator<SampleMeasured> {
    if (this.#isOrdered) {
      for (let row = 0; row < this.#count; row++) yield this.#sample(row);
      return;
    }
    const keys = Float64Array.from(this.#rowOfKey.keys()).sort();
    for (const key of keys) yield this.#sample(this.#rowOfKey.get(key) ?? 0);
  }

  /** The samples of one file at a time, segments in order. */
  *byFile(): Generator<readonly SampleMeasured[]> {
    let file: SampleMeasured[] = [];
    for (const sample of this) {
      if (file[0] !== undefined && file[0].index !== sample.index) {
        yield file;
        file = [];
      }
      file.push(sample);
    }
    if (file.length > 0) yield file;
  }

  #sample(row: number): SampleMeasured {
    const at = row * fields;
    const field = (number: number): number => this.#rows[at + number] ?? 0;
    const from = field(valuesFrom);
    const values = this.#values.subarray(from, from + field(valuesCount));
    return {
      type: 'sample',
      index: field(0),
      file: this.#files[row] ?? '',
      label: field(3),
      segment: field(1),
      segments: field(2),
      startLapUs: field(4),
      endLapUs: field(5),
      elapsedUs: field(6),
      results: Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
      verified: field(7) === 1,
    };
  }

  #newRow(key: number): number {
    const row = this.#count++;
    if (this.#count > this.#capacity) {
      this.#capacity = Math.max(64, this.#capacity * 2);
      this.#rows = grown(this.#rows, this.#capacity * fields);
    }
    this.#rowOfKey.set(key, row);
    if (key < this.#lastKey) this.#isOrdered = false;
    this.#lastKey = key;
    return row;
  }

  #roomForValues(count: number): number {
    const from = this.#valueCount;
    this.#valueCount += count;
    if (this.#valueCount > this.#values.length) {
      this.#values = grown(this.#values, Math.max(1024, this.#valueCount, this.#values.length * 2));
    }
    return from;
  }
}

/** Fields of a row: index, segment, segments, label, start lap, end lap, elapsed, verified, and these. */
const valuesFrom = 8;
const valuesCount = 9;
const fields = 10;

function keyOf(index: number, segment: number): number {
  return index * segmentLimit + segment;
}

function grown(old: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(length);
  larger.set(old);
  return larger;
}
