import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { catalogueOf } from '../../../../site/app/view/catalogue.ts';
import { csvOf, jsonOf } from '../../../../site/app/view/export.ts';
import { sampleResult, sampleRow, sampleSite } from './sample-site.ts';

const data = sampleSite([
  sampleRow('aaaa0001', {
    name: '=cmd("x"), "quoted"',
    submitter: 'line\nbreak',
    clockMhz: 120,
    results: {
      kws: sampleResult({ latencyUs: 1500, energyUj: 20 }, { findings: [0, 2], claimed: ['energyUj'] }),
    },
  }),
  sampleRow('aaaa0002'),
]);
const { entries } = catalogueOf(data);

describe('keeping what is in view', () => {
  it('writes a line of CSV for each figure, with text that no spreadsheet runs', () => {
    const lines: unknown = parse(csvOf(data, entries), { columns: true });
    assert.ok(Array.isArray(lines));
    assert.deepEqual(
      lines.map((line: Record<string, string>) => [line['figure'], line['value'], line['from'], line['findings']]),
      [
        ['latency_ms', '1.5', 'derived', 'window-duration tree-names'],
        ['energy_uj', '20', 'claimed', 'window-duration tree-names'],
      ],
    );
    const [line] = lines as Record<string, string>[];
    assert.equal(line?.['system'], '\'=cmd("x"), "quoted"');
    assert.equal(line['submitter'], 'line\nbreak');
    assert.equal(line['clock_mhz'], '120');
  });

  it('writes JSON of the rows alone that are in view, with the view', () => {
    const written: unknown = JSON.parse(jsonOf(data, entries.slice(1), 'metric=energy'));
    assert.deepEqual(written, {
      ...{ title: data.title, program: data.program, view: 'metric=energy' },
      ...{ sources: data.sources, workloads: data.workloads, rules: data.rules, rows: data.rows.slice(1) },
    });
  });
});
