import { printable } from '../printable.ts';
import type { Cause, Difference } from './causes.ts';
import type { Comparable, Figure } from './comparable.ts';
import type { Comparison } from './compare.ts';
import type { MetricComparison } from './metrics.ts';
import { intervalText, ratioText } from './sentences.ts';
import type { PairNames } from './sentences.ts';

/** Longer values of a description are cut. */
const longestValue = 72;

const causeNames: Readonly<Record<Cause['name'], string>> = {
  clock: 'clock',
  'cycles-per-mac': 'cycles per MAC',
  'cycles-per-inference': 'cycles an inference',
  power: 'power',
  time: 'time an inference',
};

const factWords: Readonly<Partial<Record<Difference['name'], string>>> = {
  soc: 'SoC',
  compiler: 'compiler and flags',
  operatingSystem: 'operating system',
};

/** One side, for a legend. */
export function sideLine(letter: string, { name, benchmark, round, division, kind, verdict, id }: Comparable): string {
  const about = [benchmark, round, division, kind, verdict === 'valid' ? null : verdict, id];
  return printable(`${letter}  ${name} (${about.filter((word) => word !== null).join(', ')})`);
}

/** Titles of `metricRows`. */
export function metricHeader({ a, b }: PairNames): string[] {
  return ['', a, b, '', `${b} to ${a}`, '95 % interval'];
}

/** A row for each metric. */
export function metricRows({ metrics }: Comparison): string[][] {
  return metrics.map((metric) => [
    metric.metric === 'top1' ? 'top-1' : metric.metric === 'auc' ? 'AUC' : metric.metric,
    ...[figureText(metric.a), figureText(metric.b), metric.unit, relationText(metric)],
    metric.interval === null ? '–' : metric.by === 'ratio' ? intervalText(metric.interval) : differenceText(metric),
  ]);
}

/** Where the difference comes from, as far as the data say, and what to keep in mind. */
export function causeLines({ causes, differences, notes, a, b }: Comparison): string[] {
  const lines = causes.map(causeLine);
  if (lines.length > 0 && [a, b].some(({ facts }) => facts.accelerator !== null)) {
    lines.push('(cycles of the highest clock that the descriptions name; an accelerator may have another)');
  }
  lines.push(...differences.map(differenceLine));
  return [...lines, ...notes.map((note) => `note: ${note}`)].map(printable);
}

function causeLine({ name, of, unit, a, b, factor }: Cause): string {
  const change = `${causeNames[name]}: ${numberText(a)} → ${numberText(b)} ${unit}`;
  return Math.abs(factor - 1) < 0.0005
    ? `${change}: no part in the ${of}`
    : `${change}: × ${ratioText(factor)} of the ${of}`;
}

function differenceLine({ name, a, b }: Difference): string {
  return `${factWords[name] ?? name}: ${valueText(a)} → ${valueText(b)}`;
}

function valueText(value: string | null): string {
  if (value === null) return 'none';
  return value.length > longestValue ? `${value.slice(0, longestValue - 1)}…` : value;
}

function figureText({ value, of }: Figure): string {
  return `${numberText(value)}${of === 'claimed' ? ' *' : ''}`;
}

function relationText({ by, value }: MetricComparison): string {
  if (by === 'ratio') return `× ${ratioText(value)}`;
  return value === 0 ? '0' : `${value < 0 ? '−' : '+'}${numberText(Math.abs(value))}`;
}

function differenceText({ interval }: MetricComparison): string {
  return (interval ?? []).map((end) => `${end < 0 ? '−' : '+'}${Math.abs(end).toFixed(1)}`).join(' to ');
}

function numberText(value: number): string {
  return String(Number(value.toPrecision(value >= 1e4 ? 6 : 4)));
}
