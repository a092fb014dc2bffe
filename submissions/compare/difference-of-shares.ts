import type { Interval } from '../../harness/statistics/bootstrap.ts';
import type { Comparable } from './comparable.ts';

type Answers = NonNullable<Comparable['answers']>;

/** The normal quantile of 97.5 %. */
const z = 1.959964;

/**
 * 95 % interval of the difference b − a of two shares of right answers, each 0 to 1: the square-and-add interval of two
 * Wilson scores (Newcombe, Statistics in Medicine 17, 1998, method 10). That both answered the same samples is not
 * used, which makes it wider than it had to be, never narrower.
 */
export function differenceOfShares(a: Answers, b: Answers): Interval {
  const [shareA, lowA, highA] = wilson(a);
  const [shareB, lowB, highB] = wilson(b);
  const difference = shareB - shareA;
  return [
    difference - Math.hypot(shareB - lowB, highA - shareA),
    difference + Math.hypot(highB - shareB, shareA - lowA),
  ];
}

function wilson({ correct, scored }: Answers): readonly [share: number, low: number, high: number] {
  const share = correct / scored;
  const weight = z ** 2 / scored;
  const centre = (share + weight / 2) / (1 + weight);
  const half = (z / (1 + weight)) * Math.sqrt((share * (1 - share)) / scored + weight / (4 * scored));
  return [share, centre - half, centre + half];
}
