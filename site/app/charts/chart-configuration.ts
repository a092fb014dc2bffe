import type { ChartConfiguration, ChartDataset, ChartOptions } from 'chart.js';
import { formatNumber } from '../view/number.ts';
import type { Axis, ChartSpec, ScatterPoint, ScatterSpec, SeriesSpec, TraceSpec, WindowsSpec } from './chart-spec.ts';
import { cycled, dashes, shapes } from './palette.ts';
import type { Palette } from './palette.ts';
import { paretoFront } from './pareto.ts';

type Kind = 'scatter' | 'line' | 'bar';
export type Configuration = ChartConfiguration<Kind, unknown[]>;
type Dataset = ChartDataset<Kind, unknown[]>;
type Scale = ChartOptions<Kind>['scales'];

/** By its name it is told from the results. */
const frontName = 'Pareto front';

/** The configuration of chart.js that draws a chart. */
export function chartConfiguration(spec: ChartSpec, palette: Palette): Configuration {
  switch (spec.kind) {
    case 'scatter':
      return scatterConfiguration(spec, palette);
    case 'lines':
    case 'bars':
    case 'stacked':
      return seriesConfiguration(spec, palette);
    case 'windows':
      return windowsConfiguration(spec, palette);
    case 'trace':
      return traceConfiguration(spec, palette);
  }
}

function scatterConfiguration(spec: ScatterSpec, palette: Palette): Configuration {
  const datasets = spec.groups.map(({ name, points }, index): Dataset => {
    const colour = cycled(palette.series, index) ?? palette.text;
    const colours = points.map(({ pale }) => (pale === undefined ? colour : palette.pale));
    return {
      type: 'scatter',
      label: name,
      data: [...points],
      pointStyle: cycled(shapes, index) ?? 'circle',
      pointRadius: 5,
      pointHoverRadius: 8,
      // Points at the edge are whole.
      clip: 8,
      backgroundColor: colours,
      borderColor: colours,
      borderWidth: 1.5,
    };
  });
  const good = spec.groups.flatMap(({ points }) => points.filter(({ pale }) => pale === undefined));
  if (spec.front !== undefined && good.length > 1) {
    datasets.push({
      type: 'line',
      label: frontName,
      data: paretoFront(good, spec.front.y),
      borderColor: palette.front,
      borderWidth: 1.5,
      borderDash: [5, 4],
      pointRadius: 0,
      pointHitRadius: 0,
      pointStyle: 'line',
    });
  }
  const options = commonOptions(palette, { x: valueScale(spec.x, palette), y: valueScale(spec.y, palette) }, true);
  options.plugins = {
    ...options.plugins,
    tooltip: {
      filter: ({ dataset }) => dataset.label !== frontName,
      callbacks: {
        label: ({ raw, dataset }) => {
          const { label, x, y, pale } = raw as ScatterPoint;
          const about = [dataset.label, pale].filter((word) => word !== undefined).join(', ');
          return [`${label} (${about})`, `${spec.x.label}: ${formatNumber(x)}`, `${spec.y.label}: ${formatNumber(y)}`];
        },
      },
    },
  };
  return { type: 'scatter', data: { datasets }, options };
}

function seriesConfiguration(spec: SeriesSpec, palette: Palette): Configuration {
  const isStacked = spec.kind === 'stacked';
  const datasets = spec.series.map(({ name, values }, index): Dataset => {
    const colour = cycled(palette.series, index) ?? palette.text;
    const shared = { label: name, data: [...values], backgroundColor: colour, borderColor: colour };
    if (spec.kind !== 'lines') {
      return { ...shared, type: 'bar', maxBarThickness: 36, ...(spec.base === undefined ? {} : { base: spec.base }) };
    }
    return {
      ...shared,
      type: 'line',
      spanGaps: true,
      borderWidth: 2,
      borderDash: [...(cycled(dashes, index) ?? [])],
      pointStyle: cycled(shapes, index) ?? 'circle',
      pointRadius: 5,
    };
  });
  const x = { type: 'category', stacked: isStacked, ...scaleLook(palette, spec.over) } as const;
  const y = { ...valueScale(spec.y, palette), stacked: isStacked };
  const options = commonOptions(palette, { x, y }, spec.series.length > 1);
  return {
    type: spec.kind === 'lines' ? 'line' : 'bar',
    // A list is written in lines.
    data: { labels: spec.categories.map((category) => category.split(' ')), datasets },
    options,
  };
}

/** So much of the median the axis of windows goes up and down at least. */
const leastSpan = 0.001;

function windowsConfiguration({ y, values, median, interval }: WindowsSpec, palette: Palette): Configuration {
  const labels = values.map((_, index) => String(index + 1));
  const flat = (value: number): number[] => values.map(() => value);
  const line = { type: 'line', pointRadius: 0, pointHitRadius: 0, pointStyle: 'line' } as const;
  const datasets: Dataset[] = [
    {
      type: 'line',
      label: 'Window',
      data: [...values],
      showLine: false,
      pointStyle: 'circle',
      pointRadius: 6,
      backgroundColor: palette.series[0] ?? palette.text,
      borderColor: palette.series[0] ?? palette.text,
    },
    { ...line, label: 'Median', data: flat(median), borderColor: palette.front, borderWidth: 1.5, borderDash: [6, 4] },
  ];
  if (interval !== undefined) {
    const [low, high] = interval;
    datasets.push(
      {
        ...line,
        label: '95 % interval',
        data: flat(high),
        borderWidth: 0,
        backgroundColor: palette.band,
        fill: '+1',
        pointStyle: 'rect',
      },
      { ...line, label: 'Interval from', data: flat(low), borderWidth: 0 },
    );
  }
  const x = { type: 'category', offset: true, ...scaleLook(palette, 'Window') } as const;
  // Of windows that agree to the last digits the axis shows that they do, not the rounding between them.
  const around = { suggestedMin: median * (1 - leastSpan), suggestedMax: median * (1 + leastSpan) };
  const scale = { ...valueScale(y, palette), ...around, grace: '20%' };
  return { type: 'line', data: { labels, datasets }, options: commonOptions(palette, { x, y: scale }, true) };
}

function traceConfiguration({ seconds, leastMw, mostMw }: TraceSpec, palette: Palette): Configuration {
  const step = seconds / Math.max(1, leastMw.length);
  const points = (values: readonly number[]): { x: number; y: number }[] =>
    values.map((y, index) => ({ x: (index + 0.5) * step, y }));
  const colour = palette.series[0] ?? palette.text;
  const line = { type: 'line', pointRadius: 0, borderWidth: 1, borderColor: colour } as const;
  const datasets: Dataset[] = [
    { ...line, label: 'Most', data: points(mostMw), backgroundColor: palette.band, fill: '+1' },
    { ...line, label: 'Least', data: points(leastMw), borderDash: [2, 2] },
  ];
  const x = { ...valueScale({ label: 'Time in the window (s)', scale: 'linear' }, palette), min: 0, max: seconds };
  const y = valueScale({ label: 'Power (mW)', scale: 'linear' }, palette);
  const options = commonOptions(palette, { x, y }, true);
  return {
    type: 'line',
    data: { datasets },
    options: { ...options, interaction: { mode: 'index', intersect: false } },
  };
}

function commonOptions(palette: Palette, scales: NonNullable<Scale>, hasLegend: boolean): ChartOptions<Kind> {
  return {
    // Nothing moves: neither for those who asked for less motion, nor for anyone who wants to read.
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    scales,
    plugins: {
      legend: {
        display: hasLegend,
        position: 'bottom',
        labels: {
          color: palette.text,
          usePointStyle: true,
          boxWidth: 8,
          boxHeight: 8,
          filter: ({ text }) => text !== 'Interval from',
        },
      },
    },
  };
}

function valueScale({ label, scale }: Axis, palette: Palette) {
  const look = scaleLook(palette, label);
  const ticks = { ...look.ticks, callback: tickText };
  if (scale === 'linear') return { type: 'linear', ...look, ticks } as const;
  return {
    type: 'logarithmic',
    ...look,
    ticks: { ...ticks, autoSkip: false },
    afterBuildTicks: (axis: { ticks: { value: number }[]; min: number; max: number }) => {
      axis.ticks = axis.ticks.filter(({ value }) => isRoundTick(value, axis.max / axis.min));
    },
  } as const;
}

/** As many digits as ticks have: linear ones may lie close together. */
function tickText(value: string | number): string {
  const number = Number(Number(value).toPrecision(8));
  return Math.abs(number) >= 1e4 ? formatNumber(number) : String(number);
}

/** Beyond so many times only whole decades have room. */
const manyTimes = 2000;

/** Of a logarithmic axis the ticks 1, 2 and 5 of each decade: all of them would be too many. */
function isRoundTick(value: number, range: number): boolean {
  const leading = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
  return (range > manyTimes ? [1] : [1, 2, 5]).some((round) => Math.abs(leading - round) < 1e-6);
}

function scaleLook(palette: Palette, title: string) {
  return {
    title: { display: true, text: title, color: palette.text },
    grid: { color: palette.grid },
    border: { color: palette.grid },
    ticks: { color: palette.text, maxRotation: 50 },
  };
}
