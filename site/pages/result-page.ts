import type { ResultRecord } from '../../submissions/results-file/results-file.ts';
import { plainText } from '../data/plain-text.ts';
import type { SiteRow } from '../data/site-data.ts';
import { workloadTitle } from '../data/workload-columns.ts';
import { kindBadge, kindSentence, verdictBadge, verdictSentence } from './badges.ts';
import { factList } from './facts.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { Page } from './page-frame.ts';
import { evidenceSection, findingsSection } from './result-evidence.ts';
import { figuresSection } from './result-figures.ts';
import { accuracySection, energySection, performanceSection, streamingSection } from './result-runs.ts';
import { badgeSection } from './result-badge.ts';
import { runAgainSection } from './run-again.ts';
import type { LinkedSource } from './source-link.ts';

/** What the page of a result says of its row; it is made anew when this changes. */
export type RowOfResult = Pick<SiteRow, 'name' | 'variant' | 'system' | 'submitter' | 'round' | 'division'>;

/**
 * All that is known of a result, readable without a script.
 * @param base the address of the site's folder, with a slash at its end; null where it is not known
 */
export function resultPage(
  record: ResultRecord,
  row: RowOfResult,
  source: LinkedSource | undefined,
  base: string | null,
): Page {
  const workload = workloadTitle(record.benchmark);
  const system = `${row.name}${row.variant === undefined ? '' : ` / ${row.variant}`}`;
  return {
    title: `${workload} on ${system}`,
    path: resultPath(record.id),
    scripts: hasCharts(record) ? ['near.js'] : [],
    body: html`<article>
      <p class="crumbs">
        <a href="../index.html">Results</a> ›
        <a href="../systems/${row.system}.html"><bdi>${row.name}</bdi></a>
      </p>
      <h1>${workload} on <bdi>${system}</bdi></h1>
      <p class="verdict">
        ${verdictBadge(record.verdict)} ${kindBadge(record.kind)} ${verdictSentence(record.verdict)}
        ${kindSentence(record.kind)}
      </p>
      ${factList([
        ['Submitter', row.submitter],
        ['Round', row.round],
        ['Division', row.division],
        ['Source', sourceLine(record, source)],
        ['Made with', runnerNames[record.runner]],
        ['Model', record.model.name === null ? null : plainText(record.model.name)],
        ['Precision', record.model.precision],
        ['Result', html`<code>${record.id}</code>`],
      ])}
      ${figuresSection(record)} ${performanceSection(record)} ${accuracySection(record)} ${energySection(record)}
      ${streamingSection(record)} ${findingsSection(record, source)} ${systemSection(record, row)}
      ${evidenceSection(record, source)} ${runAgainSection(record)} ${badgeSection(record, base)}
    </article>`,
  };
}

/** Path of a result's page from the site's folder. */
export function resultPath(id: string): string {
  return `results/${id}.html`;
}

const runnerNames = {
  eembc: 'EEMBC EnergyRunner',
  mlcommons: 'the MLCommons runner',
  boardbench: 'boardbench',
} as const;

function hasCharts({ performance, energy }: ResultRecord): boolean {
  return performance !== null || energy !== null;
}

function sourceLine({ source: name }: ResultRecord, source: LinkedSource | undefined): Html {
  const url = /^https?:\/\/[^\s"'<>\\]+$/i.exec(source?.url ?? '')?.[0];
  const shown = html`<bdi>${plainText(name)}</bdi>`;
  return url === undefined ? shown : html`<a href="${url}" rel="nofollow noopener">${shown}</a>`;
}

function systemSection({ system, device }: ResultRecord, row: RowOfResult): Html {
  const text = (value: string | null): string | null => (value === null ? null : plainText(value, 300));
  return html`<section aria-labelledby="system">
    <h2 id="system">System</h2>
    ${factList([
      ['Name', html`<a href="../systems/${row.system}.html"><bdi>${row.name}</bdi></a>`],
      ['Availability', system.availability],
      ['Board', text(system.board)],
      ['SoC', text(system.soc)],
      ['Processor', text(system.processor)],
      ['Frequency', text(system.frequency)],
      ['Accelerator', text(system.accelerator)],
      ['Memory', text(system.memory)],
      ['Storage', text(system.storage)],
      ['Framework', text(system.framework)],
      ['Libraries', text(system.libraries)],
      ['Compiler', text(system.compiler)],
      ['Operating system', text(system.operatingSystem)],
      ['Quantization', text(system.quantization)],
      ['The board calls itself', text(device?.name ?? null)],
      ['Profile of the board', text(device?.profile ?? null)],
    ])}
  </section>`;
}
