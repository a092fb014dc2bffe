import { meanOfSegments, metricValue, qualityOf } from '../../metrics/quality.ts';
import type { Quality } from '../../metrics/quality.ts';
import { firstMaximum } from '../../metrics/top1.ts';
import type { EvaluatedRow } from '../evaluation/collected-rows.ts';

/** A row that two models answer differently. */
export interface AnswerDifference {
  readonly index: number;
  readonly file: string;
  readonly label: number;
  /** Class numbers. */
  readonly answer: number;
  readonly againstAnswer: number;
}

/** What a model has lost, compared with another on the same rows. */
export interface ModelComparison {
  /** Quality of the other model. */
  readonly against: Quality;
  /** Top-1 or AUC of the other model less this one's; null where one of them cannot be told. */
  readonly accuracyLost: number | null;
  /** Rows whose answers differ; null where there are no classes to choose from. */
  readonly answersDiffer: number | null;
  /** Of those, rows that only this model and rows that only the other answers rightly. */
  readonly onlyThisRight: number | null;
  readonly onlyAgainstRight: number | null;
  /** The largest difference between two values of the results. */
  readonly largestDifference: number;
  readonly first: readonly AnswerDifference[];
}

/** Compares the results of two models on the same rows, in the same order. */
export function compareModels(
  metric: 'top1' | 'auc',
  rows: readonly EvaluatedRow[],
  againstRows: readonly EvaluatedRow[],
  listed: number,
): ModelComparison {
  const own = metricValue(metric, qualityOf(metric, answered(rows)));
  const against = qualityOf(metric, answered(againstRows));
  const other = metricValue(metric, against);
  const differences = metric === 'auc' ? null : answerDifferences(rows, againstRows);
  const rightly = (answer: (difference: AnswerDifference) => number): number | null =>
    differences === null ? null : differences.filter((found) => answer(found) === found.label).length;
  return {
    against,
    accuracyLost: own === null || other === null ? null : other - own,
    answersDiffer: differences?.length ?? null,
    onlyThisRight: rightly(({ answer }) => answer),
    onlyAgainstRight: rightly(({ againstAnswer }) => againstAnswer),
    largestDifference: largestDifference(
      rows.flatMap(({ results }) => results),
      againstRows.flatMap(({ results }) => results),
    ),
    first: differences?.slice(0, listed) ?? [],
  };
}

/** Rows as the metrics take them. */
export function answered(rows: readonly EvaluatedRow[]) {
  return rows.map(({ row, results }) => ({ label: row.label, segments: results }));
}

function answerDifferences(rows: readonly EvaluatedRow[], againstRows: readonly EvaluatedRow[]): AnswerDifference[] {
  return rows.flatMap(({ row: { index, file, label }, results }, place) => {
    const answer = firstMaximum(meanOfSegments(results));
    const againstAnswer = firstMaximum(meanOfSegments(againstRows[place]?.results ?? []));
    return answer === againstAnswer ? [] : [{ index, file, label, answer, againstAnswer }];
  });
}

function largestDifference(some: readonly (readonly number[])[], others: readonly (readonly number[])[]): number {
  let largest = 0;
  for (const [place, values] of some.entries())
    for (const [index, value] of values.entries())
      largest = Math.max(largest, Math.abs(value - (others[place]?.[index] ?? NaN)));
  return largest;
}
