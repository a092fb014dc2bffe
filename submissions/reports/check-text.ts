import { printable } from '../printable.ts';
import type { Finding, Verdict } from '../finding.ts';
import { summaryOf } from './check-json.ts';
import type { JudgedResult, JudgedSubmission } from '../judge.ts';

const signs: Readonly<Record<Verdict, string>> = { valid: '✓', invalid: '✗', unverifiable: '?' };
const order = ['error', 'warning', 'info'] as const;

/** What a result is called: `closed/acme/board/kws`. */
export function nameOfResult({ result }: JudgedResult): string {
  const { division, submitter, system, benchmark, variant } = result;
  return [division, submitter, system, benchmark, variant].filter((part) => part !== null).join('/');
}

/**
 * The lines that people read: a line for each result, then what was found, by rule. What strangers wrote steers no
 * terminal.
 */
export function checkLines(judged: JudgedSubmission): string[] {
  const { submission, round, results, findings } = judged;
  const { verdicts, findings: counts } = summaryOf(results, findings);
  const all = [...findings, ...results.flatMap((result) => result.findings)];
  const told = submission.round === null ? `${round.name} (the folders do not say the round)` : round.name;
  return [
    `${submission.tree.root}: judged by the rules of ${told}`,
    '',
    ...results.map(resultLine),
    ...order.flatMap((severity) => group(all.filter((finding) => finding.severity === severity))),
    '',
    `${results.length} results: ${verdicts.valid} valid, ${verdicts.invalid} invalid, ${verdicts.unverifiable} unverifiable; ` +
      `${counts.error} errors, ${counts.warning} warnings, ${counts.info} notes.`,
  ].map(printable);
}

function resultLine(judged: JudgedResult): string {
  const { claimed, derived } = judged.evidence;
  const { benchmark } = judged.result;
  const quality = benchmark === 'ad' ? 'auc' : 'top1';
  const figures = [
    claimed.throughput === null ? null : `${claimed.throughput.text} inf/s`,
    claimed[quality] === null
      ? null
      : `${quality === 'auc' ? 'AUC ' : ''}${claimed[quality].text}${quality === 'auc' ? '' : ' %'}`,
    claimed.energyUj === null || benchmark === 'sww' ? null : `${claimed.energyUj.text} uJ`,
  ].filter((text) => text !== null);
  const derivable = [derived.throughput, derived[quality], derived.energyUj].filter((value) => value !== null).length;
  const errors = judged.findings.filter(({ severity }) => severity === 'error').length;
  return [
    `${signs[judged.verdict]} ${judged.verdict.padEnd(12)}`,
    nameOfResult(judged),
    figures.join(', '),
    `(${derivable} derived again${errors === 0 ? '' : `, ${errors} errors`})`,
  ].join('  ');
}

const mostShown = 8;

function group(findings: readonly Finding[]): string[] {
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) byRule.set(finding.rule, [...(byRule.get(finding.rule) ?? []), finding]);
  return [...byRule].flatMap(([rule, same]) => {
    const [first] = same;
    // Errors are all told; of warnings and notes the first say enough.
    const shown = first?.severity === 'error' ? same : same.slice(0, mostShown);
    const left = same.length - shown.length;
    return [
      '',
      `${first?.severity ?? ''}: ${rule} (${same.length})`,
      ...shown.flatMap(findingLines),
      ...(left === 0 ? [] : [`  … and ${left} more; --json has them all`]),
      ...[...new Set(same.map(({ remedy }) => remedy))].slice(0, 3).map((remedy) => `  → ${remedy}`),
    ];
  });
}

function findingLines({ file, line, message, expected, found }: Finding): string[] {
  const facts = [expected === null ? null : `expected ${expected}`, found === null ? null : `found ${found}`].filter(
    (text) => text !== null,
  );
  return [
    `  ${file === '' ? '.' : file}${line === null ? '' : `:${line}`}`,
    `    ${message}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`,
  ];
}
