import { join } from 'node:path';

/** The names of the files in a session's folder. */
export const sessionFiles = {
  /** The truth: everything else is derived from it. */
  journal: 'journal.jsonl',
  /** Names the process that writes the journal; gone when it has ended well. */
  lock: 'journal.lock',
  log: 'log.txt',
  resultsText: 'results.txt',
  resultsJson: 'results.json',
  manifest: 'manifest.json',
} as const;

/** What is derived from the journal, in the order of derivation: the manifest holds the digests of the others. */
export const derivedFiles = [
  sessionFiles.log,
  sessionFiles.resultsText,
  sessionFiles.resultsJson,
  sessionFiles.manifest,
] as const;

export type DerivedFile = (typeof derivedFiles)[number];

export function journalFile(directory: string): string {
  return join(directory, sessionFiles.journal);
}
