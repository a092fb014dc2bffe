import { oneLine } from './one-line.ts';
import type { Feedback } from './feedback.ts';

const longest = 2000;

/** The feedback in a few sentences without markup, for a cell of a learning management system. */
export function feedbackComment({ handIn, criteria, conditions, steps, problems, hidden, choice }: Feedback): string {
  if (handIn === null) return 'Nothing was handed in.';
  const sentences = [
    ...problems.filter(({ severity }) => severity === 'fatal').map(({ message, remedy }) => `${message} ${remedy}`),
    ...criteria.map(
      ({ title, value, points, weight }) => `${title}: ${value ?? 'no figure'}, ${points} of ${weight} points.`,
    ),
    ...conditions.filter(({ holds }) => !holds).map(({ title, why, leaves }) => `${title}: ${why} ${leaves ?? ''}`),
    ...steps.slice(1, -1).map(({ what, points }) => `${what}: ${points}.`),
    choice ?? '',
    hidden === null ? '' : 'Points on hidden data are not told here.',
  ];
  const text = escaped(oneLine(sentences.filter((sentence) => sentence !== '').join(' ')));
  return text.length <= longest
    ? text
    : `${text.slice(0, longest - 1).replace(/&[^;]{0,4}$|[\u{d800}-\u{dbff}]$/u, '')}…`;
}

/** Moodle takes comments for HTML. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
