interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The points that no other is better than in both, by x: less x is better, and less or more y. Of points that are alike
 * in both the first counts.
 */
export function paretoFront<P extends Point>(points: readonly P[], betterY: 'less' | 'more'): P[] {
  const sign = betterY === 'less' ? 1 : -1;
  const front: P[] = [];
  let best = Infinity;
  for (const point of [...points].sort((a, b) => a.x - b.x || sign * (a.y - b.y))) {
    if (sign * point.y >= best) continue;
    best = sign * point.y;
    front.push(point);
  }
  return front;
}
