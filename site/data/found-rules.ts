import { rules } from '../../submissions/rules/registry.ts';
import type { FindingRecord, ResultRecord } from '../../submissions/results-file/results-file.ts';
import { plainText } from './plain-text.ts';
import type { Severity, SiteRule } from './site-data.ts';

const gravity: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Labels of rules whose ids say little to who does not know them. */
const labels: ReadonlyMap<string, string> = new Map([['own-session', 'not official']]);

/** The rules that found something, the gravest first; each with the gravest that it found. */
export function foundRules(results: readonly ResultRecord[]): SiteRule[] {
  const gravest = gravestOfEach(results.flatMap(({ findings }) => findings));
  const order = new Map(rules.map(({ id }, index) => [id, index]));
  return [...gravest]
    .map(([id, severity]) => siteRule(id, severity))
    .sort(
      (a, b) =>
        gravity[a.severity] - gravity[b.severity] ||
        (order.get(a.id) ?? rules.length) - (order.get(b.id) ?? rules.length) ||
        (a.id < b.id ? -1 : 1),
    );
}

/** The rules that found something in one result, as indices into `found`, the gravest first. */
export function findingIndices(findings: readonly FindingRecord[], found: ReadonlyMap<string, number>): number[] {
  return [...gravestOfEach(findings)]
    .map(([id, severity]) => ({ index: found.get(id) ?? -1, severity }))
    .filter(({ index }) => index >= 0)
    .sort((a, b) => gravity[a.severity] - gravity[b.severity] || a.index - b.index)
    .map(({ index }) => index);
}

function gravestOfEach(findings: readonly FindingRecord[]): Map<string, Severity> {
  const gravest = new Map<string, Severity>();
  for (const { rule, severity } of findings) {
    const before = gravest.get(rule);
    if (before === undefined || gravity[severity] < gravity[before]) gravest.set(rule, severity);
  }
  return gravest;
}

/** A results file may be of a later program with rules that this one does not have: those have only their name. */
function siteRule(id: string, severity: Severity): SiteRule {
  const rule = rules.find((known) => known.id === id);
  const label = labels.get(id) ?? plainText(id, 40).replaceAll('-', ' ');
  return { id: plainText(id, 40), severity, label, title: rule?.title ?? label, words: rule?.asks ?? label };
}
