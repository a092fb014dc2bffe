import { scaledUnit, ticksBetween } from './axis.ts';
import type { Outline, OutlineBin } from './outline.ts';

/** A window to shade. */
export interface PlottedWindow {
  readonly startS: number;
  readonly endS: number;
  /** What is written above it, the longest first: the first that fits is taken. */
  readonly labels: readonly string[];
  /** It is shown, but not counted. */
  readonly isCounted: boolean;
}

export interface PlotOptions {
  readonly title: string;
  /** Seconds of the trace that are shown. */
  readonly startS?: number | undefined;
  readonly endS: number;
  readonly windows: readonly PlottedWindow[];
}

const width = 1200;
const height = 420;
const plot = { left: 76, right: 1184, top: 58, bottom: 372 } as const;
/** A character of the labels is about so wide. */
const characterPx = 6.6;

const style = `
  .paper { fill: #ffffff } text { fill: #1f2933; font: 12px system-ui, sans-serif }
  .title { font-size: 15px; font-weight: 600 } .grid { stroke: #d5dae0; stroke-width: 1 }
  .window { fill: #f59e0b; fill-opacity: 0.18 } .uncounted { fill: #8a94a0; fill-opacity: 0.18 }
  .lost { fill: #dc2626 } .envelope { fill: #2563eb; fill-opacity: 0.35; stroke: #2563eb; stroke-opacity: 0.35 }
  .mean { fill: none; stroke: #1d4ed8; stroke-width: 1.2 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #12171d } text { fill: #e4e8ed } .grid { stroke: #333c47 }
    .window { fill: #fbbf24 } .uncounted { fill: #9aa5b1 } .lost { fill: #f87171 }
    .envelope { fill: #60a5fa; stroke: #60a5fa } .mean { stroke: #93c5fd }
  }`;

/**
 * Power against time as an SVG: the mean as a line, the least and the most as a band so that peaks survive, windows
 * shaded and labelled, lost stretches in red at the foot. The same outline gives the same text.
 */
export function plotSvg(outline: Outline, { title, startS = 0, endS, windows }: PlotOptions): string {
  const lengthS = Math.max(endS - startS, Number.MIN_VALUE);
  const bins = outline.bins().filter((bin) => bin.endS > startS && bin.startS < endS);
  const columns = columnsOf(bins, startS, endS);
  const leastW = Math.min(0, ...columns.map((bin) => bin.leastPowerW));
  const mostW = Math.max(leastW + Number.MIN_VALUE, ...columns.map((bin) => bin.mostPowerW));
  const x = (timeS: number): number =>
    plot.left + (Math.min(Math.max(timeS - startS, 0), lengthS) / lengthS) * (plot.right - plot.left);
  const y = (powerW: number): number =>
    plot.bottom - ((powerW - leastW) / (mostW - leastW)) * (plot.bottom - plot.top) * 0.96;
  const body = [
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<text class="title" x="${plot.left}" y="22">${escaped(title)}</text>`,
    ...powerAxis(leastW, mostW, y),
    ...timeAxis(startS, startS + lengthS, x),
    ...windowShapes(
      windows.filter((each) => each.endS > startS && each.startS < endS),
      x,
    ),
    ...runsOf(columns).flatMap((run) => runShapes(run, x, y)),
    ...lostShapes(columns, startS, endS, x),
  ];
  const label = `role="img" aria-label="${escaped(title)}: power against time"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ${label}>`,
    `<style>${style}\n</style>`,
    ...body,
    '</svg>\n',
  ].join('\n');
}

/** Stretches as wide as a pixel, or wider. */
function columnsOf(bins: readonly OutlineBin[], startS: number, endS: number): OutlineBin[] {
  const pixelS = (endS - startS) / (plot.right - plot.left);
  const columns: OutlineBin[] = [];
  for (const bin of bins) {
    const last = columns.at(-1);
    const isNext = last !== undefined && Math.abs(last.endS - bin.startS) < 1e-9 * bin.endS;
    if (last === undefined || !isNext || bin.endS - last.startS > pixelS) {
      columns.push(bin);
      continue;
    }
    const [lastS, binS] = [last.endS - last.startS, bin.endS - bin.startS];
    columns[columns.length - 1] = {
      startS: last.startS,
      endS: bin.endS,
      leastPowerW: Math.min(last.leastPowerW, bin.leastPowerW),
      mostPowerW: Math.max(last.mostPowerW, bin.mostPowerW),
      meanPowerW: (last.meanPowerW * lastS + bin.meanPowerW * binS) / (lastS + binS),
    };
  }
  return columns;
}

/** Columns that follow each other without a gap. */
function runsOf(columns: readonly OutlineBin[]): OutlineBin[][] {
  const runs: OutlineBin[][] = [];
  for (const column of columns) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && isBehind(last, column)) run.push(column);
    else runs.push([column]);
  }
  return runs;
}

function isBehind(last: OutlineBin, next: OutlineBin): boolean {
  return next.startS - last.endS < 1e-9 * next.endS;
}

type Scale = (value: number) => number;

function runShapes(run: readonly OutlineBin[], x: Scale, y: Scale): string[] {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) return [];
  const upper = run.map((bin) => `V${pixels(y(bin.mostPowerW))}H${pixels(x(bin.endS))}`).join('');
  const lower = [...run].reverse().map((bin) => `V${pixels(y(bin.leastPowerW))}H${pixels(x(bin.startS))}`);
  const mean = run.map((bin, index) => {
    const middle = pixels(x((bin.startS + bin.endS) / 2));
    return `${index === 0 ? 'M' : 'L'}${middle} ${pixels(y(bin.meanPowerW))}`;
  });
  const start = pixels(x(first.startS));
  return [
    `<path class="envelope" d="M${start} ${pixels(y(first.leastPowerW))}${upper}${lower.join('')}Z"/>`,
    `<path class="mean" d="${mean.join('')}"/>`,
  ];
}

function lostShapes(columns: readonly OutlineBin[], startS: number, endS: number, x: Scale): string[] {
  const edges = [startS, ...columns.flatMap((column) => [column.startS, column.endS]), endS];
  const shapes: string[] = [];
  for (let index = 0; index + 1 < edges.length; index += 2) {
    const [from = 0, to = 0] = edges.slice(index, index + 2);
    if (to - from <= 1e-6 * (endS - startS)) continue;
    const wide = Math.max(1, x(to) - x(from));
    shapes.push(
      `<rect class="lost" x="${pixels(x(from))}" y="${plot.bottom - 5}" width="${pixels(wide)}" height="5"/>`,
    );
  }
  return shapes;
}

function windowShapes(windows: readonly PlottedWindow[], x: Scale): string[] {
  const middles = windows.map(({ startS, endS }) => (x(startS) + x(endS)) / 2);
  return windows.flatMap(({ startS, endS, labels, isCounted }, index) => {
    const [from, to] = [x(startS), x(endS)];
    const middle = middles[index] ?? 0;
    // A label may be wider than its window, as long as there is room up to those of its neighbours.
    const others = [middles[index - 1], middles[index + 1]].flatMap((other) => other ?? []);
    const room = Math.min(plot.right - plot.left, ...others.map((other) => Math.abs(middle - other) - characterPx));
    const label = labels
      .map((text) => placed(text, middle))
      .find(({ wide, at }) => {
        return wide <= to - from || wide + Math.abs(at - middle) <= room;
      });
    const place = `x="${pixels(from)}" y="${plot.top - 20}" width="${pixels(to - from)}" height="${plot.bottom - plot.top + 20}"`;
    return [
      `<rect class="${isCounted ? 'window' : 'uncounted'}" ${place}/>`,
      ...(label === undefined
        ? []
        : [`<text x="${pixels(label.at)}" y="${plot.top - 6}" text-anchor="middle">${escaped(label.text)}</text>`]),
    ];
  });
}

/** A label as near to `middle` as the sides allow. */
function placed(text: string, middle: number): { text: string; wide: number; at: number } {
  const wide = text.length * characterPx;
  return { text, wide, at: Math.min(Math.max(middle, plot.left + wide / 2), plot.right - wide / 2) };
}

function powerAxis(leastW: number, mostW: number, y: Scale): string[] {
  const unit = scaledUnit(mostW, 'W');
  return ticksBetween(leastW / unit.divisor, mostW / unit.divisor, 5).flatMap((tick) => {
    const at = pixels(y(tick * unit.divisor));
    return [
      `<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${at}" y2="${at}"/>`,
      `<text x="${plot.left - 8}" y="${pixels(y(tick * unit.divisor) + 4)}" text-anchor="end">${tick} ${unit.name}</text>`,
    ];
  });
}

function timeAxis(startS: number, endS: number, x: Scale): string[] {
  return ticksBetween(startS, endS, 10).flatMap((tick) => {
    const at = pixels(x(tick));
    return [
      `<line class="grid" x1="${at}" x2="${at}" y1="${plot.bottom}" y2="${plot.bottom + 5}"/>`,
      `<text x="${at}" y="${plot.bottom + 20}" text-anchor="middle">${tick} s</text>`,
    ];
  });
}

/** A tenth of a pixel is fine enough, and the same everywhere. */
function pixels(value: number): string {
  return String(Number(value.toFixed(1)));
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
