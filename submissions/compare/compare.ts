import type { Comparable } from './comparable.ts';
import { causesOf, differencesOf } from './causes.ts';
import type { Cause, Difference } from './causes.ts';
import { compareMetrics, hasOtherScales } from './metrics.ts';
import type { MetricComparison } from './metrics.ts';
import { sentences } from './sentences.ts';
import type { PairNames } from './sentences.ts';

/** Two results beside each other. */
export interface Comparison {
  readonly a: Comparable;
  readonly b: Comparable;
  /** Why they cannot be compared; no metrics and no causes are given then. */
  readonly obstacles: readonly string[];
  readonly metrics: readonly MetricComparison[];
  readonly causes: readonly Cause[];
  readonly differences: readonly Difference[];
  /** What to keep in mind. */
  readonly notes: readonly string[];
  /** The metrics in plain words; where nothing can be compared, why. */
  readonly sentences: readonly string[];
}

/**
 * Compares result b with result a.
 * @param names what to call them in sentences
 */
export function compareResults(a: Comparable, b: Comparable, names: PairNames = { a: 'A', b: 'B' }): Comparison {
  const obstacles = obstaclesOf(a, b, names);
  const differences = differencesOf(a, b);
  if (obstacles.length > 0) {
    const said = obstacles.map((obstacle) => `${names.b} cannot be compared with ${names.a}: ${obstacle}.`);
    return { a, b, obstacles, metrics: [], causes: [], differences, notes: [], sentences: said };
  }
  const metrics = compareMetrics(a, b);
  return {
    ...{ a, b, obstacles, metrics, differences },
    causes: causesOf(a, b),
    notes: notesOf(a, b, names),
    sentences: metrics.length === 0 ? ['They have no figure in common.'] : sentences(metrics, names),
  };
}

function obstaclesOf(a: Comparable, b: Comparable, names: PairNames): string[] {
  if (a.benchmark !== b.benchmark) {
    return [`they are of other workloads (${names.a} of ${a.benchmark}, ${names.b} of ${b.benchmark})`];
  }
  return a.kind === b.kind ? [] : [`${names.a} was ${a.kind} and ${names.b} was ${b.kind}`];
}

function notesOf(a: Comparable, b: Comparable, names: PairNames): string[] {
  const notes: string[] = [];
  if (a.id === b.id) notes.push('Both are the same result.');
  if (a.kind !== 'measured') notes.push(`Both were ${a.kind}, not measured on a board.`);
  for (const [name, { verdict, figures }] of [[names.a, a] as const, [names.b, b] as const]) {
    if (verdict === 'invalid') notes.push(`${name} is invalid: its own evidence contradicts it or breaks the rules.`);
    const claimed = Object.values(figures).some((figure) => figure?.of === 'claimed');
    if (claimed) notes.push(`Figures of ${name} with a * are claimed; no evidence gives them.`);
  }
  if (a.division !== b.division && a.division !== null && b.division !== null) {
    notes.push('They are of other divisions: in the open one models and data may be others.');
  } else if (a.division === 'open') notes.push('Both are of the open division: their models may be others.');
  if (a.round !== b.round && a.round !== null && b.round !== null) {
    notes.push(`They are of other rounds (${a.round} and ${b.round}), whose rules and programs differ.`);
  }
  if (hasOtherScales(a, b)) notes.push('Their AUC is not compared: the runners compute it on scales of their own.');
  return notes;
}
