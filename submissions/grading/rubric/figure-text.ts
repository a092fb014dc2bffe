import { measureFacts } from './rubric.ts';
import type { Measure } from './rubric.ts';

const usualDigits = 4;
const mostDigits = 12;

/** The unit in which each kind of figure is short, the largest first. */
const scales = {
  us: [
    [1e6, 's'],
    [1e3, 'ms'],
    [1, '\u{b5}s'],
  ],
  uJ: [
    [1e6, 'J'],
    [1e3, 'mJ'],
    [1, '\u{b5}J'],
  ],
  bytes: [
    [1e6, 'MB'],
    [1e3, 'kB'],
    [1, 'B'],
  ],
  MACs: [
    [1e9, 'GMAC'],
    [1e6, 'MMAC'],
    [1e3, 'kMAC'],
    [1, 'MAC'],
  ],
} as const;

/** A figure as people write it: `88.2 %`, `12.3 ms`, `41.9 kB`; no zeros behind the last digit that says something. */
export function figureText(measure: Measure, value: number, digits = usualDigits): string {
  const { unit } = measureFacts[measure];
  if (unit === 'share') return `${digitsOf(100 * value, digits)} %`;
  const [factor, name] = scales[unit].find(([least]) => Math.abs(value) >= least) ?? [
    1,
    scales[unit].at(-1)?.[1] ?? '',
  ];
  return `${digitsOf(value / factor, digits)} ${name}`;
}

/** The same, with as many more digits as it needs not to look like the other one; a miss must not read as a hit. */
export function figureTextApart(measure: Measure, value: number, other: number): string {
  const isApart = (digits: number): boolean =>
    figureText(measure, value, digits) !== figureText(measure, other, digits);
  let digits = usualDigits;
  while (value !== other && digits < mostDigits && !isApart(digits)) digits++;
  return figureText(measure, value, digits);
}

function digitsOf(value: number, digits: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const places = digits - 1 - Math.floor(Math.log10(Math.abs(value)));
  return String(Number(value.toFixed(Math.min(Math.max(places, 0), mostDigits))));
}
