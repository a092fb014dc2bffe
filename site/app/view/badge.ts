import type { SiteResult, SiteRule, Verdict } from '../../data/site-data.ts';

/** A few words at a figure that say what is wrong with it. */
export interface Badge {
  readonly tone: 'bad' | 'doubtful' | 'warn';
  readonly text: string;
  /** How many more there are. */
  readonly more: number;
  /** All in words. */
  readonly words: string;
}

export const verdictWords: Readonly<Record<Verdict, string>> = {
  valid: 'Valid: the evidence gives the figures',
  invalid: 'Invalid: the evidence contradicts the figures or breaks the rules',
  unverifiable: 'Not verifiable: evidence for the figures is not there',
};

/** The badge of a result; null where it is valid and nothing but notes was found. */
export function badgeOf({ verdict, findings = [] }: SiteResult, rules: readonly SiteRule[]): Badge | null {
  const grave = findings.flatMap((index) => rules[index] ?? []).filter(({ severity }) => severity !== 'info');
  if (verdict === 'valid' && grave.length === 0) return null;
  const tone = verdict === 'invalid' ? 'bad' : verdict === 'unverifiable' ? 'doubtful' : 'warn';
  const [first, ...others] = grave.map(({ label }) => label);
  const text = first ?? { valid: '', invalid: 'invalid', unverifiable: 'no evidence' }[verdict];
  const listed = [first, ...others].filter((label) => label !== undefined).join(', ');
  return { tone, text, more: others.length, words: `${verdictWords[verdict]}${listed === '' ? '' : ` (${listed})`}` };
}
