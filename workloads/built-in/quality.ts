import { aucAnomaly } from '../metrics/anomaly.ts';
import { countCorrect } from '../metrics/top1.ts';
import type { Dataset } from '../datasets/dataset.ts';
import type { Inference } from '../models/board-results.ts';
import type { Quality } from './record.ts';

/** How good a model's answers are on a data set, by the metric of its workload. */
export async function qualityOf(dataset: Dataset, metric: 'top1' | 'auc', infer: Inference): Promise<Quality> {
  const rows = [];
  for (const row of dataset.rows) {
    const answers = [];
    for (let segment = 0; segment < row.segments; segment++) answers.push(infer(await dataset.read(row, segment)));
    rows.push({ label: row.label, answers });
  }
  if (metric === 'top1') {
    const samples = rows.map(({ label, answers }) => ({ label, scores: answers[0] ?? [] }));
    return { metric, correct: countCorrect(samples), samples: samples.length };
  }
  const recordings = rows.map(({ label, answers }) => ({
    label,
    windowScores: answers.map(([error]) => error ?? NaN),
  }));
  return { metric, area: Math.round(1e4 * (aucAnomaly(recordings) ?? 0)) / 1e4, files: recordings.length };
}
