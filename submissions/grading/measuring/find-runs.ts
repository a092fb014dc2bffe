import { journalHead } from './journal-head.ts';
import { benchmarkOfName } from '../../layouts/names.ts';
import { readSubmission } from '../../layouts/read-submission.ts';
import type { RunFiles, RunMode, Submission, SubmittedResult } from '../../submission.ts';
import type { FileTree } from '../../tree.ts';
import type { WorkloadSpecification } from '../../../workloads/specification.ts';

/** The results of one workload in a hand-in, of one system each. */
export interface FoundRuns {
  readonly submission: Submission;
  readonly results: readonly SubmittedResult[];
}

/** Finds runs of a workload: sessions, a submission, or a part of one, of any runner; those with more runs first. */
export async function findRuns(tree: FileTree, workload: WorkloadSpecification): Promise<FoundRuns> {
  const submission = await readSubmission(tree, { useFoldersAbove: false });
  const benchmark = benchmarkOfName(workload.name);
  const own = benchmark === undefined ? await ownResult(tree, workload) : null;
  const found = submission.results.filter((result) => result.benchmark === benchmark);
  const results = (own === null ? found : [own]).toSorted(
    (a, b) => Object.keys(b.runs).length - Object.keys(a.runs).length || (a.folder < b.folder ? -1 : 1),
  );
  // That folders do not say a workload of one's own is as it should be.
  const findings = own === null ? submission.findings : [];
  return { submission: { ...submission, results, findings }, results };
}

/** Sessions of a workload that is none of the rounds: layouts do not know it, journals do. */
async function ownResult(tree: FileTree, { name, metric }: WorkloadSpecification): Promise<SubmittedResult | null> {
  const runs: { [Mode in RunMode]?: RunFiles } = {};
  for (const { path, kind } of tree.entries) {
    if (kind !== 'file' || !/(?:^|\/)journal\.jsonl$/.test(path)) continue;
    const head = await journalHead(tree, path);
    if (head?.workload.name !== name || runs[head.mode] !== undefined) continue;
    runs[head.mode] = filesBeside(tree, path);
  }
  const [first] = Object.values(runs);
  if (first === undefined) return null;
  return {
    ...{ division: null, submitter: null, system: null, variant: null, systemFile: null, systemFileBy: null },
    // What evidence says of answers to official inputs is not asked for.
    benchmark: metric === 'auc' ? 'ad' : 'kws',
    benchmarkFolder: name,
    folder: first.folder.split('/').slice(0, -1).join('/'),
    runner: 'boardbench',
    runs,
  };
}

function filesBeside(tree: FileTree, journal: string): RunFiles {
  const folder = journal.split('/').slice(0, -1).join('/');
  const at = (name: string): string | undefined => {
    const path = folder === '' ? name : `${folder}/${name}`;
    return tree.entry(path)?.kind === 'file' ? path : undefined;
  };
  const files = {
    results: at('results.txt'),
    log: at('log.txt'),
    resultsJson: at('results.json'),
    manifest: at('manifest.json'),
  };
  return {
    folder,
    journal,
    others: [],
    ...(files.results !== undefined && { results: files.results }),
    ...(files.log !== undefined && { log: files.log }),
    ...(files.resultsJson !== undefined && { resultsJson: files.resultsJson }),
    ...(files.manifest !== undefined && { manifest: files.manifest }),
  };
}
