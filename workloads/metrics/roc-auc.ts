/**
 * Area under the ROC curve, exactly: the share of pairs (positive, negative) in which the positive has the higher
 * score, equal ones counting half (the Mann-Whitney statistic), in O(n log n).
 * @param scores finite numbers, higher meaning more likely positive
 * @param isPositive by the index of its score
 * @returns 0 to 1, or null where positives or negatives are lacking
 */
export function rocAuc(scores: readonly number[], isPositive: (index: number) => boolean): number | null {
  const order = Float64Array.from(scores.keys()).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  let positives = 0;
  let negatives = 0;
  let wins = 0;
  for (let start = 0; start < order.length;) {
    const score = scores[order[start] ?? 0];
    let equalPositives = 0;
    let end = start;
    for (; end < order.length && scores[order[end] ?? 0] === score; end++) {
      if (isPositive(order[end] ?? 0)) equalPositives++;
    }
    // NaN equals nothing, itself neither: take it alone rather than never go on.
    end = Math.max(end, start + 1);
    const equalNegatives = end - start - equalPositives;
    wins += equalPositives * (negatives + equalNegatives / 2);
    positives += equalPositives;
    negatives += equalNegatives;
    start = end;
  }
  return positives === 0 || negatives === 0 ? null : wins / (positives * negatives);
}
