import type { LackingStep } from './evidence.ts';

/** What a log says of one inference, in the order in which it says it; logs differ in which of these they have. */
export const inferenceSteps = [
  'load-sequenced',
  'load',
  'loaded',
  'infer-sequenced',
  'infer',
  'warmup-start',
  'warmup-done',
  'infer-start',
  'first-lap',
  'second-lap',
  'infer-done',
  'heading',
  'iterations',
  'runtime',
  'throughput',
  'results',
] as const;
export type InferenceStep = (typeof inferenceSteps)[number];

const rankOf: ReadonlyMap<InferenceStep, number> = new Map(inferenceSteps.map((step, rank) => [step, rank]));
const bitOf = (step: InferenceStep): number => 1 << (rankOf.get(step) ?? 0);
const inferRank = rankOf.get('infer-sequenced') ?? 0;
const loading = bitOf('load-sequenced') | bitOf('load') | bitOf('loaded');
const laps = bitOf('first-lap') | bitOf('second-lap');

/**
 * Counts which steps each inference of a log has: a step that comes again, or before one that was there, begins the
 * next inference. So a line that is gone shows, whichever it is, as long as others have it. Memory does not grow with
 * the log: inferences with the same steps are counted together.
 */
export class InferenceSteps {
  readonly #kinds = new Map<number, { count: number; readonly line: number }>();
  #mask = 0;
  #rank = -1;
  #line = 0;

  take(step: InferenceStep, line: number): void {
    const rank = rankOf.get(step) ?? 0;
    if (rank <= this.#rank) {
      // An input that is loaded again before an inference is none: the board did not take it, or it was to calibrate.
      const isLoadedAgain = (bitOf(step) & loading) !== 0 && (this.#mask & ~loading) === 0;
      if (isLoadedAgain) this.#mask = 0;
      this.#close();
    }
    if (this.#mask === 0) this.#line = line;
    this.#mask |= bitOf(step);
    this.#rank = rank;
  }

  /** A lap: the first or the second of an inference, on whichever side of its end. Laps outside of inferences are none. */
  lap(): void {
    if (this.#rank < inferRank || (this.#mask & laps) === laps) return;
    const step = (this.#mask & bitOf('first-lap')) === 0 ? 'first-lap' : 'second-lap';
    this.#mask |= bitOf(step);
    this.#rank = Math.max(this.#rank, rankOf.get(step) ?? 0);
  }

  /** The steps that some inferences lack and most have. */
  lacking(): readonly LackingStep[] {
    this.#close();
    const kinds = [...this.#kinds];
    const inferences = kinds.reduce((sum, [, { count }]) => sum + count, 0);
    return inferenceSteps.flatMap((step): LackingStep[] => {
      const without = kinds.filter(([mask]) => (mask & bitOf(step)) === 0);
      const lacking = without.reduce((sum, [, { count }]) => sum + count, 0);
      if (lacking === 0 || 2 * lacking >= inferences) return [];
      return [{ step, inferences, lacking, line: Math.min(...without.map(([, { line }]) => line)) }];
    });
  }

  #close(): void {
    if (this.#mask !== 0) {
      const known = this.#kinds.get(this.#mask);
      if (known === undefined) this.#kinds.set(this.#mask, { count: 1, line: this.#line });
      else known.count++;
    }
    this.#mask = 0;
    this.#rank = -1;
  }
}
