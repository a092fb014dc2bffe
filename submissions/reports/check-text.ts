import { printable } from '../printable.ts';
import type { Figures } from '../evidence/evidence.ts';
import type { Finding, Verdict } from '../finding.ts';
import { summaryOf } from './check-json.ts';
import type { CheckDocument, CheckedResult } from './check-json.ts';
import type { JudgedResult, JudgedSubmission } from '../judge.ts';
import type { Benchmark } from '../submission.ts';

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
    ...findingGroups(all),
    '',
    countsLine(results.length, verdicts, counts),
  ].map(printable);
}

/** The same of a document, as another machine has made it. */
export function checkedLines({ root, round, results, summary }: CheckDocument): string[] {
  const { verdicts, findings: counts, others } = summary;
  const all = [...others, ...results.flatMap(({ findings }) => findings)];
  return [
    `${root}: judged by the rules of ${round}`,
    '',
    ...results.map(checkedLine),
    ...findingGroups(all),
    '',
    countsLine(results.length, verdicts, counts),
  ].map(printable);
}

function checkedLine({ verdict, claimed, derived, findings, ...result }: CheckedResult): string {
  const { division, submitter, system, benchmark, variant } = result;
  const text = (value: number | null): string | null => (value === null ? null : String(value));
  const { throughput, top1, auc, energyUj } = claimed;
  return lineOf({
    verdict,
    name: [division, submitter, system, benchmark, variant].filter((part) => part !== null).join('/'),
    benchmark,
    claimed: { throughput: text(throughput), top1: text(top1), auc: text(auc), energyUj: text(energyUj) },
    derived,
    findings,
  });
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

function resultLine(judged: JudgedResult): string {
  const { claimed, derived } = judged.evidence;
  const text = (printed: { readonly text: string } | null): string | null => printed?.text ?? null;
  return lineOf({
    verdict: judged.verdict,
    name: nameOfResult(judged),
    benchmark: judged.result.benchmark,
    claimed: {
      throughput: text(claimed.throughput),
      top1: text(claimed.top1),
      auc: text(claimed.auc),
      energyUj: text(claimed.energyUj),
    },
    derived,
    findings: judged.findings,
  });
}

interface ResultLine {
  readonly verdict: Verdict;
  readonly name: string;
  readonly benchmark: Benchmark;
  readonly claimed: Readonly<Record<keyof Figures, string | null>>;
  readonly derived: Figures;
  readonly findings: readonly Finding[];
}

function lineOf({ verdict, name, benchmark, claimed, derived, findings }: ResultLine): string {
  const quality = benchmark === 'ad' ? 'auc' : 'top1';
  const figures = [
    claimed.throughput === null ? null : `${claimed.throughput} inf/s`,
    claimed[quality] === null
      ? null
      : `${quality === 'auc' ? 'AUC ' : ''}${claimed[quality]}${quality === 'auc' ? '' : ' %'}`,
    claimed.energyUj === null || benchmark === 'sww' ? null : `${claimed.energyUj} uJ`,
  ].filter((text) => text !== null);
  const derivable = [derived.throughput, derived[quality], derived.energyUj].filter((value) => value !== null).length;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return [
    `${signs[verdict]} ${verdict.padEnd(12)}`,
    name,
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
