import { printable } from '../printable.ts';
import type { Finding } from '../finding.ts';
import { nameOfResult } from './check-text.ts';
import { summaryOf } from './check-json.ts';
import type { JudgedSubmission } from '../judge.ts';

/** The report as Markdown: a table of results, and one of errors and warnings. */
export function checkMarkdown(submissions: readonly JudgedSubmission[]): string {
  return submissions.map(one).join('\n');
}

function one({ submission, round, results, findings }: JudgedSubmission): string {
  const { verdicts } = summaryOf(results, findings);
  const all = [...results.flatMap((result) => result.findings), ...findings].filter(
    ({ severity }) => severity !== 'info',
  );
  const lines = [
    `# ${escape(submission.tree.root)}`,
    '',
    `Judged by the rules of ${escape(round.name)}: ${results.length} results, ${verdicts.valid} valid, ` +
      `${verdicts.invalid} invalid, ${verdicts.unverifiable} unverifiable.`,
    '',
    '| result | verdict | inf/s claimed | derived | top-1 claimed | derived | AUC claimed | derived | uJ claimed | derived |',
    '|---|---|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...results.map((judged) => {
      const { claimed, derived } = judged.evidence;
      const cells = (['throughput', 'top1', 'auc', 'energyUj'] as const).flatMap((name) => [
        claimed[name]?.text ?? '–',
        derived[name] === null ? '–' : String(Number(derived[name].toPrecision(7))),
      ]);
      return `| ${[escape(nameOfResult(judged)), judged.verdict, ...cells].join(' | ')} |`;
    }),
    ...(all.length === 0
      ? []
      : ['', '| rule | severity | where | what | expected | found |', '|---|---|---|---|---|---|']),
    ...all.map(findingRow),
  ];
  return `${lines.join('\n')}\n`;
}

function findingRow({ rule, severity, file, line, message, expected, found }: Finding): string {
  const where = `${file}${line === null ? '' : `:${line}`}`;
  const cells = [rule, severity, where, message, String(expected ?? ''), String(found ?? '')];
  return `| ${cells.map(escape).join(' | ')} |`;
}

/** Names come from strangers: neither cells nor HTML may come from them. */
function escape(text: string): string {
  return printable(text.replace(/[\r\n]+/g, ' '))
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('`', '\\`')
    .replaceAll('[', '\\[');
}
