/**
 * What a chart shows, as data: pages carry it as JSON in `<bb-chart data-chart="…">`, the table's script gives it as
 * the property `chart`. A table with the same figures is made of it, for those who cannot see the drawing.
 */
export type ChartSpec = ScatterSpec | SeriesSpec | WindowsSpec | TraceSpec;

interface Titled {
  readonly title: string;
  /** A sentence on how to read it. */
  readonly note?: string;
}

export interface Axis {
  /** With its unit: `Latency (ms)`. */
  readonly label: string;
  readonly scale: 'linear' | 'log';
}

/** Results as points. */
export interface ScatterSpec extends Titled {
  readonly kind: 'scatter';
  readonly x: Axis;
  readonly y: Axis;
  readonly groups: readonly PointGroup[];
  /** Less x is always better; draws the line along the points that no other is better than in both. */
  readonly front?: { readonly y: 'less' | 'more' };
}

export interface PointGroup {
  readonly name: string;
  readonly points: readonly ScatterPoint[];
}

export interface ScatterPoint {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  /** The page behind it, relative to the one with the chart. */
  readonly href?: string;
  /** Drawn pale and left out of the front, with what is wrong in a word: `invalid`. */
  readonly pale?: string;
}

/** Values over categories: lines of a trend, bars of a profile, or bars upon each other that make a sum. */
export interface SeriesSpec extends Titled {
  readonly kind: 'lines' | 'bars' | 'stacked';
  /** What the categories are: `Round`. */
  readonly over: string;
  readonly categories: readonly string[];
  readonly y: Axis;
  readonly series: readonly Series[];
  /** Where bars stand on a logarithmic axis; they hang below it where the value is less. */
  readonly base?: number;
}

export interface Series {
  readonly name: string;
  /** One for each category; null where there is none. */
  readonly values: readonly (number | null)[];
}

/** The windows of a result, with their median and its interval. */
export interface WindowsSpec extends Titled {
  readonly kind: 'windows';
  readonly y: Axis;
  readonly values: readonly number[];
  readonly median: number;
  readonly interval?: readonly [low: number, high: number];
}

/** The power within a window, as the least and the most of stretches of equal length, so that peaks survive. */
export interface TraceSpec extends Titled {
  readonly kind: 'trace';
  readonly seconds: number;
  readonly leastMw: readonly number[];
  readonly mostMw: readonly number[];
}
