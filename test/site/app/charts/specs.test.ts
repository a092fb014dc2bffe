import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { chartTable } from '../../../../site/app/charts/chart-table.ts';
import { chartCsv, chartFileName } from '../../../../site/app/charts/download.ts';
import { energyWindowsChart, throughputWindowsChart, traceChart } from '../../../../site/app/charts/specs/result.ts';
import { accuracyLatencyChart, energyLatencyChart } from '../../../../site/app/charts/specs/scatter.ts';
import { medianThroughputs, profileChart, trendChart } from '../../../../site/app/charts/specs/system.ts';
import { buildSiteData } from '../../../../site/data/build-site-data.ts';
import type { SiteRow, SiteWorkload } from '../../../../site/data/site-data.ts';
import { publishedResults } from '../../../../submissions/published/build-published.ts';
import type { ResultsFile } from '../../../../submissions/results-file/results-file.ts';

const file = JSON.parse(readFileSync(publishedResults, 'utf8')) as ResultsFile;
const { data } = buildSiteData(file, 'Test');

function workload(id: string): SiteWorkload {
  const found = data.workloads.find((own) => own.id === id);
  assert.ok(found !== undefined);
  return found;
}

function rowsOf(part: string): SiteRow[] {
  return data.rows.filter(({ name, submitter }) => name === part && submitter === 'STMicroelectronics');
}

describe('the charts of results', () => {
  it('have a point for each result with both figures, by round', () => {
    const chart = energyLatencyChart(data, data.rows, workload('kws'));
    const points = chart?.groups.flatMap(({ points: own }) => own) ?? [];
    const wanted = data.rows.filter(
      ({ results: { kws } }) => kws?.figures.energyUj !== undefined && kws.figures.latencyUs,
    );
    assert.equal(points.length, wanted.length);
    assert.deepEqual(
      chart?.groups.map(({ name }) => name),
      data.rounds,
    );
    assert.ok(points.every(({ href }) => /^results\/[0-9a-f]{12}\.html$/.test(href ?? '')));
  });

  it('leave invalid results out of the front, and mark them', () => {
    const chart = accuracyLatencyChart(data, data.rows, workload('kws'));
    assert.ok(chart !== null);
    const invalid = chart.groups.flatMap(({ points }) => points.filter(({ pale }) => pale === 'invalid'));
    assert.equal(invalid.length, data.rows.filter(({ results: { kws } }) => kws?.verdict === 'invalid').length);
    const { header, rows } = chartTable(chart);
    assert.equal(header.at(-1), 'On the Pareto front');
    assert.equal(rows.filter(({ cells }) => cells.at(-1) === 'invalid').length, invalid.length);
    assert.ok(rows.some(({ cells }) => cells.at(-1) === 'yes'));
  });

  it('are none where no result has both figures', () => {
    assert.equal(energyLatencyChart(data, [], workload('kws')), null);
  });

  it('show windows with their median and interval', () => {
    const record = file.results.find(({ energy }) => energy !== null);
    assert.ok(record !== undefined);
    const chart = throughputWindowsChart(record);
    assert.equal(chart?.values.length, record.performance?.windows.length);
    assert.ok(chart !== null && Math.min(...chart.values) <= chart.median && chart.median <= Math.max(...chart.values));
    assert.equal(energyWindowsChart(record)?.values.length, record.energy?.windows.length);
    assert.equal(throughputWindowsChart({ performance: null }), null);
    assert.equal(energyWindowsChart({ energy: null }), null);
  });

  it('keep the peaks of a trace', () => {
    const record = file.results.find(({ energy }) => energy?.trace != null);
    const trace = record?.energy?.trace;
    assert.ok(record !== undefined && trace != null);
    const chart = traceChart(record);
    assert.ok(chart !== null);
    assert.equal(Math.max(...chart.mostMw), Math.max(...trace.mostMw));
    assert.equal(chartTable(chart).rows.length, trace.leastMw.length);
    assert.equal(traceChart({ energy: null }), null);
  });
});

describe('the charts of a system', () => {
  it('show its profile relative to the median of each workload', () => {
    const medians = medianThroughputs(data);
    const [row] = rowsOf('NUCLEO_L4R5ZI');
    assert.ok(row !== undefined);
    const chart = profileChart([row], data.workloads, medians);
    assert.equal(chart?.categories.length, 4);
    const kws = chart.series[0]?.values[chart.categories.indexOf('Keyword spotting')] ?? 0;
    const expected = (row.results.kws?.figures.throughput ?? 0) / (medians.get('kws') ?? 1);
    assert.ok(Math.abs(kws / expected - 1) < 1e-3);
  });

  it('show its trend where it was in two rounds, and none of one round', () => {
    const rows = rowsOf('NUCLEO_L4R5ZI');
    const trend = trendChart(rows, data);
    assert.deepEqual(trend?.categories, ['v1.0', 'v1.2']);
    const kws = trend.series.find(({ name }) => name === 'Keyword spotting');
    assert.deepEqual(
      kws?.values.map((value) => value?.toFixed(1)),
      ['13.3', '23.2'],
    );
    assert.equal(trendChart(rows.slice(0, 1), data), null);
  });

  it('compute the median of an even and an odd count', () => {
    const rowWith = (throughput: number): SiteRow => ({
      ...{ id: '1', system: '1', name: 'x', source: 0, kind: 'measured' },
      results: { kws: { id: '1', runner: 'eembc', verdict: 'valid', figures: { throughput } } },
    });
    const medianOf = (...values: number[]): number | undefined =>
      medianThroughputs({ rows: values.map(rowWith), workloads: [workload('kws')] }).get('kws');
    assert.equal(medianOf(3, 1, 2), 2);
    assert.equal(medianOf(4, 1, 2, 3), 2.5);
    assert.equal(medianOf(), undefined);
  });
});

describe('the figures of a chart to keep', () => {
  it('are CSV with a line for each point, and a name that says what they are', () => {
    const chart = energyLatencyChart(data, data.rows, workload('ic'));
    assert.ok(chart !== null);
    assert.equal(chartFileName(chart, 'csv'), 'image-classification-energy-and-latency.csv');
    assert.equal(chartCsv(chart).trimEnd().split('\r\n').length, chartTable(chart).rows.length + 1);
  });

  it('never hold a formula', () => {
    const csv = chartCsv({
      ...{ kind: 'bars', title: '…', over: 'Round', y: { label: 'x', scale: 'linear' } },
      categories: ['=cmd()'],
      series: [{ name: '@x', values: [null] }],
    });
    assert.equal(csv, "Round,'@x\r\n'=cmd(),\r\n");
    assert.equal(chartFileName({ kind: 'trace', title: '…', seconds: 1, leastMw: [], mostMw: [] }, 'png'), 'chart.png');
  });
});
