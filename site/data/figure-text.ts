import type { SiteFigures } from './site-data.ts';

/** A value as people read it: `12.42`, `ms`. */
export interface FigureText {
  readonly value: string;
  readonly unit: string;
}

const usualDigits = 4;

/** A figure with the unit in which it is short; so many digits that say something, usually four. */
export function figureText(name: keyof SiteFigures, value: number, digits = usualDigits): FigureText {
  switch (name) {
    case 'throughput':
      return { value: digitsOf(value, digits), unit: 'inf./s' };
    case 'latencyUs':
      return scaled(value, digits, [
        [1e6, 's'],
        [1e3, 'ms'],
        [1, 'µs'],
      ]);
    case 'energyUj':
      return scaled(value, digits, [
        [1e6, 'J'],
        [1e3, 'mJ'],
        [1, 'µJ'],
      ]);
    case 'powerMw':
      return scaled(value, digits, [
        [1e3, 'W'],
        [1, 'mW'],
        [1e-3, 'µW'],
      ]);
    case 'top1':
      return { value: value.toFixed(1), unit: '%' };
    case 'auc':
      return { value: value.toFixed(3), unit: 'AUC' };
    case 'dutyCycle':
      return { value: digitsOf(100 * value, digits), unit: '%' };
    case 'falsePositives':
    case 'falseNegatives':
      return { value: String(value), unit: '' };
  }
}

/** `12.42 ms`, with a blank that does not break. */
export function figureLine(name: keyof SiteFigures, value: number, digits = usualDigits): string {
  const { value: number, unit } = figureText(name, value, digits);
  return unit === '' ? number : `${number}\u00a0${unit}`;
}

/** So many digits that say something, never as a power of ten; whole numbers keep all of theirs. */
export function digitsOf(value: number, digits = usualDigits): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const places = digits - 1 - Math.floor(Math.log10(Math.abs(value)));
  return value.toFixed(Math.min(Math.max(places, 0), 12));
}

function scaled(
  value: number,
  digits: number,
  units: readonly (readonly [factor: number, unit: string])[],
): FigureText {
  const last = units[units.length - 1] ?? [1, ''];
  const [factor, unit] = units.find(([least]) => value >= least) ?? last;
  return { value: digitsOf(value / factor, digits), unit };
}
