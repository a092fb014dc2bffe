import { always } from './rule.ts';
import type { SystemRule } from './rule.ts';
import type { SystemProblem } from '../submission.ts';

function rule(
  id: string,
  kinds: readonly SystemProblem['kind'][],
  words: Pick<SystemRule, 'title' | 'asks' | 'severity'> & { readonly remedy: string; readonly expected: string },
): SystemRule {
  const { title, asks, severity, remedy, expected } = words;
  return {
    ...{ id, scope: 'system', title, asks, severity, source: 'RFC 8259 (JSON); readers keep the last of equal names' },
    judge: ({ path, description }) =>
      description.problems
        .filter(({ kind }) => kinds.includes(kind))
        .map(({ line, message, field }) => ({
          ...{ file: path, line, expected, found: field, remedy, bearing: 'none' as const },
          message: `The system description is not sound: ${message}.`,
        })),
  };
}

/** What is wrong with the text of a system description. */
export const systemJsonRules: readonly SystemRule[] = [
  rule('system-malformed', ['malformed', 'encoding'], {
    title: 'JSON of the system description',
    asks: 'A system description is sound JSON.',
    severity: always('error'),
    expected: 'JSON',
    remedy: 'Correct it there; an editor that knows JSON shows the place.',
  }),
  rule('system-duplicate-loses-value', ['duplicate-loses-value'], {
    title: 'Values lost to equal names',
    asks: 'No later empty value takes the place of a filled one.',
    severity: always('error'),
    expected: 'each name once',
    remedy: 'Take the empty one away.',
  }),
  rule('system-duplicate', ['duplicate'], {
    title: 'Equal names',
    asks: 'Every name of a system description comes once.',
    severity: always('warning'),
    expected: 'each name once',
    remedy: 'Keep the one that is right.',
  }),
  rule('system-blank-in-name', ['blank-in-name'], {
    title: 'Blanks in names',
    asks: 'Names of a system description have no blanks at an end.',
    severity: always('info'),
    expected: 'no blank',
    remedy: 'Take the blank away; the official template has it in “Operating System ”.',
  }),
];
