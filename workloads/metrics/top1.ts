import type { ScoredSample } from './scored-sample.ts';

/** The class with the highest score, the first of them where several are equal; −1 where no score is a number. */
export function firstMaximum(scores: readonly number[]): number {
  let best = -1;
  let highest = -Infinity;
  for (const [index, score] of scores.entries()) {
    if (score > highest || (best < 0 && score === highest)) {
      best = index;
      highest = score;
    }
  }
  return best;
}

/** How many samples have their highest score at the right class, the first index counting among equals. */
export function countCorrect(samples: readonly ScoredSample[]): number {
  return samples.filter(({ label, scores }) => firstMaximum(scores) === label).length;
}

/** Top-1 accuracy as a share, 0 to 1; null where there are no samples. The rounds print 100 × it with one decimal. */
export function top1(samples: readonly ScoredSample[]): number | null {
  return samples.length === 0 ? null : countCorrect(samples) / samples.length;
}
