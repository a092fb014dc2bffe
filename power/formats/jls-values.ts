/** Samples in a row of one or two signals; the arrays may be used again for the next. */
export interface ValueRun {
  /** The first sample, as the file counts them. */
  readonly first: number;
  readonly values: Float32Array;
  readonly volts?: Float32Array;
}

interface Piece {
  first: number;
  values: Float32Array;
}

/** Samples of one signal that may wait for those of the other: some 32 MiB, where a few blocks are usual. */
const mostWaiting = 2 ** 23;

/** Joins the blocks of a signal, or of two that belong together sample by sample. */
export class JlsValues {
  readonly #queues: readonly Piece[][];
  /** Where the samples of each signal end, or would if all were there. */
  readonly #ends: number[];
  readonly #spare: Float32Array[] = [];

  /** @param signals 1, or 2 for current and voltage */
  constructor(signals: 1 | 2) {
    this.#queues = Array.from({ length: signals }, () => []);
    this.#ends = Array.from({ length: signals }, () => -Infinity);
  }

  /**
   * Takes a block of samples; they are copied where they may have to wait.
   * @param which 0 for the values, 1 for the volts
   * @returns false where it does not come behind the one before, or too many wait for the other signal
   */
  add(which: number, first: number, samples: Float32Array): boolean {
    const queue = this.#queues[which] ?? [];
    if (first < (this.#ends[which] ?? 0) || first - (queue[0]?.first ?? first) > mostWaiting) return false;
    this.#ends[which] = first + samples.length;
    queue.push({ first, values: this.#queues.length === 1 ? samples : this.#copy(samples) });
    return true;
  }

  /** Says up to where the samples of a signal go, though they are not in the file. */
  reaches(which: number, end: number): void {
    this.#ends[which] = Math.max(this.#ends[which] ?? end, end);
  }

  /** Where the first of the signals ends. */
  get end(): number {
    return Math.min(...this.#ends);
  }

  /** The next samples that are there in each signal. Samples that one signal lacks are passed over. */
  *runs(): Generator<ValueRun> {
    for (;;) {
      const fronts = this.#queues.map((queue) => queue[0]);
      const [values, volts] = fronts;
      if (values === undefined || (fronts.length > 1 && volts === undefined)) return;
      const first = Math.max(values.first, volts?.first ?? values.first);
      const end = Math.min(endOf(values), volts === undefined ? endOf(values) : endOf(volts));
      if (end > first) {
        const run = { first, values: part(values, first, end) };
        yield volts === undefined ? run : { ...run, volts: part(volts, first, end) };
      }
      for (const queue of this.#queues) this.#pass(queue, Math.max(first, end));
    }
  }

  /** Lets go of the samples before `sample` at the front of a queue. */
  #pass(queue: Piece[], sample: number): void {
    const front = queue[0];
    if (front === undefined) return;
    if (endOf(front) <= sample) {
      queue.shift();
      if (this.#queues.length > 1) this.#spare.push(front.values);
    } else if (front.first < sample) {
      front.values = front.values.subarray(sample - front.first);
      front.first = sample;
    }
  }

  #copy(samples: Float32Array): Float32Array {
    const spare = this.#spare.pop();
    const room = spare === undefined ? undefined : new Float32Array(spare.buffer);
    const copy = room !== undefined && room.length >= samples.length ? room.subarray(0, samples.length) : undefined;
    if (copy === undefined) return samples.slice();
    copy.set(samples);
    return copy;
  }
}

function endOf(piece: Piece): number {
  return piece.first + piece.values.length;
}

function part(piece: Piece, first: number, end: number): Float32Array {
  return piece.values.subarray(first - piece.first, end - piece.first);
}
