import { readdirSync } from 'node:fs';
import { isDerivedName, sessionFiles } from '../../harness/session/folder.ts';

/** The files of a session's folder that go with it: its journal, what was derived, and recordings. */
export function packedNames(folder: string): { readonly packed: readonly string[]; readonly left: readonly string[] } {
  const packed: string[] = [];
  const left: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const isEvidence =
      entry.isFile() &&
      (entry.name === sessionFiles.journal || isDerivedName(entry.name) || /^recording-\d+\.trace$/.test(entry.name));
    (isEvidence ? packed : left).push(entry.name);
  }
  return { packed: packed.sort(), left: left.sort() };
}
