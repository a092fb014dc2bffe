import { figureText } from '../rubric/figure-text.ts';
import { costsOf } from './costs.ts';
import type { CostPart } from './costs.ts';
import type { Feedback, ToldCriterion, ToldHandIn } from './feedback.ts';
import { markdownTable, markdownText as text } from './markdown-text.ts';
import { problemPlace, problemsTitle } from './problem-place.ts';
import { standingSentence } from './standing-sentence.ts';
import { hiddenSentence } from './told-grades.ts';

/** A student's feedback as Markdown: the same as the page, with tables in place of the charts. */
export function feedbackMarkdown(feedback: Feedback): string {
  const { assignment, student, total, of, hidden, handIn, choice } = feedback;
  const parts = [
    `# ${text(assignment)}\n`,
    `${text(student.name)} (${text(student.id)})\n`,
    `**${total} of ${of} points**\n`,
    hidden === null ? '' : `${hiddenSentence(hidden)}\n`,
    handIn === null ? 'Nothing was handed in.\n' : `${handInLine(handIn)}\n`,
    choice === null ? '' : `${text(choice)}\n`,
    problems(feedback),
    criteria(feedback),
    conditions(feedback),
    steps(feedback),
    costs(feedback),
    feedback.standing === null ? '' : `## In the class\n\n${standingSentence(feedback.standing, total)}\n`,
    others(feedback),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function handInLine({ name, attempt, at, lateness }: ToldHandIn): string {
  const when = at === null ? '' : `, handed in ${at}`;
  return `Hand-in: ${text(name)}, attempt ${attempt}${when}.${lateness === null ? '' : ` ${text(lateness)}`}`;
}

function problems({ problems: found, missingFiles }: Feedback): string {
  if (found.length + missingFiles.length === 0) return '';
  const items = [
    ...found.map((problem) => {
      const place = problemPlace(problem);
      return `- **${problem.severity}**: ${text(problem.message)}${place === null ? '' : ` (${text(place)})`} ${text(problem.remedy)}`;
    }),
    ...missingFiles.map((pattern) => `- **missing**: there is no file ${text(pattern)}.`),
  ];
  return `## ${problemsTitle(found, missingFiles)}\n\n${items.join('\n')}\n`;
}

function criteria({ criteria: all }: Feedback): string {
  if (all.length === 0) return '';
  const rows = all.map((each) => [
    `${text(each.title)}${each.isExtra ? ' (extra)' : ''}`,
    valueText(each),
    `${each.points} of ${each.weight}`,
    text(each.why),
    each.next === null ? '' : text(each.next),
  ]);
  return `## Criteria\n\n${markdownTable(['Criterion', 'Figure', 'Points', 'Why', 'Next'], rows, [2])}`;
}

function valueText({ value, basis, kind }: ToldCriterion): string {
  if (value === null) return '–';
  const mark = kind === 'estimated' || kind === 'simulated' ? ` *${kind}*` : '';
  return `${text(value)}${mark}${basis === null ? '' : ` (${text(basis)})`}`;
}

function conditions({ conditions: all }: Feedback): string {
  if (all.length === 0) return '';
  const items = all.map(
    ({ title, holds, why, leaves }) =>
      `- ${text(title)}: **${holds ? 'holds' : 'does not hold'}**. ${text(why)}${leaves === null ? '' : ` ${leaves}`}`,
  );
  return `## Conditions\n\n${items.join('\n')}\n`;
}

function steps({ steps: all }: Feedback): string {
  if (all.length === 0) return '';
  const rows = all.map(({ what, points }) => [text(what), String(points)]);
  return `## How the total comes about\n\n${markdownTable(['Step', 'Points'], rows, [1])}`;
}

function costs({ model }: Feedback): string {
  if (model === null) return '';
  const { flash, sram, operators } = costsOf(model.costs);
  const bytes = (parts: readonly CostPart[]): string =>
    markdownTable(
      ['Part', 'Size', 'Share'],
      parts.map(({ name, value, share }) => [text(name), figureText('flash', value), percent(share)]),
      [1, 2],
    );
  const time = markdownTable(
    ['Operator', 'Output', 'Multiply-accumulates', 'Time'],
    operators.map(({ name, shape, macs, share }) => [
      text(name),
      text(shape),
      figureText('macs', macs),
      percent(share),
    ]),
    [2, 3],
  );
  return [
    '## What the model costs\n',
    `Flash: ${figureText('flash', model.costs.flashBytes)}\n`,
    bytes(flash),
    `SRAM at the peak: ${figureText('sram', model.costs.sramBytes)}\n`,
    bytes(sram),
    'Time by operator\n',
    time,
  ].join('\n');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function others({ others: all }: Feedback): string {
  if (all.length === 0) return '';
  const items = all.map(
    (handIn) => `- ${handInLine(handIn)} ${handIn.isTooLate ? 'It is not taken.' : `It would give ${handIn.total}.`}`,
  );
  return `## Other hand-ins\n\n${items.join('\n')}\n`;
}
