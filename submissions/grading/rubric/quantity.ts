import type { MeasureFacts } from './rubric.ts';

/** What a quantity is of; `memory` is what a process or a file may take. */
export type QuantityUnit = MeasureFacts['unit'] | 'memory';

/** A quantity as a number in its unit, or what is wrong with how it is written. */
export type Quantity = { readonly value: number } | { readonly problem: string };

interface UnitFacts {
  /** Each name with how many of the unit it is. */
  readonly names: Readonly<Record<string, number>>;
  /** Ways to write one, for messages. */
  readonly examples: string;
}

const bytes = { B: 1, byte: 1, bytes: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

const units: Readonly<Record<QuantityUnit, UnitFacts>> = {
  share: { names: { '%': 0.01 }, examples: '88 % or 0.88' },
  us: {
    // The micro sign and the Greek letter look the same.
    names: { ns: 1e-3, us: 1, '\u{b5}s': 1, '\u{3bc}s': 1, ms: 1e3, s: 1e6, min: 60e6, h: 3600e6 },
    examples: '12 ms or 900 us',
  },
  uJ: {
    names: { nJ: 1e-3, uJ: 1, '\u{b5}J': 1, '\u{3bc}J': 1, mJ: 1e3, J: 1e6 },
    examples: '1.2 mJ or 400 uJ',
  },
  bytes: { names: bytes, examples: '40 kB or 64 KiB' },
  memory: { names: bytes, examples: '512 MB or 1 GiB' },
  MACs: {
    names: Object.fromEntries(
      [
        ['', 1],
        ['k', 1e3],
        ['M', 1e6],
        ['G', 1e9],
      ].flatMap(([prefix, factor]) => [`${prefix}MAC`, `${prefix}MACs`].map((name) => [name, Number(factor)])),
    ),
    examples: '1.2 MMAC or 800 kMAC',
  },
};

/**
 * Reads a quantity as people write it: `88 %` or 0.88 for a share, and with its unit whatever has one, such as `12 ms`,
 * `40 kB` or `1.2 MMAC`. A bare number says not what it counts, so only 0 may be bare.
 * @returns microseconds, microjoules, bytes, multiply-accumulates, or a share of 1
 */
export function readQuantity(written: string | number, unit: QuantityUnit): Quantity {
  const { names, examples } = units[unit];
  if (typeof written === 'number') {
    if (!Number.isFinite(written)) return { problem: `must be a number, such as ${examples}` };
    if (unit === 'share' || written === 0) return { value: written };
    return { problem: `needs a unit, such as ${examples}: ${written} of what?` };
  }
  const found = /^\s*([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(\S*)\s*$/.exec(written);
  if (/\d,\d/.test(written)) return { problem: `must be written with a point and no comma, such as ${examples}` };
  if (found === null) return { problem: `must be written such as ${examples}` };
  const [, digits = '', name = ''] = found;
  if (name === '') return readQuantity(Number(digits), unit);
  const factor = Object.hasOwn(names, name) ? names[name] : undefined;
  if (factor !== undefined) return valueOf(Number(digits), factor);
  if (/^[kK][bB]?$/.test(name) && 'kB' in names) {
    return { problem: `has the unit ${name}, which may mean 1000 or 1024 bytes: write kB or KiB` };
  }
  const alike = Object.keys(names).find((known) => known.toLowerCase() === name.toLowerCase());
  const hint = alike === undefined ? `there are ${Object.keys(names).join(', ')}` : `write ${alike}`;
  return { problem: `has the unknown unit ${name.slice(0, 20)}: ${hint}` };
}

function valueOf(number: number, factor: number): Quantity {
  // 88 % is to be 0.88 and 0.57 kB 570 bytes, which products of binary fractions are not.
  const value = Number((number * factor).toPrecision(15));
  return Number.isFinite(value) ? { value } : { problem: 'is too large' };
}
