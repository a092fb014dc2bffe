import { createHash } from 'node:crypto';

const longest = 60;
const hashDigits = 8;
/** Names that a file must not have on Windows, whatever its ending. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * A name of a folder for each student, from their id: the id itself where that is harmless, else what is harmless of it
 * with a digest, so that no two share one, on disks that ignore capitals either.
 */
export function studentFolders(ids: readonly string[]): Map<string, string> {
  const counts = new Map<string, number>();
  for (const id of new Set(ids)) {
    const folded = fold(id);
    counts.set(folded, (counts.get(folded) ?? 0) + 1);
  }
  return new Map(ids.map((id) => [id, (counts.get(fold(id)) ?? 0) > 1 ? marked(id) : folderOf(id)]));
}

function fold(id: string): string {
  return id.normalize('NFKC').toLowerCase();
}

function folderOf(id: string): string {
  const isHarmless =
    /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u.test(id) &&
    id === id.normalize('NFC') &&
    !id.endsWith('.') &&
    !reserved.test(id) &&
    Buffer.byteLength(id) <= longest &&
    // What a marked name could be.
    !new RegExp(`-[0-9a-f]{${hashDigits}}$`).test(id);
  return isHarmless ? id : marked(id);
}

function marked(id: string): string {
  const harmless = id
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}._-]+/gu, '_')
    .replace(/^[._\p{M}-]+/u, '');
  const digest = createHash('sha256').update(id).digest('hex').slice(0, hashDigits);
  let short = harmless;
  while (Buffer.byteLength(short) > longest - hashDigits - 1) short = short.replace(/.$/su, '');
  return `${short === '' ? 'student' : short}-${digest}`.replace(reserved, '_$&');
}
