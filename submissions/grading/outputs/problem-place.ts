import type { Problem } from '../measuring/measured.ts';

/** `model.tflite`, `log.txt:12`; null where it is of no file. */
export function problemPlace({ file, line }: Problem): string | null {
  if (file === null || file === '') return null;
  return line === null ? file : `${file}:${line}`;
}
