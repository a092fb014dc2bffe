import type { Interval } from '../../harness/statistics/bootstrap.ts';
import type { MetricComparison, MetricName } from './metrics.ts';

/** What the two results are called. */
export interface PairNames {
  readonly a: string;
  readonly b: string;
}

/** Up to this, two figures count as equal in words, whatever their intervals. */
const hardlyAnything = 0.005;

interface Words {
  /** Of more than one times. */
  readonly more: string;
  readonly less: string;
  readonly same: string;
}

/** Latency says what throughput has said. */
const ratioWords: Readonly<Partial<Record<MetricName, Words>>> = {
  throughput: { more: 'is R × faster than', less: 'is R × slower than', same: 'is as fast as' },
  energy: { more: 'takes R × the energy of', less: 'takes R × less energy than', same: 'takes as much energy as' },
};

/** A plain sentence for each metric, such as “B is 1.31 × faster than A (1.28–1.34).” */
export function sentences(metrics: readonly MetricComparison[], names: PairNames): string[] {
  const hasThroughput = metrics.some(({ metric }) => metric === 'throughput');
  return metrics.flatMap((metric) => {
    if (metric.by === 'difference') return [qualitySentence(metric, names)];
    const words = ratioWords[metric.metric];
    if (words !== undefined) return [ratioSentence(metric, words, names)];
    if (hasThroughput) return [];
    return [ratioSentence(inverse(metric), ratioWords.throughput ?? neutral, names)];
  });
}

const neutral: Words = { more: 'has R × that of', less: 'has R × less than', same: 'has as much as' };

function ratioSentence(
  { value, interval }: Pick<MetricComparison, 'value' | 'interval'>,
  words: Words,
  names: PairNames,
): string {
  const sentence = (middle: string, beside: string): string => `${names.b} ${middle} ${names.a}${beside}.`;
  if (interval !== null && interval[0] <= 1 && interval[1] >= 1) {
    return sentence(words.same, `, as far as the windows tell (× ${ratioText(value)}, ${intervalText(interval)})`);
  }
  if (Math.abs(value - 1) < hardlyAnything) {
    return sentence(words.same, ` within half a per cent (× ${value.toFixed(4)})`);
  }
  const isMore = value > 1;
  const shown = isMore ? value : 1 / value;
  const own: Interval | null = interval === null || isMore ? interval : [1 / interval[1], 1 / interval[0]];
  const beside = own === null ? '; there are too few windows for an interval' : ` (${intervalText(own)})`;
  return sentence((isMore ? words.more : words.less).replace('R', ratioText(shown)), beside);
}

function inverse({ value, interval }: MetricComparison): Pick<MetricComparison, 'value' | 'interval'> {
  return { value: 1 / value, interval: interval === null ? null : [1 / interval[1], 1 / interval[0]] };
}

function qualitySentence({ metric, value, interval, b }: MetricComparison, names: PairNames): string {
  const what = metric === 'top1' ? `of ${names.b}'s answers` : `AUC of ${names.b}`;
  const figures = metric === 'top1' ? `${shown(b.value)} % ${what} are right` : `The ${what} is ${shown(b.value)}`;
  if (Math.abs(value) < 1e-9) return `${figures}, as of ${names.a}.`;
  const unit = metric === 'top1' ? ' percentage points' : '';
  const words = `${shown(Math.abs(value))}${unit} ${value > 0 ? 'more' : 'less'} than of ${names.a}`;
  if (interval === null) return `${figures}, ${words}.`;
  const isWithin = interval[0] <= 0 && interval[1] >= 0;
  const range = `${signed(interval[0])} to ${signed(interval[1])}`;
  return `${figures}, ${words} (${range}${isWithin ? ': so few samples do not tell them apart' : ''}).`;
}

/** A ratio with three digits. */
export function ratioText(value: number): string {
  return digitsOf(value, 3);
}

/** Lower and upper end with as many digits as tell them apart, five at most. */
export function intervalText([low, high]: Interval): string {
  for (const digits of [3, 4, 5]) {
    const [first, last] = [digitsOf(low, digits), digitsOf(high, digits)];
    if (first !== last || digits === 5) return `${first}–${last}`;
  }
  return '';
}

function digitsOf(value: number, digits: number): string {
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  return value.toFixed(Math.min(20, Math.max(0, digits - 1 - magnitude)));
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}
