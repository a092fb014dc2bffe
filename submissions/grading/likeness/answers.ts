/** The answer to a row, as `MeasuredModel.answers` has it. */
export interface RowAnswer {
  /** The top class or the score. */
  readonly said: string;
  /** Null of scores: no single one is right or wrong. */
  readonly isWrong: boolean | null;
}

/** Reads `MeasuredModel.answers`, by row; null where there is no answer. */
export function readAnswers(text: string): (RowAnswer | null)[] {
  if (text === '') return [];
  return text.split(',').map((word) => {
    if (word === '') return null;
    if (word.includes('.')) return { said: word, isWrong: null };
    const isWrong = word.endsWith('!');
    return { said: isWrong ? word.slice(0, -1) : word, isWrong };
  });
}
