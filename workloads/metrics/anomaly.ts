import { rocAuc } from './roc-auc.ts';

/** A recording of anomaly detection: 1 for an anomaly, and the score of each of its windows. */
export interface ScoredRecording {
  readonly label: number;
  readonly windowScores: readonly number[];
}

/** The score of a recording: the mean over its windows; null where it has none. */
export function recordingScore(windowScores: readonly number[]): number | null {
  if (windowScores.length === 0) return null;
  return windowScores.reduce((sum, score) => sum + score, 0) / windowScores.length;
}

/**
 * The AUC of anomaly detection, the same for both runners: the area under the ROC curve over recordings, the score of
 * a recording being the mean over its windows.
 * @returns 0 to 1, not rounded; null where anomalies or normal recordings are lacking
 */
export function aucAnomaly(recordings: readonly ScoredRecording[]): number | null {
  const scored = recordings.flatMap(({ label, windowScores }) => {
    const score = recordingScore(windowScores);
    return score === null ? [] : [{ label, score }];
  });
  return rocAuc(
    scored.map(({ score }) => score),
    (index) => scored[index]?.label === 1,
  );
}
