import { getFileNameLowLevel, openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { BenchError, failure } from '../../harness/errors.ts';
import { fileProblem } from '../file-problem.ts';
import { crc32 } from '../../power/formats/crc32c.ts';
import type { Unpacking } from './unpacking.ts';

const fileTypeMask = 0o170000;
const [regularType, directoryType, linkType] = [0o100000, 0o040000, 0o120000];

/**
 * Unpacks a .zip file.
 * @throws BenchError archive.unreadable, archive.encrypted, archive.method, archive.link, and what unpacking throws
 */
export async function unpackZip(file: string, archive: string, unpacking: Unpacking): Promise<void> {
  const unreadable = (cause: unknown): Error => {
    if (cause instanceof BenchError) return cause;
    return failure('archive.unreadable', { archive, problem: fileProblem(cause) }, { cause });
  };
  let zip: ZipFile;
  try {
    zip = await openPromise(file, { lazyEntries: true, autoClose: false, decodeStrings: false });
  } catch (cause) {
    throw unreadable(cause);
  }
  try {
    unpacking.expect(zip.entryCount);
    for (let entry = await nextEntry(zip); entry !== null; entry = await nextEntry(zip)) {
      await unpackEntry(zip, entry, archive, unpacking);
    }
  } catch (cause) {
    throw unreadable(cause);
  } finally {
    zip.close();
  }
}

/** The next entry, or null behind the last one. */
function nextEntry(zip: ZipFile): Promise<Entry | null> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void): void => {
      zip.removeAllListeners('entry').removeAllListeners('end').removeAllListeners('error');
      // An error that comes late must not end the process.
      zip.on('error', () => undefined);
      done();
    };
    zip.removeAllListeners('error');
    zip.once('entry', (entry: Entry) => {
      settle(() => {
        resolve(entry);
      });
    });
    zip.once('end', () => {
      settle(() => {
        resolve(null);
      });
    });
    zip.once('error', (error: Error) => {
      settle(() => {
        reject(error);
      });
    });
    zip.readEntry();
  });
}

async function unpackEntry(zip: ZipFile, entry: Entry, archive: string, unpacking: Unpacking): Promise<void> {
  const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
  const type = (entry.externalFileAttributes >>> 16) & fileTypeMask;
  if (type !== 0 && type !== regularType && type !== directoryType) {
    throw failure('archive.link', { archive, entry: name, kind: type === linkType ? 'a link' : 'a device' });
  }
  if (entry.isEncrypted()) throw failure('archive.encrypted', { archive, entry: name });
  if (/[/\\]$/.test(name)) {
    await unpacking.directory(name);
    return;
  }
  if (!entry.canDecodeFileData()) {
    throw failure('archive.method', { archive, entry: name, method: entry.compressionMethod });
  }
  const stream = await zip.openReadStreamPromise(entry);
  // An error may come before reading begins, or after it was given up: destroyed, the stream tells whoever reads it.
  stream.on('error', (error) => stream.destroy(error));
  let checksum = 0;
  async function* checked(): AsyncGenerator {
    for await (const piece of stream) {
      if (piece instanceof Uint8Array) checksum = crc32(piece, checksum);
      yield piece;
    }
  }
  await unpacking.file(name, checked(), entry.compressedSize);
  if (checksum !== entry.crc32) {
    throw failure('archive.unreadable', { archive, problem: `the checksum of ${name} is wrong` });
  }
}
