import type { TraceEdge } from './trace.ts';

/** Edges of one lap that lie closer together than this are one: contacts bounce, and a pulse has two sides. */
export const bounceS = 0.002;

/**
 * The instants, in seconds, at which a board marked a lap with its pin. The pin falls and rises again: where both are
 * seen the falling edges count, else all, of the input that moved first; of edges that follow each other within 2 ms the first counts.
 */
export function lapTimesS(edges: readonly TraceEdge[]): number[] {
  const [first] = edges;
  const own = edges.filter((edge) => edge.input === first?.input);
  const directions = new Set(own.map((edge) => edge.direction));
  const counted = directions.has('falling') && directions.has('rising') ? fallingOf(own) : own;
  const laps: number[] = [];
  let lastS = -Infinity;
  for (const { timeS } of counted) {
    if (timeS - lastS > bounceS) laps.push(timeS);
    lastS = timeS;
  }
  return laps;
}

function fallingOf(edges: readonly TraceEdge[]): readonly TraceEdge[] {
  return edges.filter((edge) => edge.direction === 'falling');
}
