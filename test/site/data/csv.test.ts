import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvText } from '../../../site/data/csv.ts';
import { resultsCsv } from '../../../site/data/results-csv.ts';
import { madeResult } from '../made-results.ts';

describe('A table as CSV', () => {
  it('has quotes only where they are needed, and nothing for what is missing', () => {
    assert.equal(
      csvText(
        ['a', 'b'],
        [
          ['x,"y"', null],
          [1.5, undefined],
        ],
      ),
      'a,b\r\n"x,""y""",\r\n1.5,\r\n',
    );
  });

  it('has no text that a spreadsheet takes for a formula, and numbers as they are', () => {
    assert.equal(csvText(['a'], [['=1+1'], ['@SUM(A1)'], [-2], [Number.NaN]]), "a\r\n'=1+1\r\n'@SUM(A1)\r\n-2\r\n\r\n");
  });

  it('is read again as it was written, whatever it holds', () => {
    const cell = fc.string().filter((text) => !/^[=+\-@\t\r]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        assert.deepEqual(parse(csvText(['a', 'b'], rows), { record_delimiter: '\r\n' }), [['a', 'b'], ...rows]);
      }),
    );
  });
});

describe('The results as CSV', () => {
  it('have a line each, with the figures as shown and as claimed', () => {
    const record = madeResult();
    const derived = { ...record.derived, auc: null, throughput: 21 };
    const [row] = parse(resultsCsv([{ ...record, derived }]), { columns: true });
    assert.ok(typeof row === 'object' && row !== null && !Array.isArray(row));
    const { throughput, auc, onlyClaimed, system, benchmark } = row as Record<string, string>;
    assert.deepEqual([throughput, auc, onlyClaimed], ['21', '0.99', 'auc']);
    assert.deepEqual(
      [system, benchmark, (row as Record<string, string>)['claimed.throughput']],
      ['BOARD-1', 'kws', '20'],
    );
  });
});
