import { loadSystemDescription } from '../system-description.ts';
import type { SubmittedResult, SystemFile } from '../submission.ts';
import type { FileTree } from '../tree.ts';
import { isLeftover } from './names.ts';
import { runPlace } from './run-place.ts';

/** Reads the system descriptions: every `.json` in or below a folder `systems` that is not below `results`. */
export async function readSystemFiles(tree: FileTree, above: readonly string[]): Promise<SystemFile[]> {
  const systems: SystemFile[] = [];
  for (const { path, kind } of tree.entries) {
    const folders = [...above, ...path.split('/').slice(0, -1)];
    const name = path.slice(path.lastIndexOf('/') + 1);
    const systemsAt = folders.lastIndexOf('systems');
    const isSystem = kind === 'file' && /\.json$/i.test(name) && systemsAt >= 0 && !folders.includes('results');
    if (!isSystem || [name, ...folders].some(isLeftover)) continue;
    const { division, submitter } = runPlace([...folders.slice(0, systemsAt), 'results']);
    systems.push({ division, submitter, path, description: await loadSystemDescription(tree, path) });
  }
  return systems;
}

export type SystemChoice = Pick<SubmittedResult, 'systemFile' | 'systemFileBy'>;

/** The description that belongs to a system, by its file's name, by the names in it, by likeness, or as the only one. */
export function chooseSystemFile(system: string | null, candidates: readonly SystemFile[]): SystemChoice {
  if (system !== null) {
    const names = [system, system.split('/').at(-1) ?? system, system.replaceAll('/', '_')];
    const exact = candidates.find(({ path }) => names.includes(stemOf(path)));
    if (exact !== undefined) return { systemFile: exact.path, systemFileBy: 'file-name' };
    const plainNames = names.map(plain);
    const same = candidates.find(({ path }) => plainNames.includes(plain(stemOf(path))));
    if (same !== undefined) return { systemFile: same.path, systemFileBy: 'file-name' };
    const inner = candidates.filter((candidate) =>
      innerNames(candidate).some((name) => plainNames.includes(plain(name))),
    );
    if (inner.length === 1) return { systemFile: inner[0]?.path ?? null, systemFileBy: 'inner-name' };
    const alike = mostAlike(system, candidates);
    if (alike !== undefined) return { systemFile: alike.path, systemFileBy: 'likeness' };
  }
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return { systemFile: only.path, systemFileBy: 'only-one' };
  return { systemFile: null, systemFileBy: null };
}

/** The least share of common letter pairs for two names to be taken for one. */
const leastLikeness = 0.55;

function mostAlike(system: string, candidates: readonly SystemFile[]): SystemFile | undefined {
  const scored = candidates.map((candidate) => ({ candidate, score: likeness(plain(system), stemPlain(candidate)) }));
  scored.sort((a, b) => b.score - a.score);
  const [best, next] = scored;
  if (best === undefined || best.score < leastLikeness || best.score === next?.score) return undefined;
  return best.candidate;
}

function stemPlain({ path }: SystemFile): string {
  return plain(stemOf(path));
}

/** Sørensen–Dice coefficient of the letter pairs of two names, 0 to 1. */
function likeness(a: string, b: string): number {
  const pairs = new Map<string, number>();
  for (let index = 0; index + 1 < a.length; index++) {
    const pair = a.slice(index, index + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  let common = 0;
  for (let index = 0; index + 1 < b.length; index++) {
    const pair = b.slice(index, index + 2);
    const left = pairs.get(pair) ?? 0;
    if (left === 0) continue;
    pairs.set(pair, left - 1);
    common++;
  }
  const total = a.length + b.length - 2;
  return total <= 0 ? 0 : (2 * common) / total;
}

function innerNames({ description }: SystemFile): string[] {
  return ['System Name', 'system_name', 'Board Name', 'SUT Name']
    .map((name) => description.fields.get(name)?.value ?? '')
    .filter((name) => name !== '');
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/i, '');
}

/** A name by its letters and digits alone, without the words that are in many file names. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/system_?description/g, '')
    .replaceAll(/[^a-z0-9]/g, '');
}
