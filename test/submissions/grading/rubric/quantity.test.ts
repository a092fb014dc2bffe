import assert from 'node:assert/strict';
import { readQuantity } from '../../../../submissions/grading/rubric/quantity.ts';
import type { QuantityUnit } from '../../../../submissions/grading/rubric/quantity.ts';

function valueOf(written: string | number, unit: QuantityUnit): number | string {
  const read = readQuantity(written, unit);
  return 'value' in read ? read.value : read.problem;
}

describe('A quantity', () => {
  it('is read with its unit', () => {
    const cases: [string | number, QuantityUnit, number][] = [
      ['88 %', 'share', 0.88],
      ['87.3%', 'share', 0.873],
      [0.88, 'share', 0.88],
      ['0.88', 'share', 0.88],
      ['12 ms', 'us', 12_000],
      ['900 us', 'us', 900],
      ['900 µs', 'us', 900],
      ['900 μs', 'us', 900],
      ['1.1 ms', 'us', 1100],
      ['0.5 s', 'us', 500_000],
      ['15 min', 'us', 900e6],
      ['1.2 mJ', 'uJ', 1200],
      ['40 kB', 'bytes', 40_000],
      ['0.57 kB', 'bytes', 570],
      ['64 KiB', 'bytes', 65_536],
      ['1.2 MMAC', 'MACs', 1_200_000],
      ['800 kMACs', 'MACs', 800_000],
      ['5 MAC', 'MACs', 5],
      [0, 'bytes', 0],
    ];
    for (const [written, unit, value] of cases) assert.equal(valueOf(written, unit), value, String(written));
  });

  it('is refused where its unit is missing, unknown or may mean two things', () => {
    const cases: [string | number, QuantityUnit, RegExp][] = [
      [12, 'us', /^needs a unit, such as 12 ms or 900 us: 12 of what\?$/],
      ['40', 'bytes', /^needs a unit, such as 40 kB or 64 KiB/],
      ['40 KB', 'bytes', /may mean 1000 or 1024 bytes: write kB or KiB/],
      ['40 K', 'bytes', /may mean 1000 or 1024/],
      ['40 mb', 'bytes', /unknown unit mb: write MB/],
      ['12 MS', 'us', /unknown unit MS: write ms/],
      ['12 parsec', 'us', /unknown unit parsec: there are ns, us/],
      ['12 constructor', 'us', /unknown unit constructor/],
      ['0,88', 'share', /with a point and no comma/],
      ['88 percent', 'share', /unknown unit percent: there are %/],
      ['fast', 'us', /must be written such as 12 ms/],
      ['1e999 ms', 'us', /too large/],
      [Number.NaN, 'share', /must be a number/],
    ];
    for (const [written, unit, problem] of cases) assert.match(String(valueOf(written, unit)), problem);
  });
});
