/** Between the answers to two rows; for a row without one there is `-`. */
const separator = ' ';
const none = '-';

/**
 * Answers as `MeasuredModel` keeps them, by row: the number of the top class, or of a workload with one score a row the
 * score to three digits.
 */
export function answersText(answers: readonly (number | null)[], kind: 'class' | 'score'): string {
  const words = answers.map((answer) => {
    if (answer === null || !Number.isFinite(answer)) return none;
    return kind === 'class' ? String(answer) : answer.toPrecision(3);
  });
  return words.join(separator);
}

/** The answers of such a text, by row; null where there is none. */
export function readAnswers(text: string): (string | null)[] {
  return text === '' ? [] : text.split(separator).map((word) => (word === none ? null : word));
}
