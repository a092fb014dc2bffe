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

/** A file derived from the journal: those of every session, and in energy sessions a drawing for each window. */
export type DerivedFile = (typeof derivedFiles)[number] | DrawingFile;

export type DrawingFile = `energy_inf_${string}.svg`;

/** The drawing of an energy window, named as existing runners name theirs. */
export function drawingFile(index: number): DrawingFile {
  return `energy_inf_${String(index).padStart(3, '0')}.svg`;
}

/** Whether a file of this name in a session's folder was derived from the journal. */
export function isDerivedName(name: string): boolean {
  return derivedFiles.some((file) => file === name) || /^energy_inf_\d{3,}\.svg$/.test(name);
}

export function journalFile(directory: string): string {
  return join(directory, sessionFiles.journal);
}
