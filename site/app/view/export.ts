import { csvText } from '../../data/csv.ts';
import type { CsvCell } from '../../data/csv.ts';
import type { SiteData } from '../../data/site-data.ts';
import type { Entry } from './catalogue.ts';
import { isClaimed, measureOf, metricIds } from './metric.ts';

const head = ['id', 'system', 'variant', 'submitter', 'round', 'division', 'availability', 'kind', 'board'];
const tail = ['processor', 'clock_mhz', 'accelerator', 'framework', 'compiler'];
const figureHead = ['workload', 'result', 'verdict', 'figure', 'value', 'from', 'findings'];

/** A line for each figure of the rows in view. */
export function csvOf(data: SiteData, entries: readonly Entry[]): string {
  const lines: CsvCell[][] = [];
  for (const { row } of entries) {
    const first = [row.id, row.name, row.variant, row.submitter, row.round, row.division, row.availability, row.kind];
    const system = [row.board, row.processor, row.clockMhz, row.accelerator, row.framework, row.compiler];
    for (const workload of data.workloads) {
      const result = row.results[workload.id];
      if (result === undefined) continue;
      const findings = (result.findings ?? []).flatMap((index) => data.rules[index]?.id ?? []).join(' ');
      for (const measure of metricIds.map((metric) => measureOf(workload, metric))) {
        const value = measure.read(result.figures);
        if (value === undefined) continue;
        const figure = [
          workload.id,
          result.id,
          result.verdict,
          measure.column,
          value,
          isClaimed(result, measure) ? 'claimed' : 'derived',
        ];
        lines.push([...first, ...system, ...figure, findings]);
      }
    }
  }
  return csvText([...head, ...tail, ...figureHead], lines);
}

/** The rows in view as they are in the data, with what their findings mean. */
export function jsonOf(data: SiteData, entries: readonly Entry[], link: string): string {
  const { title, program, sources, workloads, rules } = data;
  const rows = entries.map(({ row }) => row);
  return `${JSON.stringify({ title, program, view: link, sources, workloads, rules, rows }, null, 1)}\n`;
}
