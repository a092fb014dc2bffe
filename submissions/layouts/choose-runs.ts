import { readResultsText } from '../evidence/results-text.ts';
import type { ClaimedRun } from '../evidence/claimed.ts';
import { BenchError } from '../../harness/errors.ts';
import type { Finding } from '../finding.ts';
import type { RunFiles, RunMode, SubmittedResult } from '../submission.ts';
import { decodeText } from '../text.ts';
import type { FileTree } from '../tree.ts';
import { severalRuns } from './layout-findings.ts';
import type { RunFolder } from './run-folders.ts';

/** The runs of a result, one of each mode, and what is to be said of those that are left over. */
export interface ChosenRuns {
  readonly runs: SubmittedResult['runs'];
  readonly findings: readonly Finding[];
}

const mostResultsBytes = 8 << 20;

/**
 * Chooses one run of each mode: the one in the folder that the official checker reads, else the one with more files,
 * else the later one by its name. Runs that claim different figures contradict each other, whichever is read.
 */
export async function chooseRuns(
  tree: FileTree,
  candidates: ReadonlyMap<RunMode, readonly RunFolder[]>,
): Promise<ChosenRuns> {
  const runs: { [Mode in RunMode]?: RunFiles } = {};
  const findings: Finding[] = [];
  for (const [mode, ofMode] of candidates) {
    const [chosen, ...others] = ofMode.toSorted((a, b) => rank(b, mode) - rank(a, mode) || byName(b, a));
    if (chosen === undefined) continue;
    runs[mode] = chosen.files;
    if (others.length === 0) continue;
    const claim = await claimOf(tree, chosen.files);
    for (const { files } of others) {
      const other = await claimOf(tree, files);
      findings.push(severalRuns(mode, chosen.files, files, contradicts(claim, other)));
    }
  }
  return { runs, findings };
}

/** A folder that is named as the rules have it goes before any number of files. */
function rank({ place, files }: RunFolder, mode: RunMode): number {
  return (place.modeFolder === mode ? 1000 : 0) + Object.keys(files).length;
}

function byName(a: RunFolder, b: RunFolder): number {
  if (a.files.folder === b.files.folder) return 0;
  return a.files.folder > b.files.folder ? 1 : -1;
}

async function claimOf(tree: FileTree, { results }: RunFiles): Promise<ClaimedRun | null> {
  if (results === undefined) return null;
  try {
    return readResultsText(decodeText(await tree.readBytes(results, mostResultsBytes)), results);
  } catch (error) {
    // Whoever reads the file as evidence says that it cannot be read.
    if (error instanceof BenchError) return null;
    throw error;
  }
}

function contradicts(claim: ClaimedRun | null, other: ClaimedRun | null): boolean {
  if (claim === null || other === null) return false;
  const differs = (['throughput', 'top1', 'auc', 'energyUj'] as const).some(
    (name) => claim[name] !== null && other[name] !== null && claim[name].value !== other[name].value,
  );
  return differs || (claim.streaming !== null && other.streaming !== null && streamingDiffers(claim, other));
}

function streamingDiffers({ streaming: a }: ClaimedRun, { streaming: b }: ClaimedRun): boolean {
  return (
    a?.throughput?.value !== b?.throughput?.value ||
    a?.dutyCycle?.value !== b?.dutyCycle?.value ||
    a?.truePositives !== b?.truePositives ||
    a?.falseNegatives !== b?.falseNegatives ||
    a?.falsePositives !== b?.falsePositives
  );
}
