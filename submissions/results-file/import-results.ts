import { basename } from 'node:path';
import { readFile, open } from 'node:fs/promises';
import { openTree } from '../archives/open-tree.ts';
import type { OpenTree } from '../archives/open-tree.ts';
import { readEvidence } from '../evidence/read-evidence.ts';
import type { ResultEvidence } from '../evidence/evidence.ts';
import type { Finding, Verdict } from '../finding.ts';
import { failure } from '../../harness/errors.ts';
import { readSubmission } from '../layouts/read-submission.ts';
import type { Round, Submission } from '../submission.ts';
import { evidenceFiles } from './evidence-files.ts';
import { mergeResults } from './merge-results.ts';
import { looksLikeResults, parseResults } from './read-results.ts';
import { resultRecord } from './record.ts';
import type { ResultsFile, ResultsSource } from './results-file.ts';
import { readWindowTrace } from './window-trace.ts';

/** A submission and the evidence of its results, in their order. */
export interface ReadSubmission {
  readonly submission: Submission;
  readonly evidence: readonly ResultEvidence[];
}

/** What is left of a result's claims, and why. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

/** Judges submissions together, as logs may be the same in several: for each the judgements of its results. */
export type Judge = (read: readonly ReadSubmission[]) => readonly (readonly Judgement[])[];

export interface ImportOptions {
  /** Where folders do not say it. */
  readonly round?: Round;
  readonly judge: Judge;
  /** Who made and published the results of a round. */
  readonly sourceOf?: (name: string, round: Round | null) => Pick<ResultsSource, 'attribution' | 'url'>;
  readonly signal?: AbortSignal;
  /** Results that were read so far, of those found so far. */
  readonly onProgress?: (done: number, total: number) => void;
}

const unknownSource = { attribution: null, url: null };

/**
 * Reads rounds, folders, sessions, archives and results files into one results file. What is wrong within them are
 * findings of their results.
 * @throws BenchError submission.*, archive.*, results.unreadable of a path that cannot be read at all; import.stopped
 */
export async function importResults(paths: readonly string[], options: ImportOptions): Promise<ResultsFile> {
  const merged: Pick<ResultsFile, 'sources' | 'results'>[] = [];
  const folders: string[] = [];
  for (const path of paths) {
    if (await isResultsFile(path)) merged.push(parseResults(await readFile(path, 'utf8'), path));
    else folders.push(path);
  }
  const opened: OpenTree[] = [];
  try {
    const submissions: Submission[] = [];
    for (const folder of folders) {
      const { signal, round } = options;
      const tree = await openTree(folder, signal === undefined ? {} : { signal });
      opened.push(tree);
      const useFoldersAbove = !tree.isArchive;
      submissions.push(await readSubmission(tree.tree, { useFoldersAbove, ...(round === undefined ? {} : { round }) }));
    }
    const read = await readAll(submissions, options);
    const judgements = options.judge(read);
    const names = sourceNames(folders);
    for (const [index, submission] of read.entries()) {
      merged.push(await recorded(submission, judgements[index] ?? [], names[index] ?? '', options));
    }
  } finally {
    for (const { close } of opened) await close();
  }
  return mergeResults(merged);
}

async function readAll(submissions: readonly Submission[], options: ImportOptions): Promise<ReadSubmission[]> {
  const total = submissions.reduce((sum, { results }) => sum + results.length, 0);
  let done = 0;
  const read: ReadSubmission[] = [];
  for (const submission of submissions) {
    const evidence: ResultEvidence[] = [];
    for (const result of submission.results) {
      stopIfAsked(options.signal, `after ${done} of ${total} results`);
      evidence.push(await readEvidence(submission.tree, result));
      options.onProgress?.(++done, total);
    }
    read.push({ submission, evidence });
  }
  return read;
}

async function recorded(
  { submission, evidence }: ReadSubmission,
  judgements: readonly Judgement[],
  source: string,
  { sourceOf, signal }: ImportOptions,
): Promise<Pick<ResultsFile, 'sources' | 'results'>> {
  const { tree, round, systems } = submission;
  const results = [];
  for (const [index, one] of evidence.entries()) {
    stopIfAsked(signal, `at result ${index + 1} of ${source}`);
    const judgement = judgements[index];
    if (judgement === undefined) throw new Error('every result is judged');
    const energy = one.runs.energy?.energy ?? null;
    results.push(
      resultRecord({
        ...{ source, round, evidence: one, ...judgement },
        system: systems.find(({ path }) => path === one.result.systemFile)?.description ?? null,
        files: await evidenceFiles(tree, one),
        trace: energy === null ? null : await readWindowTrace(tree, energy),
      }),
    );
  }
  const about = sourceOf?.(source, round) ?? unknownSource;
  return { sources: [{ name: source, round, ...about, results: results.length }], results };
}

/** Sources by the names of their folders or archives; those that are alike are numbered. */
function sourceNames(paths: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return paths.map((path) => {
    const name = basename(path).replace(/(\.tar)?\.(zip|tar|gz|tgz)$/i, '') || 'results';
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
