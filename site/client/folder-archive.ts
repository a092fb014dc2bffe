import { once } from 'node:events';
import { lstat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { Pack } from 'tar-stream';
import { asError } from '../../harness/clock.ts';
import { folderTree } from '../../submissions/folder-tree.ts';
import { isLeftover, modeOfName, roundOfName } from '../../submissions/layouts/names.ts';
import { tellsPlace } from '../../submissions/layouts/root-archive.ts';
import { divisions } from '../../submissions/submission.ts';
import type { FileTree, TreeEntry } from '../../submissions/tree.ts';

/** A folder on its way to a server. */
export interface FolderArchive {
  /** `acme.tar.gz` */
  readonly fileName: string;
  /** The bytes of a .tar.gz, made while they are read; the same for the same files. */
  readonly stream: Readable;
  readonly files: number;
  /** System descriptions from beside the folder. */
  readonly described: number;
  /** Paths of what is no file, and so not in it. */
  readonly leftOut: readonly string[];
}

/**
 * Packs a folder as it is read, with those folders above it that say what it is, and with the system descriptions of
 * its submitter where they lie beside it: results alone would lack them.
 * @throws BenchError submission.unreadable, submission.too-many; the stream ends with one where a file cannot be read
 */
export async function archiveFolder(directory: string): Promise<FolderArchive> {
  const tree = await folderTree(directory);
  const wanted = tree.entries.filter(({ path }) => !path.split('/').some(isLeftover));
  const { stem, prefix } = archivePlace(resolve(directory).split(sep), tellsPlace({ entries: wanted }));
  const files = wanted.filter(({ kind }) => kind === 'file');
  const parts = [{ tree, prefix, files }, ...(await descriptionsBeside(resolve(directory), prefix))];
  const tar = pack();
  fill(tar, parts).catch((error: unknown) => {
    tar.destroy(asError(error));
  });
  const packed = Readable.from(tar as AsyncIterable<Uint8Array>);
  const stream = createGzip();
  packed.once('error', (error) => stream.destroy(error));
  stream.once('close', () => packed.destroy());
  return {
    fileName: `${stem}.tar.gz`,
    stream: packed.pipe(stream),
    files: files.length,
    described: parts.slice(1).reduce((sum, part) => sum + part.files.length, 0),
    leftOut: wanted.filter(({ kind }) => kind !== 'file' && kind !== 'directory').map(({ path }) => path),
  };
}

/**
 * What the archive of a folder is called, and in which folders within it the files lie, so that they are read as from
 * where they were: `closed/acme` and a round where the folder lies in a submission, else the folder's own name.
 * @param isPlaced whether folders within say a place, so that the name of the archive will not count
 */
export function archivePlace(path: readonly string[], isPlaced = false): ArchivePlace {
  const names = path.filter((name) => name !== '' && !name.endsWith(':'));
  const last = names.at(-1) ?? 'submission';
  if (names.includes('results') || isDivision(last) || isDivision(names.at(-2))) {
    const divisionAt = names.findLastIndex(isDivision);
    const from = divisionAt >= 0 ? divisionAt : Math.max(0, names.indexOf('results') - 1);
    const round = names.slice(0, from).findLast((name) => roundOfName(name) !== undefined);
    return { stem: last, prefix: [...(round === undefined ? [] : [round]), ...names.slice(from)] };
  }
  const parent = names.at(-2);
  if (modeOfName(last) !== undefined && parent !== undefined) return { stem: parent, prefix: [last] };
  return { stem: last, prefix: isPlaced ? [last] : [] };
}

interface ArchivePlace {
  readonly stem: string;
  readonly prefix: readonly string[];
}

/** Files of a tree, and the folders of the archive that they come into. */
interface PackedPart {
  readonly tree: FileTree;
  readonly prefix: readonly string[];
  readonly files: readonly TreeEntry[];
}

/** The `systems` of the submitter whose `results` a folder is or lies in; nothing else that is beside is sent. */
async function descriptionsBeside(directory: string, prefix: readonly string[]): Promise<readonly PackedPart[]> {
  const divisionAt = prefix.findIndex((name, index) => isDivision(name) && prefix[index + 2] === 'results');
  if (divisionAt < 0) return [];
  const resultsAt = divisionAt + 2;
  const folder = join(directory, ...prefix.slice(resultsAt).map(() => '..'), 'systems');
  if (!(await isFolder(folder))) return [];
  const tree = await folderTree(folder);
  const files = tree.entries.filter(
    ({ path, kind }) => kind === 'file' && /\.json$/i.test(path) && !path.split('/').some(isLeftover),
  );
  return [{ tree, prefix: [...prefix.slice(0, resultsAt), 'systems'], files }];
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch {
    return false;
  }
}

function isDivision(name: string | undefined): boolean {
  return divisions.some((division) => division === name);
}

/** As if made at the beginning of time: two archives of the same files are the same. */
const noTime = new Date(0);

async function fill(tar: Pack, parts: readonly PackedPart[]): Promise<void> {
  for (const { tree, prefix, files } of parts) {
    for (const { path, bytes } of files) {
      const header = { name: [...prefix, path].join('/'), size: bytes, mtime: noTime, mode: 0o644 };
      const entry = tar.entry(header);
      const closed = once(entry, 'close');
      for await (const piece of tree.open(path)) {
        // The memory of a piece is used again for the next one.
        if (!entry.write(Buffer.from(piece))) await Promise.race([once(entry, 'drain'), closed]);
        if (entry.destroyed) return;
      }
      entry.end(undefined);
      await closed;
    }
  }
  tar.finalize();
}
