import { mean, sampleStandardDeviation } from 'simple-statistics';
import type { Condition, Criterion } from '../rubric/rubric.ts';
import type { ClassGrades, GradedHandIn } from '../scoring/grades.ts';
import { roundPoints } from '../scoring/points.ts';
import { quartilesOf } from './feedback.ts';

/** Figures of a class, without names. */
export interface ClassStatistics {
  readonly students: number;
  /** Who handed in something that is taken. */
  readonly graded: number;
  readonly absent: number;
  /** Who handed in, but too late for all of it. */
  readonly tooLate: number;
  readonly late: number;
  readonly severalHandIns: number;
  /** Of those graded; null where there are none. */
  readonly totals: TotalStatistics | null;
  readonly criteria: readonly CriterionStatistics[];
  /** The criterion with the least mean share of its points, extra ones aside; null where all have everything. */
  readonly hardest: string | null;
  readonly conditions: readonly { readonly condition: Condition; readonly holds: number; readonly fails: number }[];
  /** How many students have each problem; the most frequent first. */
  readonly problems: readonly { readonly code: string; readonly severity: string; readonly students: number }[];
}

export interface TotalStatistics {
  readonly least: number;
  readonly most: number;
  readonly mean: number;
  readonly standardDeviation: number | null;
  readonly quartiles: readonly [lower: number, median: number, upper: number];
  /** Ten of equal width from nothing to full marks, the last with all above. */
  readonly bins: readonly { readonly from: number; readonly to: number; readonly students: number }[];
}

export interface CriterionStatistics {
  readonly criterion: Criterion;
  /** 0 to 1, of those graded. */
  readonly meanShare: number;
  readonly meanPoints: number;
  readonly all: number;
  readonly none: number;
  /** Who has no such figure. */
  readonly without: number;
  /** Lower quartile, median and upper quartile of the figures. */
  readonly figures: readonly [lower: number, median: number, upper: number] | null;
}

const binCount = 10;

/** What the class did; the same whatever the order of students. */
export function classStatistics({ rubric, students }: ClassGrades): ClassStatistics {
  const graded = students.flatMap(({ counting }) => counting ?? []);
  const criteria = rubric.criteria.map((criterion, index) => criterionStatistics(criterion, index, graded));
  return {
    students: students.length,
    graded: graded.length,
    absent: students.filter(({ counting, others }) => counting === null && others.length === 0).length,
    tooLate: students.filter(({ counting, others }) => counting === null && others.length > 0).length,
    late: graded.filter(({ lateDays }) => lateDays > 0).length,
    severalHandIns: students.filter(({ counting, others }) => others.length + (counting === null ? 0 : 1) > 1).length,
    totals: totalStatistics(
      graded.map(({ total }) => total),
      rubric.points,
    ),
    criteria,
    hardest: graded.length === 0 ? null : hardestOf(criteria),
    conditions: rubric.conditions.map((condition, index) => {
      const holds = graded.filter((handIn) => handIn.conditions[index]?.holds === true).length;
      return { condition, holds, fails: graded.length - holds };
    }),
    problems: problemCounts(graded),
  };
}

function totalStatistics(totals: readonly number[], points: number): TotalStatistics | null {
  if (totals.length === 0) return null;
  const sorted = [...totals].sort((a, b) => a - b);
  const width = points / binCount;
  return {
    least: sorted[0] ?? 0,
    most: sorted.at(-1) ?? 0,
    mean: roundPoints(mean(sorted)),
    standardDeviation: sorted.length < 2 ? null : roundPoints(sampleStandardDeviation(sorted)),
    quartiles: quartilesOf(sorted),
    bins: Array.from({ length: binCount }, (_, index) => ({
      from: roundPoints(index * width),
      to: roundPoints((index + 1) * width),
      students: sorted.filter((total) => binOf(total, width) === index).length,
    })),
  };
}

function binOf(total: number, width: number): number {
  // A total on the edge belongs to the bin that begins there, whatever binary fractions make of it.
  return Math.min(binCount - 1, Math.floor(total / width + 1e-9));
}

function criterionStatistics(
  criterion: Criterion,
  index: number,
  graded: readonly GradedHandIn[],
): CriterionStatistics {
  const scores = graded.flatMap(({ scores: all }) => all[index] ?? []);
  const values = scores.flatMap(({ figure }) => figure?.value ?? []).sort((a, b) => a - b);
  const shares = scores.map(({ share }) => share).sort((a, b) => a - b);
  return {
    criterion,
    meanShare: shares.length === 0 ? 0 : mean(shares),
    meanPoints: shares.length === 0 ? 0 : roundPoints(mean(shares) * criterion.weight),
    all: shares.filter((share) => share >= 1).length,
    none: shares.filter((share) => share <= 0).length,
    without: scores.length - values.length,
    figures: values.length === 0 ? null : exactQuartiles(values),
  };
}

function exactQuartiles(sorted: readonly number[]): [number, number, number] {
  const at = (share: number): number => {
    const place = (sorted.length - 1) * share;
    const below = sorted[Math.floor(place)] ?? 0;
    return below + ((sorted[Math.ceil(place)] ?? below) - below) * (place - Math.floor(place));
  };
  return [at(0.25), at(0.5), at(0.75)];
}

function hardestOf(criteria: readonly CriterionStatistics[]): string | null {
  const [first] = criteria
    .filter(({ criterion, meanShare }) => !criterion.isExtra && meanShare < 1)
    .sort((a, b) => a.meanShare - b.meanShare);
  return first?.criterion.id ?? null;
}

function problemCounts(graded: readonly GradedHandIn[]): ClassStatistics['problems'] {
  const counts = new Map<string, { code: string; severity: string; students: number }>();
  for (const { measured } of graded) {
    const own = new Map(measured.problems.map(({ code, severity }) => [`${severity} ${code}`, { code, severity }]));
    for (const [key, problem] of own) {
      counts.set(key, { ...problem, students: (counts.get(key)?.students ?? 0) + 1 });
    }
  }
  return [...counts.values()].sort((a, b) => b.students - a.students || (a.code < b.code ? -1 : 1));
}
