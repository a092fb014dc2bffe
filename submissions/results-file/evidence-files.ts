import { createHash } from 'node:crypto';
import { BenchError } from '../../harness/errors.ts';
import type { ResultEvidence } from '../evidence/evidence.ts';
import { runModes } from '../submission.ts';
import type { RunFiles } from '../submission.ts';
import type { FileTree } from '../tree.ts';
import type { EvidenceFile } from './results-file.ts';

const roles = [
  'results',
  'log',
  'resultsJson',
  'script',
  'trace',
  'timestamps',
  'journal',
  'manifest',
] as const satisfies readonly (keyof RunFiles)[];

/** The files that a result rests on, with their digests. Files that cannot be read are left out. */
export async function evidenceFiles(tree: FileTree, { result, runs }: ResultEvidence): Promise<EvidenceFile[]> {
  const files: EvidenceFile[] = [];
  for (const mode of runModes) {
    const run = runs[mode];
    if (run === undefined) continue;
    const known = new Map(run.digests.map((digest) => [digest.file, digest]));
    for (const role of roles) {
      const file = run.files[role];
      if (file === undefined) continue;
      const digest = known.get(file) ?? (await digestOf(tree, file));
      if (digest !== undefined) files.push({ mode, role, file, bytes: digest.bytes, sha256: digest.sha256 });
    }
  }
  const { systemFile } = result;
  const digest = systemFile === null ? undefined : await digestOf(tree, systemFile);
  if (systemFile !== null && digest !== undefined) {
    files.push({ mode: 'system', role: 'description', file: systemFile, ...digest });
  }
  return files;
}

async function digestOf(
  tree: FileTree,
  file: string,
): Promise<{ readonly bytes: number; readonly sha256: string } | undefined> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const piece of tree.open(file)) {
      hash.update(piece);
      bytes += piece.length;
    }
  } catch (error) {
    if (error instanceof BenchError) return undefined;
    throw error;
  }
  return { bytes, sha256: hash.digest('hex') };
}
