import type { StreamingCounts } from './streaming.ts';

/** After a false alarm others are not counted for this long, as the runner has it. */
const debounceS = 1;

/**
 * Counts detections of a wakeword as the MLCommons runner does: each true word takes all detections from its begin to
 * its end and some grace; of those left over, each silences the others within the second behind it.
 * @param detectionsS seconds of the recording, as reported
 * @param graceS 1 as documented; the runner's figures come out with 2, as it adds the second twice
 */
export function countDetections(
  detectionsS: readonly number[],
  truthS: readonly (readonly [number, number])[],
  graceS: number,
): StreamingCounts {
  let left = [...detectionsS];
  let truePositives = 0;
  for (const [from, to] of truthS) {
    const others = left.filter((time) => !(time >= from && time <= to + graceS));
    if (others.length < left.length) truePositives++;
    left = others;
  }
  let falsePositives = 0;
  let silentUntil = -Infinity;
  for (const time of left) {
    if (time <= silentUntil) continue;
    falsePositives++;
    silentUntil = time + debounceS;
  }
  return { truePositives, falseNegatives: truthS.length - truePositives, falsePositives };
}
