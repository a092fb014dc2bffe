import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { BenchError, failure } from '../../harness/errors.ts';
import type { IntakeClient, Upload } from './intake-client.ts';
import type { ToldSubmission } from './told.ts';

export interface Sendable {
  readonly stream: Readable;
  readonly fileName: string;
  /** Null where it is made while it is sent. */
  readonly bytes: number | null;
}

export interface Sending {
  readonly signal: AbortSignal;
  readonly onProgress?: (bytes: number, total: number | null) => void;
}

/** How far back it is looked for what has arrived without our being told. */
const recent = 20;

/**
 * Sends an archive once. Where the line breaks after all was sent, the server is asked whether it has arrived; it is
 * never sent a second time.
 * @throws BenchError upload.broken-off, submit.stopped, submit.unanswered, and what the client throws
 */
export async function sendArchive(
  client: IntakeClient,
  { stream, fileName, bytes }: Sendable,
  wishes: Pick<Upload, 'round' | 'supersedes' | 'embargoUntil'>,
  { signal, onProgress }: Sending,
): Promise<ToldSubmission> {
  const digest = createHash('sha256');
  let sent = 0;
  const counted = new Transform({
    transform(piece: Uint8Array, _encoding, done) {
      digest.update(piece);
      sent += piece.length;
      onProgress?.(sent, bytes);
      done(null, piece);
    },
  });
  stream.once('error', (error) => counted.destroy(error));
  counted.on('error', () => undefined);
  let tokenId = '';
  try {
    // Nobody sends half a gigabyte to learn that the token has expired.
    ({ tokenId } = await client.me(signal));
    return await client.upload({ archive: stream.pipe(counted), fileName, bytes, ...wishes }, signal);
  } catch (error) {
    const own = stream.errored ?? null;
    if (own !== null) throw unreadable(own, fileName);
    const isWhole = counted.readableEnded;
    if (!isWhole && signal.aborted) throw failure('submit.stopped', { bytes: sent }, { cause: error });
    const isLost = signal.aborted || (error instanceof BenchError && error.code === 'intake.unreachable');
    if (!isLost || sent === 0) throw error;
    if (!isWhole) throw failure('upload.broken-off', { bytes: sent }, { cause: error });
    const arrived = signal.aborted ? null : await find(client, tokenId, digest.digest('hex'));
    if (arrived !== null) return arrived;
    throw failure('submit.unanswered', { server: client.server }, { cause: error });
  } finally {
    stream.destroy();
  }
}

async function find(client: IntakeClient, tokenId: string, sha256: string): Promise<ToldSubmission | null> {
  try {
    const newest = await client.submissions(recent);
    return (
      newest.find((each) => each.sha256 === sha256 && each.submittedBy === tokenId && each.state !== 'withdrawn') ??
      null
    );
  } catch (error) {
    if (error instanceof BenchError) return null;
    throw error;
  }
}

function unreadable(error: Error, file: string): BenchError {
  if (error instanceof BenchError) return error;
  return failure('submission.unreadable', { file, problem: error.message }, { cause: error });
}
