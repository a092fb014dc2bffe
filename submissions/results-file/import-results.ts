import { open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { failure } from '../../harness/errors.ts';
import { openTree } from '../archives/open-tree.ts';
import type { OpenTree } from '../archives/open-tree.ts';
import { latestRound } from '../check-tree.ts';
import { judge, readAllEvidence } from '../judge.ts';
import type { JudgedSubmission, ReadSubmission } from '../judge.ts';
import { archiveStem } from '../layouts/names.ts';
import { readSubmission } from '../layouts/read-submission.ts';
import { rulesOfRound } from '../rounds/round-rules.ts';
import type { Round, Submission } from '../submission.ts';
import { evidenceFiles } from './evidence-files.ts';
import { mergeResults } from './merge-results.ts';
import { readOwnMonitor } from './own-monitor.ts';
import { looksLikeResults, parseResults } from './read-results.ts';
import { resultRecord } from './record.ts';
import type { ResultRecord, ResultsFile, ResultsSource } from './results-file.ts';
import { readWindowTrace } from './window-trace.ts';

export interface ImportOptions {
  /** Where folders do not say it. */
  readonly round?: Round;
  /** Who made and published the results of a source. */
  readonly sourceOf?: (name: string, round: Round | null) => Pick<ResultsSource, 'attribution' | 'url'>;
  readonly signal?: AbortSignal;
  /** Results that were read so far, of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

const unknownSource = { attribution: null, url: null };

/**
 * Reads rounds, folders, sessions, archives and results files into one results file. All are judged together, as logs
 * may be the same in several; what is wrong within them are findings of their results.
 * @throws BenchError submission.*, archive.*, results.unreadable of a path that cannot be read at all; import.stopped
 */
export async function importResults(paths: readonly string[], options: ImportOptions = {}): Promise<ResultsFile> {
  const merged: Recorded[] = [];
  const folders: string[] = [];
  for (const path of paths) {
    if (await isResultsFile(path)) merged.push(parseResults(await readFile(path, 'utf8'), path));
    else folders.push(path);
  }
  const opened: OpenTree[] = [];
  try {
    for (const folder of folders) {
      opened.push(await openTree(folder, options.signal === undefined ? {} : { signal: options.signal }));
    }
    merged.push(...(await recordedAll(opened, folders, options)));
  } finally {
    for (const { close } of opened) await close();
  }
  return mergeResults(merged);
}

/**
 * A folder or an archive that is open already, and was judged by `checkTree`, as a results file: the one that
 * `importResults` makes of it.
 * @throws BenchError submission.*; import.stopped
 */
export async function importChecked(
  { tree }: OpenTree,
  judged: JudgedSubmission,
  options: Omit<ImportOptions, 'onProgress'> = {},
): Promise<ResultsFile> {
  return mergeResults([await recorded(judged, sourceNames([tree.root])[0] ?? '', options)]);
}

type Recorded = Pick<ResultsFile, 'sources' | 'results'>;

async function recordedAll(
  opened: readonly OpenTree[],
  paths: readonly string[],
  options: ImportOptions,
): Promise<Recorded[]> {
  const names = sourceNames(paths);
  const all: Recorded[] = [];
  for (const [index, submission] of judge(await readAll(opened, options)).entries()) {
    all.push(await recorded(submission, names[index] ?? '', options));
  }
  return all;
}

async function readAll(opened: readonly OpenTree[], options: ImportOptions): Promise<ReadSubmission[]> {
  const { round, signal, onProgress } = options;
  const submissions: Submission[] = [];
  for (const { tree, isArchive } of opened) {
    const useFoldersAbove = isArchive ? 'archive' : true;
    submissions.push(await readSubmission(tree, { useFoldersAbove, ...(round && { round }) }));
  }
  const total = submissions.reduce((sum, { results }) => sum + results.length, 0);
  let before = 0;
  const read: ReadSubmission[] = [];
  for (const submission of submissions) {
    const rules = rulesOfRound(submission.round ?? latestRound);
    const progress = (done: number): void => {
      stopIfAsked(signal, `after ${before + done} of ${total} results`);
      onProgress?.(before + done, total);
    };
    read.push(await readAllEvidence(submission, rules, { onProgress: progress }));
    before += submission.results.length;
  }
  return read;
}

async function recorded(
  { submission, results, findings }: JudgedSubmission,
  source: string,
  { sourceOf, signal }: ImportOptions,
): Promise<Recorded> {
  const { tree, round, systems } = submission;
  const records: ResultRecord[] = [];
  for (const [index, { result, evidence, verdict, findings: own }] of results.entries()) {
    stopIfAsked(signal, `at result ${index + 1} of ${source}`);
    const energy = evidence.runs.energy?.energy ?? null;
    // What is said of a system's description is said of all its results.
    const ofSystem = findings.filter(({ file }) => file === result.systemFile);
    records.push(
      resultRecord({
        ...{ source, round, evidence, verdict, findings: [...own, ...ofSystem] },
        system: systems.find(({ path }) => path === result.systemFile)?.description ?? null,
        files: await evidenceFiles(tree, evidence),
        trace: energy === null ? null : await readWindowTrace(tree, energy, evidence.runs.energy?.files.resultsJson),
        monitor: await readOwnMonitor(tree, evidence.runs.energy?.files.manifest),
      }),
    );
  }
  const about = sourceOf?.(source, round) ?? unknownSource;
  return { sources: [{ name: source, round, ...about, results: records.length }], results: records };
}

/** Sources by the names of their folders or archives; those that are alike are numbered. */
function sourceNames(paths: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return paths.map((path) => {
    const name = archiveStem(basename(path)) || 'results';
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

const headBytes = 256;

/** Whether a path is a file that begins as results files do; a folder or an archive is looked at by those who open it. */
async function isResultsFile(path: string): Promise<boolean> {
  try {
    const handle = await open(path, 'r');
    try {
      if (!(await handle.stat()).isFile()) return false;
      const head = Buffer.alloc(headBytes);
      const { bytesRead } = await handle.read(head, 0, head.length, 0);
      return looksLikeResults(head.toString('utf8', 0, bytesRead));
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}

function stopIfAsked(signal: AbortSignal | undefined, where: string): void {
  if (signal?.aborted === true) throw failure('import.stopped', { where });
}
