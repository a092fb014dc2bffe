import type { Cause } from '../../../submissions/compare/causes.ts';
import { compareResults } from '../../../submissions/compare/compare.ts';
import type { Comparison } from '../../../submissions/compare/compare.ts';
import type { MetricComparison, MetricName } from '../../../submissions/compare/metrics.ts';
import { intervalText } from '../../../submissions/compare/sentences.ts';
import type { SiteData, SiteRow, SiteWorkload } from '../../data/site-data.ts';
import { comparableOfRow } from './comparable-row.ts';
import { isClaimed, measureOf, metricIds, metricTitles } from './metric.ts';
import type { MetricId } from './metric.ts';
import { formatClock, formatNumber, formatRatio, formatValue } from './number.ts';

/** Systems beside each other, all compared with the first. */
export interface SideBySide {
  readonly names: readonly string[];
  readonly facts: readonly SideLine[];
  readonly workloads: readonly {
    readonly workload: SiteWorkload;
    readonly lines: readonly SideLine[];
    /** In plain words, with what to keep in mind. */
    readonly words: readonly string[];
  }[];
}

/** A line with a cell for each system. */
export interface SideLine {
  readonly title: string;
  readonly cells: readonly SideCell[];
  /** Whether they are not all the same; of figures always false. */
  readonly differs: boolean;
}

export interface SideCell {
  /** Null where there is none. */
  readonly text: string | null;
  /** Beside the first: `1.31× faster (1.28–1.34)`. */
  readonly beside?: string;
  readonly is?: 'better' | 'worse' | 'same';
}

/** Puts rows side by side; the first is what the others are compared with. */
export function sideBySide(rows: readonly SiteRow[], { workloads }: Pick<SiteData, 'workloads'>): SideBySide {
  const names = namesOf(rows);
  return {
    names,
    facts: factLines(rows),
    workloads: workloads.flatMap((workload) => {
      const lines = workloadLines(rows, names, workload);
      return lines === null ? [] : [{ workload, ...lines }];
    }),
  };
}

/** Names that tell rows apart: the same one in other rounds has the round beside it. */
function namesOf(rows: readonly SiteRow[]): string[] {
  const plain = rows.map(({ name, variant }) => (variant === undefined ? name : `${name} / ${variant}`));
  const isTold = (list: readonly string[], name: string): boolean =>
    list.filter((other) => other === name).length === 1;
  const dated = rows.map(({ round }, index) => `${plain[index] ?? ''} (${round ?? 'no round'})`);
  return rows.map(({ id }, index) => {
    const [name = '', withRound = ''] = [plain[index], dated[index]];
    if (isTold(plain, name)) return name;
    return isTold(dated, withRound) ? withRound : `${withRound} ${id}`;
  });
}

const factReaders: readonly (readonly [title: string, read: (row: SiteRow) => string | undefined])[] = [
  ['Vendor', ({ submitter }) => submitter],
  ['Round', ({ round }) => round],
  ['Division', ({ division }) => division],
  ['Kind', ({ kind }) => kind],
  ['Board', ({ board }) => board],
  ['Processor', ({ processor }) => processor],
  ['Accelerator', ({ accelerator }) => accelerator],
  ['Clock', ({ clockMhz }) => (clockMhz === undefined ? undefined : formatClock(clockMhz))],
  ['Framework', ({ framework }) => framework],
  ['Compiler and flags', ({ compiler }) => compiler],
];

function factLines(rows: readonly SiteRow[]): SideLine[] {
  return factReaders.flatMap(([title, read]) => {
    const texts = rows.map((row) => read(row) ?? null);
    if (texts.every((text) => text === null)) return [];
    return [{ title, cells: texts.map((text) => ({ text })), differs: new Set(texts.map(plain)).size > 1 }];
  });
}

/** Descriptions write the same in many ways. */
function plain(text: string | null): string | null {
  return text === null ? null : text.toLowerCase().replaceAll(/[\s_®™-]+/g, ' ');
}

function workloadLines(
  rows: readonly SiteRow[],
  names: readonly string[],
  workload: SiteWorkload,
): { readonly lines: readonly SideLine[]; readonly words: readonly string[] } | null {
  if (rows.every((row) => row.results[workload.id] === undefined)) return null;
  const [first, ...others] = rows.map((row) => comparableOfRow(row, workload.id));
  const comparisons = others.map((other, index) => {
    if (first == null || other === null) return null;
    return compareResults(first, other, { a: names[0] ?? '', b: names[index + 1] ?? '' });
  });
  const lines = metricIds.flatMap((metric) => metricLine(rows, workload, metric, comparisons));
  const words = comparisons.flatMap((comparison) => [...(comparison?.sentences ?? []), ...(comparison?.notes ?? [])]);
  return { lines: [...lines, ...causeLines(comparisons)], words: [...new Set(words)] };
}

function metricLine(
  rows: readonly SiteRow[],
  workload: SiteWorkload,
  metric: MetricId,
  comparisons: readonly (Comparison | null)[],
): SideLine[] {
  const measure = measureOf(workload, metric);
  const names = namesOfMetric(metric, workload);
  const cells = rows.map((row, index): SideCell => {
    const result = row.results[workload.id];
    const value = result === undefined ? undefined : measure.read(result.figures);
    if (result === undefined || value === undefined) return { text: null };
    const mark = isClaimed(result, measure) ? ' *' : '';
    const compared = comparisons[index - 1]?.metrics.find((one) => names.includes(one.metric));
    return {
      text: `${formatValue(value, measure.unit)}\u00a0${measure.unit}${mark}`,
      ...(compared === undefined ? {} : besideOf(compared)),
    };
  });
  return cells.every(({ text }) => text === null) ? [] : [{ title: metricTitles[metric], cells, differs: false }];
}

function namesOfMetric(metric: MetricId, { quality }: SiteWorkload): readonly MetricName[] {
  switch (metric) {
    case 'accuracy':
      return quality === 'detections' ? [] : [quality];
    case 'latency':
    case 'throughput':
    case 'energy':
      return [metric];
  }
}

const ratioWords: Readonly<Record<MetricName, readonly [more: string, less: string]>> = {
  throughput: ['faster', 'slower'],
  latency: ['slower', 'faster'],
  energy: ['the energy', 'less energy'],
  top1: ['better', 'worse'],
  auc: ['better', 'worse'],
};

function besideOf({ metric, by, value, interval, unit }: MetricComparison): Pick<SideCell, 'beside' | 'is'> {
  const none = by === 'ratio' ? 1 : 0;
  const isSame = value === none || (interval !== null && interval[0] <= none && interval[1] >= none);
  const isMoreBetter = metric === 'throughput' || metric === 'top1' || metric === 'auc';
  const is = isSame ? 'same' : value > none === isMoreBetter ? 'better' : 'worse';
  if (by === 'difference') {
    const range = interval === null ? '' : ` (${signed(interval[0])} to ${signed(interval[1])})`;
    const digits = metric === 'auc' ? 3 : 1;
    return { beside: `${signed(value, digits)}${unit === '%' ? ' points' : ''}${range}`, is };
  }
  const isMore = value >= 1;
  const own = interval === null || isMore ? interval : ([1 / interval[1], 1 / interval[0]] as const);
  const range = own === null ? '' : ` (${intervalText(own)})`;
  const [more, less] = ratioWords[metric];
  const words = isSame ? 'as much, as far as the windows tell' : isMore ? more : less;
  return {
    beside: isSame && value === 1 ? 'the same' : `${formatRatio(isMore ? value : 1 / value)}× ${words}${range}`,
    is,
  };
}

const causeTitles = {
  clock: 'Throughput: clock',
  'cycles-per-mac': 'Throughput: cycles per MAC',
  'cycles-per-inference': 'Throughput: cycles per inference',
  power: 'Energy: power',
  time: 'Energy: time',
} as const;

/** Where a difference comes from: factors that make up the ratio of throughputs, and that of energies. */
function causeLines(comparisons: readonly (Comparison | null)[]): SideLine[] {
  return Object.entries(causeTitles).flatMap(([name, title]): SideLine[] => {
    const found = comparisons.map((comparison) => comparison?.causes.find((cause) => cause.name === name));
    const any = found.find((cause) => cause !== undefined);
    if (any === undefined) return [];
    const cell = (value: number | undefined, factor?: number): SideCell => ({
      text: value === undefined ? null : amountText(value, any.unit),
      ...(factor === undefined ? {} : { beside: `× ${formatFactor(factor)}` }),
    });
    return [{ title, cells: [cell(any.a), ...found.map((cause) => cell(cause?.b, cause?.factor))], differs: false }];
  });
}

function amountText(value: number, unit: Cause['unit']): string {
  return unit === 'µs' ? `${formatNumber(value / 1e3)}\u00a0ms` : `${formatNumber(value)}\u00a0${unit}`;
}

function formatFactor(factor: number): string {
  return factor < 0.995 ? factor.toPrecision(3) : formatRatio(factor);
}

function signed(value: number, digits = 1): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}
