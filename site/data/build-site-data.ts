import { createHash } from 'node:crypto';
import { programVersion } from '../../harness/program.ts';
import type { ResultRecord, ResultsFile, ResultsSource } from '../../submissions/results-file/results-file.ts';
import { rounds } from '../../submissions/submission.ts';
import { coreName, frameworkName } from './families.ts';
import { findingIndices, foundRules } from './found-rules.ts';
import { plainText } from './plain-text.ts';
import { shownFigures } from './shown-figures.ts';
import type { SiteData, SiteFigures, SiteResult, SiteRow, SiteSource } from './site-data.ts';
import { systemId } from './system-id.ts';
import { workloadColumns } from './workload-columns.ts';

/** Digits that a page shows, and some to compute with. */
const digits = 7;
const rowIdDigits = 8;

/** A row of the table with the records of its results. */
export interface RowOfRecords {
  readonly row: SiteRow;
  readonly records: readonly ResultRecord[];
}

/** The leaderboard of a results file: what the page's script reads, and for each row what it was made of. */
export function buildSiteData(
  { sources, results }: Pick<ResultsFile, 'sources' | 'results'>,
  title: string,
): { readonly data: SiteData; readonly rows: readonly RowOfRecords[] } {
  const found = foundRules(results);
  const indexOfRule = new Map(found.map(({ id }, index) => [id, index]));
  const indexOfSource = new Map(sources.map(({ name }, index) => [name, index]));
  const taken = new Set<string>();
  const rows = groupsOf(results)
    .map((records) => ({ records, row: rowOf(records, taken, indexOfSource, indexOfRule) }))
    .sort((a, b) => byPlace(a.row, b.row));
  const occurring = new Set(results.map(({ round }) => round));
  const data: SiteData = {
    version: 1,
    title: plainText(title),
    program: programVersion,
    sources: sources.map(siteSource),
    rounds: rounds.filter((round) => occurring.has(round)),
    workloads: workloadColumns(new Set(results.map(({ benchmark }) => benchmark))),
    rules: found,
    rows: rows.map(({ row }) => row),
  };
  return { data, rows };
}

/** Who submits what to which round: one row; of results of the same workload the second begins another row. */
function groupsOf(results: readonly ResultRecord[]): ResultRecord[][] {
  const groups = new Map<string, ResultRecord[]>();
  for (const result of results) {
    for (let copy = 0; ; copy++) {
      const key = JSON.stringify([...placeOf(result), copy]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [result]);
      else if (group.some(({ benchmark }) => benchmark === result.benchmark)) continue;
      else group.push(result);
      break;
    }
  }
  return [...groups.values()];
}

function placeOf({ round, source, division, submitter, system, variant, kind }: ResultRecord): (string | null)[] {
  return [round, source, division, submitter, system.name, variant, kind];
}

function rowOf(
  records: readonly ResultRecord[],
  taken: Set<string>,
  indexOfSource: ReadonlyMap<string, number>,
  indexOfRule: ReadonlyMap<string, number>,
): SiteRow {
  const [first] = records;
  if (first === undefined) throw new RangeError('a row has at least one result');
  // A result may lack what the description of another has.
  const fact = <Value>(read: (record: ResultRecord) => Value | null): Value | null => {
    for (const record of records) {
      const value = read(record);
      if (value !== null) return value;
    }
    return null;
  };
  const text = (read: (record: ResultRecord) => string | null): string | null => {
    const value = fact(read);
    return value === null || value === '' ? null : plainText(value);
  };
  const { round, division, kind } = first;
  const name = text(({ system }) => system.name) ?? 'unnamed system';
  const submitter = text((record) => record.submitter);
  return {
    id: rowId(first, taken),
    system: systemId(first),
    name,
    source: indexOfSource.get(first.source) ?? 0,
    kind,
    ...known({
      ...{ round, division },
      variant: text(({ variant }) => variant),
      // Who is called as their system is, such as the students of a class by pseudonym, need not be named twice.
      submitter: submitter === name ? null : submitter,
      availability: fact(({ system }) => system.availability),
      board: text(({ system }) => system.board ?? system.soc),
      processor: text(({ system }) => system.processor),
      core: text(({ system }) => coreName(system.processor)),
      accelerator: text(({ system }) => system.accelerator),
      clockMhz: fact(({ system }) => system.clockMhz),
      framework: text(({ system }) => system.framework),
      frameworkName: text(({ system }) => frameworkName(system.framework)),
      compiler: text(({ system }) => system.compiler),
    }),
    results: Object.fromEntries(records.map((record) => [record.benchmark, siteResult(record, indexOfRule)])),
  };
}

function rowId(record: ResultRecord, taken: Set<string>): string {
  for (let copy = 0; ; copy++) {
    const identity = JSON.stringify([...placeOf(record), ...(copy === 0 ? [] : [copy])]);
    const id = createHash('sha256').update(identity).digest('hex').slice(0, rowIdDigits);
    if (taken.has(id)) continue;
    taken.add(id);
    return id;
  }
}

function siteResult(record: ResultRecord, indexOfRule: ReadonlyMap<string, number>): SiteResult {
  const { id, verdict, runner, model, performance, accuracy, energy } = record;
  const { figures, claimed } = shownFigures(record);
  const findings = findingIndices(record.findings, indexOfRule);
  const windows = performance?.windows.flatMap(({ throughput }) => throughput ?? []) ?? [];
  const energyWindows = energy?.windows.flatMap(({ energyPerInferenceUj }) => energyPerInferenceUj ?? []) ?? [];
  return {
    ...{ id, verdict, runner },
    figures: shortFigures(figures),
    ...(findings.length === 0 ? {} : { findings }),
    ...(claimed.length === 0 ? {} : { claimed }),
    ...(windows.length === 0 ? {} : { windows: windows.map(short) }),
    ...(energyWindows.length === 0 ? {} : { energyWindows: energyWindows.map(short) }),
    ...known({
      answers: accuracy?.correct == null || accuracy.scored === 0 ? null : pair(accuracy.correct, accuracy.scored),
      precision: model.precision,
      model: model.name === null ? null : plainText(model.name),
      throughputInterval: shortPair(performance?.interval),
      energyInterval: shortPair(energy?.interval),
    }),
  };
}

function shortFigures(figures: SiteFigures): SiteFigures {
  const values = Object.entries(figures) as readonly [string, number][];
  return Object.fromEntries(values.map(([name, value]) => [name, short(value)]));
}

function short(value: number): number {
  return Number(value.toPrecision(digits));
}

function shortPair(pair: readonly [number, number] | null | undefined): readonly [number, number] | null {
  return pair == null ? null : [short(pair[0]), short(pair[1])];
}

function pair(first: number, second: number): readonly [number, number] {
  return [first, second];
}

type Known<Facts> = { readonly [Name in keyof Facts]?: NonNullable<Facts[Name]> };

/** Without what is null. */
function known<Facts extends object>(facts: Facts): Known<Facts> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null)) as Known<Facts>;
}

function siteSource({ name, round, attribution, url, results }: ResultsSource): SiteSource {
  const isWeb = url !== null && /^https?:\/\/[^\s"'<>\\]+$/i.test(url);
  return {
    name: plainText(name),
    results,
    ...known({
      round,
      attribution: attribution === null ? null : plainText(attribution, 300),
      url: isWeb ? url : null,
    }),
  };
}

function byPlace(a: SiteRow, b: SiteRow): number {
  const roundOf = ({ round }: SiteRow): number => rounds.findIndex((name) => name === round);
  const latestFirst = (roundOf(b) + 1 || rounds.length + 1) - (roundOf(a) + 1 || rounds.length + 1);
  return (
    latestFirst ||
    compareText(a.submitter, b.submitter) ||
    compareText(a.name, b.name) ||
    compareText(a.variant, b.variant) ||
    compareText(a.id, b.id)
  );
}

function compareText(a = '', b = ''): number {
  const [first, second] = [a.toLowerCase(), b.toLowerCase()];
  return first < second ? -1 : first > second ? 1 : 0;
}
