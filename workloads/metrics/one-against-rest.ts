import type { ScoredSample } from './scored-sample.ts';

/** The area of one class against all others, or null where it cannot be told. */
export type ClassArea = (scores: readonly number[], isPositive: (index: number) => boolean) => number | null;

/**
 * The mean over the classes of the area of each against the rest. Classes without a sample of their own, or without
 * any other, are left out.
 * @returns null where no class has an area
 */
export function oneAgainstRest(samples: readonly ScoredSample[], areaOf: ClassArea): number | null {
  const classes = samples.reduce((most, { scores }) => Math.max(most, scores.length), 0);
  const areas: number[] = [];
  for (let index = 0; index < classes; index++) {
    const area = areaOfClass(samples, index, areaOf);
    if (area !== null) areas.push(area);
  }
  return areas.length === 0 ? null : areas.reduce((sum, area) => sum + area, 0) / areas.length;
}

/** The area of the samples of class `index` against all others, by their score for that class. */
export function areaOfClass(samples: readonly ScoredSample[], index: number, areaOf: ClassArea): number | null {
  return areaOf(
    samples.map(({ scores }) => scores[index] ?? 0),
    (sample) => samples[sample]?.label === index,
  );
}
