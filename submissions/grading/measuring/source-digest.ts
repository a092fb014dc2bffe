import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { folderTree } from '../../folder-tree.ts';
import { contentDigest, handInName } from './hand-in-tree.ts';

/** What a hand-in is before anything in it is opened. */
export interface Source {
  /** Of a file its SHA-256 as it is, packed or not; of a folder that of its files. */
  readonly digest: string;
  readonly bytes: number;
  /** Far more than may be handed in: not even its digest is that of its content. */
  readonly isTooLarge: boolean;
}

/**
 * Looks at a hand-in without opening what is packed in it.
 * @throws BenchError submission.unreadable, submission.too-many; the system's errors
 */
export async function sourceOf(path: string, mostBytes: number): Promise<Source> {
  const found = await stat(path);
  if (found.isDirectory()) {
    const tree = await folderTree(path, handInName);
    const bytes = tree.entries.reduce((sum, entry) => sum + entry.bytes, 0);
    if (bytes > mostBytes) return { digest: sizesDigest(tree.entries), bytes, isTooLarge: true };
    return { digest: await contentDigest(tree), bytes, isTooLarge: false };
  }
  const bytes = found.size;
  if (bytes > mostBytes) return { digest: sizesDigest([{ path: '', bytes }]), bytes, isTooLarge: true };
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) if (piece instanceof Uint8Array) hash.update(piece);
  return { digest: hash.digest('hex'), bytes, isTooLarge: false };
}

function sizesDigest(entries: readonly { readonly path: string; readonly bytes: number }[]): string {
  const facts = entries.map(({ path, bytes }) => [path, bytes]);
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}
