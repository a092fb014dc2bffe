/** A unit for values of a size. */
export interface ScaledUnit {
  readonly name: string;
  /** What a value is divided by to be in it. */
  readonly divisor: number;
}

const prefixes = [
  { prefix: '', divisor: 1 },
  { prefix: 'm', divisor: 1e-3 },
  { prefix: 'µ', divisor: 1e-6 },
  { prefix: 'n', divisor: 1e-9 },
] as const;

/** The unit in which a value has one to three digits before the point: W, mW, µW or nW of `W`. */
export function scaledUnit(value: number, base: string): ScaledUnit {
  const found = prefixes.find(({ divisor }) => Math.abs(value) >= divisor) ?? prefixes[value === 0 ? 0 : 3];
  return { name: `${found.prefix}${base}`, divisor: found.divisor };
}

/** `0.44318447` and `J` as `443.18 mJ`. */
export function scaledText(value: number, base: string, digits = 5): string {
  // Rounding may carry into the next unit: 999.999 mJ are 1 J.
  const rounded = Number(value.toPrecision(digits));
  const { name, divisor } = scaledUnit(rounded, base);
  return `${Number((rounded / divisor).toPrecision(digits))} ${name}`;
}

/** Round numbers from `least` to `most`, about `count` of them: multiples of 1, 2 or 5 times a power of ten. */
export function ticksBetween(least: number, most: number, count: number): number[] {
  const rough = (most - least) / count;
  if (!(rough > 0)) return [least];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10);
  // Adding 0 makes 0 of -0.
  const first = Math.ceil(least / step - 1e-9) + 0;
  const last = Math.floor(most / step + 1e-9);
  // Some steps, 0.1 among them, are no sum of powers of two: what they leave behind is cut off.
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}
