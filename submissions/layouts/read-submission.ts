import { resolve, sep } from 'node:path';
import type { Finding } from '../finding.ts';
import type { Division, Round, RunMode, Runner, Submission, SubmittedResult } from '../submission.ts';
import { divisions } from '../submission.ts';
import type { FileTree } from '../tree.ts';
import { modeOfName } from './names.ts';
import { rootArchive } from './root-archive.ts';
import type { RootedTree } from './root-archive.ts';
import { findRunFolders } from './run-folders.ts';
import type { RunFolder } from './run-folders.ts';
import { chooseRuns } from './choose-runs.ts';
import { folderFindings, unplaced } from './layout-findings.ts';
import { runPlace } from './run-place.ts';
import { readSessionHead } from './session-head.ts';
import type { SessionHead } from './session-head.ts';
import { chooseSystemFile, readSystemFiles } from './system-files.ts';

/** What the user says that folders may not. */
export interface ReadOptions {
  readonly round?: Round;
  /**
   * Whether folders above the tree's root count too. Archives lie anywhere: of one only its own name counts, and that
   * for what nothing in it says (see `rootArchive`).
   */
  readonly useFoldersAbove?: boolean | 'archive';
}

/**
 * Reads who submits what in which files: a round (with `closed` or `open` in it), a division, a submitter's folder, one
 * system's results or one session, of any runner and round. No log is opened but where folders do not say the
 * benchmark or the mode. Paths begin at the root of the submission's own tree, which in an archive may be a folder.
 * @throws BenchError submission.unreadable where the tree itself fails; what is wrong within it are findings
 */
export async function readSubmission(given: FileTree, options: ReadOptions = {}): Promise<Submission> {
  const use = options.useFoldersAbove ?? true;
  const { tree, above, round: named } = use === 'archive' ? rootArchive(given) : rootFolder(given, use);
  const found = findRunFolders(tree, above);
  const round =
    options.round ?? roundOf(found, above) ?? (found.some(({ place }) => place.round !== null) ? null : named);
  const systems = await readSystemFiles(tree, above);
  const findings: Finding[] = found.flatMap(folderFindings);
  const groups = new Map<string, DraftResult>();
  for (const run of found) {
    const head = needsHead(run) ? await readSessionHead(tree, run.files) : null;
    const mode = run.mode ?? head?.mode ?? null;
    const benchmark = run.place.benchmark ?? head?.benchmark ?? null;
    if (mode === null || benchmark === null) {
      findings.push(unplaced(run, mode === null ? 'mode' : 'benchmark'));
      continue;
    }
    const { division, submitter, system, variant, resultDepth } = run.place;
    const folder = run.files.folder
      .split('/')
      .slice(0, Math.max(0, resultDepth - above.length))
      .join('/');
    const key = JSON.stringify([
      division,
      submitter,
      system,
      benchmark,
      variant,
      run.place.benchmark === null ? folder : 0,
    ]);
    const draft: DraftResult = groups.get(key) ?? {
      place: run.place,
      benchmark,
      folder,
      candidates: new Map(),
      heads: [],
    };
    groups.set(key, draft);
    if (head !== null) draft.heads.push(head);
    draft.candidates.set(mode, [...(draft.candidates.get(mode) ?? []), run]);
  }
  const results: SubmittedResult[] = [];
  for (const draft of groups.values()) {
    const { division, submitter, system, variant, benchmarkFolder } = draft.place;
    const { runs, findings: severalFindings } = await chooseRuns(tree, draft.candidates);
    findings.push(...severalFindings);
    const candidates = systems.filter((file) => file.division === division && file.submitter === submitter);
    results.push({
      ...{ division, submitter, system, benchmark: draft.benchmark, variant },
      benchmarkFolder: benchmarkFolder ?? draft.benchmark,
      folder: draft.folder,
      runner: await runnerOf(tree, draft.folder, runs, round),
      runs,
      ...chooseSystemFile(system, candidates),
    });
  }
  return { tree, round, results, systems, findings };
}

interface DraftResult {
  readonly place: RunFolder['place'];
  readonly benchmark: SubmittedResult['benchmark'];
  readonly folder: string;
  readonly candidates: Map<RunMode, readonly RunFolder[]>;
  readonly heads: SessionHead[];
}

function rootFolder(tree: FileTree, useFoldersAbove: boolean): RootedTree {
  return { tree, above: useFoldersAbove ? foldersAbove(tree.root) : [], round: null };
}

/**
 * The names of the folders above that belong to the layout: all where the root lies within a submission, else its own
 * name, which may say a round, a system, a benchmark or a mode.
 */
function foldersAbove(root: string): string[] {
  const names = resolve(root)
    .split(sep)
    .filter((name) => name !== '');
  const isDivision = (name: string | undefined): boolean => divisions.some((division: Division) => division === name);
  const isWithin = names.includes('results') || isDivision(names.at(-1)) || isDivision(names.at(-2));
  if (isWithin) return names;
  return modeOfName(names.at(-1) ?? '') === undefined ? names.slice(-1) : names.slice(-2);
}

function roundOf(found: readonly RunFolder[], above: readonly string[]): Round | null {
  const named = new Set(found.map(({ place }) => place.round));
  if (named.size === 1) return [...named][0] ?? null;
  return runPlace([...above, 'closed']).round;
}

function needsHead({ place, mode, files }: RunFolder): boolean {
  return place.benchmark === null || mode === null || files.journal !== undefined;
}

async function runnerOf(
  tree: FileTree,
  folder: string,
  ofModes: SubmittedResult['runs'],
  round: Round | null,
): Promise<Runner> {
  const runs = Object.values(ofModes);
  if (runs.some(({ journal }) => journal !== undefined)) return 'boardbench';
  const isMarked = tree.entry(folder === '' ? 'EEMBC_RUNNER' : `${folder}/EEMBC_RUNNER`) !== undefined;
  if (isMarked || runs.some(({ script }) => script !== undefined)) return 'eembc';
  if (runs.some(({ resultsJson }) => resultsJson !== undefined)) return 'mlcommons';
  for (const files of runs) {
    const { runner } = await readSessionHead(tree, files);
    if (runner !== null) return runner;
  }
  return round === 'v1.3' || round === 'v1.4' ? 'mlcommons' : 'eembc';
}
