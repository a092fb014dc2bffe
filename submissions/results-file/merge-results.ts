import { rounds } from '../submission.ts';
import { resultsFormat, resultsVersion } from './results-file.ts';
import type { ResultRecord, ResultsFile, ResultsSource } from './results-file.ts';

/** Puts results files together. Of results with the same id the last one counts: a source that is read anew replaces. */
export function mergeResults(files: readonly Pick<ResultsFile, 'sources' | 'results'>[]): ResultsFile {
  const records = new Map<string, ResultRecord>();
  const sources = new Map<string, ResultsSource>();
  for (const file of files) {
    for (const source of file.sources) sources.set(source.name, source);
    for (const record of file.results) records.set(record.id, record);
  }
  const results = [...records.values()].sort(byPlace);
  const counts = new Map<string, number>();
  for (const { source } of results) counts.set(source, (counts.get(source) ?? 0) + 1);
  return {
    format: resultsFormat,
    version: resultsVersion,
    sources: [...sources.values()]
      .map((source) => ({ ...source, results: counts.get(source.name) ?? 0 }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    results,
  };
}

/** The text of a results file, one result a line, so that versions of it can be compared; the same for the same file. */
export function resultsText({ format, version, sources, results }: ResultsFile): string {
  const list = (items: readonly object[]): string => `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
  const head = `"format": ${JSON.stringify(format)},\n"version": ${version}`;
  return `{\n${head},\n"sources": ${list(sources)},\n"results": ${list(results)}\n}\n`;
}

/** By round, then names; by the id in the end, so that the order never depends on that of reading. */
function byPlace(a: ResultRecord, b: ResultRecord): number {
  const keys = [a, b].map(({ round, division, submitter, system, benchmark, variant, id }) => [
    String(round === null ? rounds.length : rounds.indexOf(round)),
    ...[division, submitter, system.name, benchmark, variant, id].map((part) => part ?? ''),
  ]);
  const [first = [], second = []] = keys;
  for (const [index, part] of first.entries()) {
    const other = second[index] ?? '';
    if (part !== other) return part < other ? -1 : 1;
  }
  return 0;
}
