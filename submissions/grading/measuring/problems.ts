import { failure } from '../../../harness/errors.ts';
import type { BenchError, ErrorCode, ErrorDetails } from '../../../harness/errors.ts';
import { printable } from '../../printable.ts';
import type { Problem } from './measured.ts';

const longestSentence = 500;

/** What the error table says to whoever runs the program is not always for a student. */
const remedies: Readonly<Partial<Record<ErrorCode, string>>> = {
  'worker.time': 'Hand in a smaller model, or less: it was given the time that everybody has.',
  'worker.memory': 'Hand in a smaller model, or less: it was given the memory that everybody has.',
  'worker.died': 'Tell the staff: they can have it measured again.',
  'model.unreadable': 'Export it to .tflite again, and see that `boardbench profile` takes it before you hand it in.',
  'model.unsupported': 'Use operators that `boardbench infer` runs, and convert it to int8 or float32.',
  'model.unfit': 'Hand in the model of this assignment.',
  'model.failed': 'See that `boardbench infer` runs it on the data that were given out.',
  'archive.unreadable': 'Pack it again, and see that it unpacks before you hand it in.',
  'archive.size': 'Hand in what is asked for alone: no data, no environments, no builds.',
  'archive.ratio': 'Hand in what is asked for alone.',
  'archive.count': 'Hand in what is asked for alone: no data, no environments, no builds.',
  'submission.too-many': 'Hand in what is asked for alone: no data, no environments, no builds.',
};

/** An error of the table as a problem that a student can read. */
export function problemOf(
  { code, message, remedy }: BenchError,
  severity: Problem['severity'] = 'fatal',
  file: string | null = null,
): Problem {
  return {
    code,
    message: told(asSentence(message)),
    remedy: told(remedies[code] ?? remedy),
    file: file === null ? null : told(file),
    line: null,
    severity,
  };
}

/** A problem of the table. */
export function problem<Code extends ErrorCode>(
  code: Code,
  severity: Problem['severity'],
  details: ErrorDetails<Code> & Readonly<Record<string, string | number>>,
  file: string | null = null,
): Problem {
  return problemOf(failure(code, details), severity, file);
}

/** Names in the middle of a sentence are written small; folders of the machine that graded are nobody's business. */
function asSentence(text: string): string {
  return text
    .replace(/^the (?=hand-in|file that was handed in)/u, 'The ')
    .replaceAll(/(?:file:\/\/|\b[A-Za-z]:)?(?:(?<![\p{L}\p{N}_.])[\\/][^\s\\/'"`:,;()]+){2,}/gu, '…');
}

/** Without what steers a terminal, no longer than a paragraph. */
export function told(text: string): string {
  const plain = printable(text);
  return plain.length > longestSentence ? `${plain.slice(0, longestSentence)}…` : plain;
}
