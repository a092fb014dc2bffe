import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { asError } from '../../harness/clock.ts';
import { BenchError, failure } from '../../harness/errors.ts';
import { fileProblem } from '../file-problem.ts';

import type { Unpacking } from './unpacking.ts';

/**
 * Unpacks a .tar file, or one in gzip.
 * @throws BenchError archive.unreadable, archive.link, and what unpacking throws
 */
export async function unpackTar(file: string, archive: string, isGzip: boolean, unpacking: Unpacking): Promise<void> {
  const source = createReadStream(file);
  const unzipped = isGzip ? source.pipe(createGunzip()) : source;
  const counted = new Transform({
    transform(piece: Uint8Array, _encoding, done) {
      try {
        unpacking.stream(piece.length);
        done(null, piece);
      } catch (error) {
        done(asError(error));
      }
    },
  });
  const entries = extract();
  const stop = (error: Error): void => {
    entries.destroy(error);
  };
  source.on('error', stop);
  unzipped.on('error', stop);
  counted.on('error', stop);
  entries.on('error', () => undefined);
  unzipped.pipe(counted).pipe(entries);
  try {
    for await (const entry of entries) {
      const { name, type } = entry.header;
      entry.on('error', () => undefined);
      if (type === 'directory') {
        await unpacking.directory(name);
        entry.resume();
      } else if (type === 'file' || type === 'contiguous-file') {
        await unpacking.file(name, entry, null);
      } else {
        throw failure('archive.link', { archive, entry: name, kind: type.endsWith('link') ? 'a link' : 'a device' });
      }
    }
  } catch (cause) {
    if (cause instanceof BenchError) throw cause;
    throw failure('archive.unreadable', { archive, problem: fileProblem(cause) }, { cause });
  } finally {
    source.destroy();
    unzipped.destroy();
    counted.destroy();
    entries.destroy();
  }
}
