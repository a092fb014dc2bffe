import type { Problem } from '../measuring/measured.ts';

/** `model.tflite`, `log.txt:12`; null where it is of no file. */
export function problemPlace({ file, line }: Problem): string | null {
  if (file === null || file === '') return null;
  return line === null ? file : `${file}:${line}`;
}

/** What stands above a list of them. */
export function problemsTitle(problems: readonly Problem[], missingFiles: readonly string[]): string {
  const isGrave = problems.some(({ severity }) => severity === 'fatal' || severity === 'error');
  return isGrave || missingFiles.length > 0 ? 'What went wrong, and what to do' : 'What to look at';
}
