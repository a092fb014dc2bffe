import type { ResultRecord } from '../../submissions/results-file/results-file.ts';
import type { RowOfRecords } from '../data/build-site-data.ts';
import { figureLine } from '../data/figure-text.ts';
import type { SiteData, SiteFigures, SiteResult, SiteRow } from '../data/site-data.ts';
import { workloadTitle } from '../data/workload-columns.ts';
import { profileChart, trendChart } from '../app/charts/specs/system.ts';
import type { Medians } from '../app/charts/specs/system.ts';
import { kindBadge, verdictBadge } from './badges.ts';
import { chart } from './chart.ts';
import { factList, table } from './facts.ts';
import { html } from './html.ts';
import type { Html, HtmlValue } from './html.ts';
import type { Page } from './page-frame.ts';

const columns = ['throughput', 'latencyUs', 'top1', 'auc', 'energyUj'] as const satisfies (keyof SiteFigures)[];

/**
 * A system over all its rounds.
 * @param rows its own, the latest round first
 * @param medians what its profile is relative to
 */
export function systemPage(
  rows: readonly RowOfRecords[],
  data: Pick<SiteData, 'workloads' | 'rounds'>,
  medians: Medians,
): Page {
  const [latest] = rows;
  if (latest === undefined) throw new RangeError('a system has at least one row');
  const { row } = latest;
  const own = rows.map((entry) => entry.row);
  const charts = [
    profileChart(own, data.workloads, medians),
    trendChart(own, data, 'throughput'),
    trendChart(own, data, 'energyUj'),
  ].filter((chart) => chart !== null);
  return {
    title: row.name,
    path: systemPath(row.system),
    scripts: charts.length > 0 ? ['near.js'] : [],
    body: html`<article>
      <p class="crumbs"><a href="../index.html">Results</a> › <a href="index.html">Systems</a></p>
      <h1><bdi>${row.name}</bdi></h1>
      ${systemFacts(row)}
      <section aria-labelledby="results">
        <h2 id="results">Results</h2>
        ${table(
          'Results of the system, the latest round first',
          [
            { title: 'Workload' },
            { title: 'Round' },
            { title: 'Verdict' },
            { title: 'Throughput', isNumber: true },
            { title: 'Latency', isNumber: true },
            { title: 'Top-1', isNumber: true },
            { title: 'AUC', isNumber: true },
            { title: 'Energy', isNumber: true },
          ],
          rows.flatMap(({ row: own, records }) => records.map((record) => resultRow(own, record))),
        )}
        <p class="note">† as claimed: nothing is there to derive it from.</p>
      </section>
      ${
        charts.length > 0 &&
        html`<section aria-labelledby="charts">
          <h2 id="charts">Charts</h2>
          <div class="chart-pair">${charts.map(chart)}</div>
        </section>`
      }
    </article>`,
  };
}

/** Path of a system's page from the site's folder. */
export function systemPath(system: string): string {
  return `systems/${system}.html`;
}

/** What the page of a system is made of, but for what all pages have in common: it is made anew when this changes. */
export function systemPageInputs(
  rows: readonly RowOfRecords[],
  { workloads }: Pick<SiteData, 'workloads'>,
  medians: Medians,
): unknown {
  const own = workloads.filter(({ id }) => rows.some(({ row }) => row.results[id] !== undefined));
  return {
    workloads: own.map((workload) => [workload, medians.get(workload.id) ?? null]),
    rows: rows.map(({ row, records }) => ({
      // Where a source and a rule stand in their lists says nothing of the system.
      row: { ...row, source: 0, results: Object.values(row.results).map((result) => ({ ...result, findings: [] })) },
      records: records.map(({ id, benchmark, kind, verdict }) => [id, benchmark, kind, verdict]),
    })),
  };
}

/** All systems with links to their results: the way through the site without a script. */
export function systemsIndexPage(systems: readonly (readonly RowOfRecords[])[]): Page {
  const names = [...systems].sort((a, b) => (sortName(a) < sortName(b) ? -1 : 1));
  return {
    title: 'Systems',
    path: 'systems/index.html',
    scripts: [],
    body: html`<article>
      <h1>Systems</h1>
      ${
        names.length === 0
          ? html`<p>No results are published here yet.</p>`
          : table(
              `${names.length} systems`,
              [
                { title: 'System' },
                { title: 'Submitter' },
                { title: 'Processor' },
                { title: 'Rounds' },
                { title: 'Results' },
              ],
              names.map((rows) => systemRow(rows)),
            )
      }
    </article>`,
  };
}

function systemRow(rows: readonly RowOfRecords[]): HtmlValue[] {
  const row = rows[0]?.row;
  const records = rows.flatMap(({ records: own }) => own);
  return [
    row !== undefined && html`<a href="${row.system}.html"><bdi>${row.name}</bdi></a> ${kindBadge(row.kind)}`,
    bdi(row?.submitter),
    bdi(row?.core),
    [...new Set(rows.map(({ row: own }) => own.round ?? 'none'))].join(', '),
    records.map(({ id, benchmark, round }, index) => [
      index > 0 && ', ',
      html`<a href="../results/${id}.html" title="${workloadTitle(benchmark)}${round !== null && `, ${round}`}"
        >${benchmark}</a
      >`,
    ]),
  ];
}

function sortName(rows: readonly RowOfRecords[]): string {
  return `${rows[0]?.row.name.toLowerCase() ?? ''}\0${rows[0]?.row.system ?? ''}`;
}

function systemFacts(row: SiteRow): Html {
  return factList([
    ['Submitter', row.submitter],
    ['Availability', row.availability],
    ['Board', row.board],
    ['Processor', row.processor],
    ['Clock', row.clockMhz === undefined ? null : `${row.clockMhz}\u00a0MHz`],
    ['Accelerator', row.accelerator],
    ['Framework', row.framework],
    ['Compiler', row.compiler],
  ]);
}

function resultRow(row: SiteRow, record: ResultRecord): HtmlValue[] {
  const result = row.results[record.benchmark];
  const variant = row.variant === undefined ? '' : ` / ${row.variant}`;
  return [
    html`<a href="../results/${record.id}.html">${workloadTitle(record.benchmark)}<bdi>${variant}</bdi></a>
      ${kindBadge(record.kind)}`,
    `${row.round ?? '–'}${row.division === 'open' ? ', open' : ''}`,
    verdictBadge(record.verdict),
    ...columns.map((name) => (result === undefined ? null : figureCell(name, result))),
  ];
}

function figureCell(name: keyof SiteFigures, { figures, claimed }: SiteResult): HtmlValue {
  const value = figures[name];
  if (value === undefined) return null;
  return html`${figureLine(name, value)}${claimed?.includes(name) === true && html`<abbr title="as claimed">†</abbr>`}`;
}

function bdi(text: string | undefined): Html | null {
  return text === undefined ? null : html`<bdi>${text}</bdi>`;
}
