import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { PassThrough, Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import { asError } from '../../../../harness/clock.ts';
import { BenchError, failure } from '../../../../harness/errors.ts';
import type { ReceivedUpload } from '../../intake/intake.ts';
import { shortened } from '../request-errors.ts';
import type { HttpSettings, Services } from '../services.ts';
import { shownFileName } from '../../intake/texts.ts';
import { guardAgainstStall } from './stall-guard.ts';

/** Types of a body that is the archive alone. */
export const archiveTypes: readonly string[] = [
  'application/zip',
  'application/x-zip-compressed',
  'application/gzip',
  'application/x-gzip',
  'application/x-tar',
  'application/x-gtar',
  'application/x-compressed-tar',
  'application/octet-stream',
];

export const multipartType = 'multipart/form-data';

const bytesPerMb = 1024 * 1024;
/** What multipart puts around a file. */
const multipartBytes = 16 * 1024;

/** Of a whole body. */
export function uploadLimitBytes({ uploadLimitMb }: Pick<HttpSettings, 'uploadLimitMb'>): number {
  return uploadLimitMb * bytesPerMb + multipartBytes;
}

/**
 * Takes the archive of a request to the disk, with its digest on the way. Where that fails nothing of it is left.
 * @param name as the address says it; without, a multipart upload names its file
 * @throws BenchError upload.*
 */
export async function receiveUpload(
  request: FastifyRequest,
  name: string | undefined,
  { files, clock, settings, stopping }: Pick<Services, 'files' | 'clock' | 'settings' | 'stopping'>,
): Promise<ReceivedUpload> {
  const tooLarge = failure('upload.too-large', { limitMb: settings.uploadLimitMb });
  if (Number(request.headers['content-length'] ?? 0) > uploadLimitBytes(settings)) throw tooLarge;
  if (request.headers['content-encoding'] !== undefined) {
    throw failure('upload.malformed', { problem: 'a Content-Encoding is not taken' });
  }
  if (stopping.aborted) throw failure('intake.stopping', {});

  const path = files.newUpload();
  const control = new AbortController();
  const count = new CountingDigest(settings.uploadLimitMb * bytesPerMb, tooLarge);
  const brokenOff = (): void => {
    if (!request.raw.complete) control.abort(failure('upload.broken-off', { bytes: count.bytes }));
  };
  const endGuard = guardAgainstStall(request.raw.socket, {
    clock,
    stallS: settings.stallS,
    onStall: (error) => {
      control.abort(error);
    },
  });
  request.raw.once('close', brokenOff);
  const write = (archive: Readable): Promise<void> =>
    pipeline(archive, count, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal: control.signal });
  try {
    const sent = isMultipart(request)
      ? await writeFilePart(request, write, control.signal)
      : await writeBody(request, write);
    if (count.bytes === 0) throw failure('upload.malformed', { problem: 'the archive is empty' });
    return { path, fileName: shownFileName(name ?? sent ?? ''), bytes: count.bytes, sha256: count.hex() };
  } catch (cause) {
    await files.discard(path);
    throw uploadError(cause, control.signal, count.bytes);
  } finally {
    endGuard();
    request.raw.off('close', brokenOff);
  }
}

async function writeBody(
  request: FastifyRequest,
  write: (archive: Readable) => Promise<void>,
): Promise<string | undefined> {
  // A pipeline that fails destroys its source; this one's connection has to carry the answer yet.
  await write(request.raw.pipe(new PassThrough()));
  return undefined;
}

/** @returns the name of the only file */
async function writeFilePart(
  request: FastifyRequest,
  write: (archive: Readable) => Promise<void>,
  signal: AbortSignal,
): Promise<string | undefined> {
  let name: string | undefined;
  let files = 0;
  const parts = request.parts({ limits: { files: 2, fields: 1, parts: 3, fieldSize: 1024, headerPairs: 20 } });
  for (;;) {
    const next = await orAborted(parts.next(), signal);
    if (next.done === true) break;
    const part = next.value;
    if (part.type === 'field') {
      throw failure('upload.malformed', {
        problem: 'it has a field beside the file; say everything else in the address',
      });
    }
    files++;
    if (files > 1) throw failure('upload.malformed', { problem: 'it has more than one file' });
    name = fileNameOf(part);
    // Its errors are those of the pipeline; without one it would end the process.
    part.file.on('error', () => undefined);
    await write(part.file);
  }
  if (files === 0) throw failure('upload.malformed', { problem: 'it has no file' });
  return name;
}

/** What is bytes by its type is a file even without a name, whatever the types of the parser say. */
function fileNameOf({ filename }: { readonly filename?: string }): string | undefined {
  // As browsers write a quotation mark within one.
  return filename?.replaceAll('%22', '"');
}

function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(asError(signal.reason));
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}

function isMultipart(request: FastifyRequest): boolean {
  return request.headers['content-type']?.toLowerCase().startsWith(multipartType) ?? false;
}

/** Refuses what goes on behind the limit. */
class CountingDigest extends Transform {
  bytes = 0;
  readonly #hash = createHash('sha256');
  readonly #limitBytes: number;
  readonly #tooLarge: Error;

  constructor(limitBytes: number, tooLarge: Error) {
    super();
    this.#limitBytes = limitBytes;
    this.#tooLarge = tooLarge;
  }

  override _transform(part: Buffer, _encoding: string, done: (error: Error | null, part?: Buffer) => void): void {
    this.bytes += part.length;
    if (this.bytes > this.#limitBytes) {
      done(this.#tooLarge);
      return;
    }
    this.#hash.update(part);
    done(null, part);
  }

  hex(): string {
    return this.#hash.digest('hex');
  }
}

function uploadError(cause: unknown, signal: AbortSignal, bytes: number): Error {
  if (signal.aborted) return asError(signal.reason);
  if (cause instanceof BenchError) return cause;
  const error = asError(cause);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'FST_MP_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return failure('upload.broken-off', { bytes }, { cause });
  }
  // The parser's own are plain; anything else is the server's fault, and its text may name files of the server.
  if (!code.startsWith('FST_') && error.constructor !== Error) return error;
  if ('syscall' in error) return error;
  const problem = multipartProblems[code] ?? shortened(error.message);
  return failure('upload.malformed', { problem }, { cause });
}

const multipartProblems: Readonly<Record<string, string>> = {
  FST_PARTS_LIMIT: 'it has more parts than one file',
  FST_FILES_LIMIT: 'it has more than one file',
  FST_FIELDS_LIMIT: 'it has fields beside the file; say everything else in the address',
  FST_PROTO_VIOLATION: 'a part has a name that is not taken',
  FST_INVALID_JSON_FIELD_ERROR: 'it has a field beside the file',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'it is no multipart/form-data',
};
