import { failure } from '../harness/errors.ts';
import { resultsText } from '../submissions/results-file/merge-results.ts';
import type { ResultsFile } from '../submissions/results-file/results-file.ts';
import { inputsOf } from './build-record.ts';
import { bundle } from './bundle.ts';
import type { SiteFile } from './bundle.ts';
import { medianThroughputs } from './app/charts/specs/system.ts';
import { buildSiteData } from './data/build-site-data.ts';
import type { RowOfRecords } from './data/build-site-data.ts';
import { resultsCsv } from './data/results-csv.ts';
import type { SiteData } from './data/site-data.ts';
import { badgePath, resultBadge } from './pages/result-badge.ts';
import { icon } from './pages/icon.ts';
import { indexPage } from './pages/index-page.ts';
import { scriptJson } from './pages/html.ts';
import { pageText } from './pages/page-frame.ts';
import type { Page, SiteFrame } from './pages/page-frame.ts';
import { resultPage, resultPath } from './pages/result-page.ts';
import type { RowOfResult } from './pages/result-page.ts';
import { siteNotes } from './pages/site-notes.ts';
import { systemPage, systemPageInputs, systemPath, systemsIndexPage } from './pages/system-page.ts';
import { dataScriptHead, dataScriptName, refuseIfNoSite, writeSiteFolder } from './site-folder.ts';
import type { PlannedFile } from './site-folder.ts';

export interface BuildOptions {
  readonly title?: string;
  /** The address that the folder will have. */
  readonly base?: string;
  readonly signal?: AbortSignal;
  /** Files that were written so far, of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface BuiltSite {
  readonly files: number;
  /** How many of the files are as they were, since nothing changed that they are made of. */
  readonly kept: number;
  readonly bytes: number;
  readonly rows: number;
  readonly systems: number;
  readonly results: number;
}

export const defaultTitle = 'Boardbench leaderboard';

/**
 * Builds the leaderboard of a results file as plain files that any static host serves, and that open from disk. Of a
 * site that it takes the place of it takes over what did not change.
 * @param directory absent, empty, or with a site that it takes the place of
 * @throws BenchError site.bundle, site.base, output.not-empty, output.failed, import.stopped
 */
export async function buildSite(
  file: ResultsFile,
  directory: string,
  { title = defaultTitle, base, signal, onProgress }: BuildOptions = {},
): Promise<BuiltSite> {
  const address = base === undefined ? null : baseAddress(base);
  await refuseIfNoSite(directory);
  const shared = await bundle();
  const { data, rows } = buildSiteData(file, title);
  const systems = systemsOf(rows);
  const frame: SiteFrame = { title: data.title, program: data.program, base: address, notes: siteNotes(data) };
  const files = siteFiles(file, data, rows, systems, frame);
  const total = shared.length + 6 + 2 * file.results.length + systems.length;
  const written = await writeSiteFolder(directory, counted([shared.map(whole), files], total, onProgress), signal);
  return { ...written, rows: rows.length, systems: systems.length, results: file.results.length };
}

function* counted(
  parts: readonly Iterable<PlannedFile>[],
  total: number,
  onProgress: BuildOptions['onProgress'],
): Iterable<PlannedFile> {
  let done = 0;
  for (const files of parts) {
    for (const file of files) {
      onProgress?.(done++, total);
      yield file;
    }
  }
}

/** One page after the other, so that none but those being written are held. */
function* siteFiles(
  file: ResultsFile,
  data: SiteData,
  rows: readonly RowOfRecords[],
  systems: readonly (readonly RowOfRecords[])[],
  frame: SiteFrame,
): Iterable<PlannedFile> {
  const page = (made: Page): SiteFile => ({ path: made.path, content: pageText(frame, made) });
  yield whole({ path: dataScriptName, content: `${dataScriptHead}${scriptJson(data)};\n` });
  yield whole({ path: 'results.json', content: resultsText(file) });
  yield whole({ path: 'results.csv', content: resultsCsv(file.results) });
  yield whole({ path: 'icon.svg', content: icon });
  yield whole(page(indexPage(systems.length)));
  yield whole(page(systemsIndexPage(systems)));
  const ofFrame = JSON.stringify({ ...frame, notes: frame.notes.map(String) });
  const sources = new Map(file.sources.map((source) => [source.name, source]));
  for (const { row, records } of rows) {
    for (const record of records) {
      const { name, variant, system, submitter, round, division } = row;
      const url = sources.get(record.source)?.url ?? null;
      yield {
        path: resultPath(record.id),
        inputs: inputsOf(
          ofFrame,
          JSON.stringify([
            { name, variant, system, submitter, round, division } satisfies Whole<RowOfResult>,
            url,
            record,
          ]),
        ),
        make: () => page(resultPage(record, row, { url }, frame.base)).content,
      };
      yield whole({ path: badgePath(record.id), content: resultBadge(record) });
    }
  }
  const medians = medianThroughputs(data);
  for (const system of systems) {
    yield {
      path: systemPath(system[0]?.row.system ?? ''),
      inputs: inputsOf(ofFrame, JSON.stringify(systemPageInputs(system, data, medians))),
      make: () => page(systemPage(system, data, medians)).content,
    };
  }
}

/** With all its members, so that none is forgotten. */
type Whole<Item> = { readonly [Name in keyof Required<Item>]: Item[Name] | undefined };

/** A file that is made in any case, and written where it is another one than before. */
function whole({ path, content }: SiteFile): PlannedFile {
  return { path, inputs: inputsOf(content), make: () => content };
}

/** The rows of each system, in their order. */
function systemsOf(rows: readonly RowOfRecords[]): (readonly RowOfRecords[])[] {
  const systems = new Map<string, RowOfRecords[]>();
  for (const row of rows) {
    const own = systems.get(row.row.system);
    if (own === undefined) systems.set(row.row.system, [row]);
    else own.push(row);
  }
  return [...systems.values()];
}

/** @throws BenchError site.base */
function baseAddress(base: string): string {
  const url = URL.canParse(base) ? new URL(base) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw failure('site.base', { base });
  return `${url.origin}${url.pathname.replace(/\/?$/, '/')}`;
}
