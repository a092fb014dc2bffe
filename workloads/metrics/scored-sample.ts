/** A sample as the metrics see it: its right class, and one score per class (probabilities, or any finite numbers). */
export interface ScoredSample {
  readonly label: number;
  readonly scores: readonly number[];
}
