/** How two models err alike. */
export interface SharedErrors {
  /** Places in the list of models, the lower first. */
  readonly a: number;
  readonly b: number;
  /** Rows at which both give the same wrong answer, and how many were to be expected. */
  readonly shared: number;
  readonly expected: number;
  /** Rows at which each is wrong. */
  readonly wrong: readonly [number, number];
  /** That chance makes so many in any of all pairs, at most; see `ClassErrors`. */
  readonly chance: number;
}

const mostRows = 2000;
const fewestShared = 10;
const largestChance = 1e-3;
/** Standard deviations from the middle of the class, by the median of the absolute deviations. */
const farOff = 6;
const madOfNormal = 1.4826;

/**
 * The wrong answers of a class. That a model is wrong at a row is taken to depend on how many are and on how often the
 * model is (Rasch 1960), and which wrong answer it gives on which the others give. Models of one kind err alike beyond
 * that, so a pair must also stand out among all pairs of the class.
 */
export class ClassErrors {
  /** By model, then row: the number of its wrong answer, or −1. */
  readonly #wrong: readonly Int32Array[];
  /** By model, then row: the chance that it is wrong there, times the root of that of agreeing when wrong. */
  readonly #chances: readonly Float64Array[];

  /** @param wrong by model, then row: the wrong answer, or null where it is right or there is none; of equal lengths */
  constructor(wrong: readonly (readonly (string | null)[])[]) {
    const rows = chosenRows(wrong[0]?.length ?? 0);
    const numbers = new Map<string, number>();
    const numberOf = (answer: string): number => {
      const number = numbers.get(answer) ?? numbers.size;
      numbers.set(answer, number);
      return number;
    };
    this.#wrong = wrong.map((answers) =>
      Int32Array.from(rows, (row) => {
        const answer = answers[row] ?? null;
        return answer === null ? -1 : numberOf(answer);
      }),
    );
    const hardness = rows.map((_, row) => {
      const count = this.#wrong.filter((answers) => (answers[row] ?? -1) >= 0).length;
      return (count + 0.5) / (wrong.length - count + 0.5);
    });
    const agreement = agreements(this.#wrong, rows.length).map(Math.sqrt);
    this.#chances = this.#wrong.map((answers) => {
      const odds = oddsOf(hardness, answers.filter((answer) => answer >= 0).length);
      return Float64Array.from(hardness, (hard, row) => chanceOf(hard * odds) * (agreement[row] ?? 0));
    });
  }

  /** The pairs that share more wrong answers than chance allows, and more than pairs of this class do. */
  beyondChance(): SharedErrors[] {
    const pairs = this.#pairs();
    const excess = pairs.map(excessOf);
    const middle = median(excess);
    const spread = madOfNormal * median(excess.map((value) => Math.abs(value - middle)));
    return pairs.flatMap((pair) => {
      if (pair.shared < fewestShared || excessOf(pair) <= middle + farOff * Math.max(spread, 0.5)) return [];
      const chance = Math.min(1, pairs.length * poissonTail(pair.shared, pair.expected));
      const wrong = [this.#wrongOf(pair.a), this.#wrongOf(pair.b)] as const;
      return chance < largestChance ? [{ ...pair, chance, wrong }] : [];
    });
  }

  #pairs(): { a: number; b: number; shared: number; expected: number }[] {
    const pairs: { a: number; b: number; shared: number; expected: number }[] = [];
    for (const [a, wrongA] of this.#wrong.entries()) {
      const chancesA = this.#chances[a] ?? new Float64Array();
      for (let b = a + 1; b < this.#wrong.length; b++) {
        const [wrongB, chancesB] = [this.#wrong[b] ?? wrongA, this.#chances[b] ?? chancesA];
        let [shared, expected] = [0, 0];
        for (let row = 0; row < wrongA.length; row++) {
          const answer = wrongA[row] ?? -1;
          if (answer >= 0 && answer === wrongB[row]) shared += 1;
          expected += (chancesA[row] ?? 0) * (chancesB[row] ?? 0);
        }
        pairs.push({ a, b, shared, expected });
      }
    }
    return pairs;
  }

  #wrongOf(model: number): number {
    return this.#wrong[model]?.filter((answer) => answer >= 0).length ?? 0;
  }
}

/** Evenly over all rows, where there are many. */
function chosenRows(count: number): number[] {
  const chosen = Math.min(count, mostRows);
  return Array.from({ length: chosen }, (_, index) => Math.floor((index * count) / chosen));
}

/** For each row the chance that two models that are wrong there agree; drawn to the mean of all rows where few are wrong. */
function agreements(wrong: readonly Int32Array[], rows: number): number[] {
  const counted = Array.from({ length: rows }, (_, row) => {
    const counts = new Map<number, number>();
    for (const answers of wrong) {
      const answer = answers[row] ?? -1;
      if (answer >= 0) counts.set(answer, (counts.get(answer) ?? 0) + 1);
    }
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return {
      pairs: (all * (all - 1)) / 2,
      same: [...counts.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0),
    };
  });
  const pairs = counted.reduce((sum, row) => sum + row.pairs, 0);
  const mean = pairs === 0 ? 1 : counted.reduce((sum, row) => sum + row.same, 0) / pairs;
  return counted.map((row) => (row.same + mean) / (row.pairs + 1));
}

/** By what factor of the odds a model is wrong that often, over all rows. */
function oddsOf(hardness: readonly number[], wanted: number): number {
  let [low, high] = [-20, 20];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    const odds = Math.exp(middle);
    const expected = hardness.reduce((sum, hard) => sum + chanceOf(hard * odds), 0);
    if (expected < wanted) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

function chanceOf(odds: number): number {
  return odds / (1 + odds);
}

function excessOf({ shared, expected }: { readonly shared: number; readonly expected: number }): number {
  return (shared - expected) / Math.sqrt(Math.max(expected, 1));
}

/**
 * The chance of `count` or more where `mean` are expected, each by itself; above that of independent rows that differ in
 * hardness (Hoeffding 1956).
 */
function poissonTail(count: number, mean: number): number {
  if (mean <= 0) return count > 0 ? 0 : 1;
  let logTerm = -mean;
  for (let k = 1; k <= count; k++) logTerm += Math.log(mean / k);
  let [sum, ratio] = [0, 1];
  for (let k = count; ratio > 1e-12 && k < count + 10_000; k++) {
    sum += ratio;
    ratio *= mean / (k + 1);
  }
  return Math.min(1, Math.exp(logTerm) * sum);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
