import { printable } from '../printable.ts';
import type { Figures } from '../evidence/evidence.ts';
import type { Finding, Verdict } from '../finding.ts';
import { checkDocument } from './check-json.ts';
import type { CheckDocument, CheckedResult } from './check-json.ts';
import type { JudgedResult, JudgedSubmission } from '../judge.ts';

const signs: Readonly<Record<Verdict, string>> = { valid: '✓', invalid: '✗', unverifiable: '?' };
const order = ['error', 'warning', 'info'] as const;

/** What a result is called: `closed/acme/board/kws`. */
export function nameOfResult({ result }: JudgedResult): string {
  return nameOf(result);
}

type Named = Pick<CheckedResult, 'division' | 'submitter' | 'system' | 'benchmark' | 'variant'>;

function nameOf({ division, submitter, system, benchmark, variant }: Named): string {
  return [division, submitter, system, benchmark, variant].filter((part) => part !== null).join('/');
}

/**
 * The lines that people read: a line for each result, then what was found, by rule. What strangers wrote steers no
 * terminal.
 */
export function checkLines(judged: JudgedSubmission): string[] {
  return checkedLines(checkDocument(judged));
}

/** The same of a document, as this or another machine has made it. */
export function checkedLines({ root, round, rules = round, isRoundSaid, results, summary }: CheckDocument): string[] {
  const { verdicts, findings: counts, others } = summary;
  const all = [...others, ...results.flatMap(({ findings }) => findings)];
  return [
    `${root}: judged by the rules of ${rules}${isRoundSaid === false ? ' (the folders do not say the round)' : ''}`,
    '',
    ...results.map(resultLine),
    ...findingGroups(all),
    '',
    countsLine(results.length, verdicts, counts),
  ].map(printable);
}

function findingGroups(all: readonly Finding[]): string[] {
  return order.flatMap((severity) => group(all.filter((finding) => finding.severity === severity)));
}

function countsLine(
  results: number,
  verdicts: CheckDocument['summary']['verdicts'],
  findings: CheckDocument['summary']['findings'],
): string {
  return (
    `${results} results: ${verdicts.valid} valid, ${verdicts.invalid} invalid, ${verdicts.unverifiable} unverifiable; ` +
    `${findings.error} errors, ${findings.warning} warnings, ${findings.info} notes.`
  );
}

function resultLine(result: CheckedResult): string {
  const { benchmark, verdict, claimed, claimedText, derived, findings } = result;
  const quality = benchmark === 'ad' ? 'auc' : 'top1';
  const told = (figure: keyof Figures): string | null => {
    const value = claimed[figure];
    return claimedText?.[figure] ?? (value === null ? null : String(value));
  };
  const [throughput, accuracy, energyUj] = [told('throughput'), told(quality), told('energyUj')];
  const figures = [
    throughput === null ? null : `${throughput} inf/s`,
    accuracy === null ? null : `${quality === 'auc' ? 'AUC ' : ''}${accuracy}${quality === 'auc' ? '' : ' %'}`,
    energyUj === null || benchmark === 'sww' ? null : `${energyUj} uJ`,
  ].filter((text) => text !== null);
  const derivable = [derived.throughput, derived[quality], derived.energyUj].filter((value) => value !== null).length;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return [
    `${signs[verdict]} ${verdict.padEnd(12)}`,
    nameOf(result),
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
