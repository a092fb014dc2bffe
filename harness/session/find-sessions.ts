import { readdirSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { failure } from '../errors.ts';
import { sessionFiles } from './folder.ts';

/** How far below the folder given sessions are looked for: OUT/workload/mode is two. */
const deepest = 6;

/**
 * The folders of all sessions in `directory` or below it, sorted. Links are not followed.
 * @throws BenchError session.not-found where there is none
 */
export function findSessions(directory: string): readonly string[] {
  const found = [...sessionsBelow(directory, 0)].sort();
  if (found.length === 0) throw failure('session.not-found', { directory });
  return found;
}

function* sessionsBelow(directory: string, depth: number): Generator<string> {
  const entries = entriesOf(directory);
  if (entries.some((entry) => entry.name === sessionFiles.journal)) yield directory;
  if (depth === deepest) return;
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name === 'node_modules') continue;
    yield* sessionsBelow(join(directory, entry.name), depth + 1);
  }
}

function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}
