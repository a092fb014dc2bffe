import { failure } from '../../harness/errors.ts';
import { decodeText } from '../../submissions/text.ts';
import type { FileTree, TreeEntry } from '../../submissions/tree.ts';

/** A tree of files that are in memory. @param pieceBytes how its files are cut when they are opened */
export function memoryTree(files: Readonly<Record<string, string | Uint8Array>>, pieceBytes = 1 << 16): FileTree {
  const contents = new Map(Object.entries(files).map(([path, data]) => [path, Buffer.from(data)]));
  const folders = new Set([...contents.keys()].flatMap((path) => ancestors(path)));
  const entries = [
    ...[...folders].map((path): TreeEntry => ({ path, kind: 'directory', bytes: 0 })),
    ...[...contents].map(([path, { length }]): TreeEntry => ({ path, kind: 'file', bytes: length })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  const bytesOf = (path: string): Buffer => {
    const bytes = contents.get(path);
    if (bytes === undefined) throw failure('submission.unreadable', { file: path, problem: 'there is no such file' });
    return bytes;
  };
  const readBytes = (path: string): Promise<Uint8Array> => Promise.resolve(bytesOf(path));
  return {
    root: '/memory',
    entries,
    entry: (path) => entries.find((entry) => entry.path === path),
    async *open(path) {
      const bytes = bytesOf(path);
      for (let at = 0; at < bytes.length; at += pieceBytes)
        yield await Promise.resolve(bytes.subarray(at, at + pieceBytes));
    },
    readBytes,
    readText: async (path) => decodeText(await readBytes(path)),
  };
}

function ancestors(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
