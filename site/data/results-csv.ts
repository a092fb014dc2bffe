import type { ResultRecord } from '../../submissions/results-file/results-file.ts';
import { csvText } from './csv.ts';
import type { CsvCell } from './csv.ts';
import { longestText, plainText } from './plain-text.ts';
import { shownFigures } from './shown-figures.ts';

const figureNames = ['throughput', 'latencyUs', 'top1', 'auc', 'energyUj', 'powerMw'] as const;

const header = [
  ...['id', 'round', 'division', 'submitter', 'system', 'variant', 'benchmark', 'kind', 'availability', 'verdict'],
  ...['processor', 'clockMhz', 'framework'],
  ...figureNames,
  ...['falsePositives', 'falseNegatives', 'dutyCycle', 'onlyClaimed'],
  ...figureNames.map((name) => `claimed.${name}`),
  'findings',
];

/** All results as CSV, one a line: figures as the leaderboard shows them, and as they are claimed. */
export function resultsCsv(results: readonly ResultRecord[]): string {
  return csvText(header, results.map(cellsOf));
}

function cellsOf(record: ResultRecord): CsvCell[] {
  const { system, claimed } = record;
  const { figures, claimed: onlyClaimed } = shownFigures(record);
  const text = (value: string | null): string | null => (value === null ? null : plainText(value, longestText));
  return [
    ...[record.id, record.round, record.division, text(record.submitter), text(system.name), text(record.variant)],
    ...[record.benchmark, record.kind, system.availability, record.verdict],
    ...[text(system.processor), system.clockMhz, text(system.framework)],
    ...figureNames.map((name) => figures[name]),
    ...[figures.falsePositives, figures.falseNegatives, figures.dutyCycle, onlyClaimed.join(' ')],
    ...figureNames.map((name) => claimed[name]),
    [...new Set(record.findings.map(({ rule }) => plainText(rule, 40)))].join(' '),
  ];
}
