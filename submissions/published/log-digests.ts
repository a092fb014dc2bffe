import { readFileSync } from 'node:fs';
import type { Round } from '../submission.ts';

/** The SHA-256 of the logs of published rounds, by round and path. */
export type LogDigests = { readonly [Name in Round]?: Readonly<Record<string, string>> };

/** A log of a published round. */
export interface PublishedLog {
  readonly round: Round;
  /** From the root of the round. */
  readonly file: string;
}

/** The file with the digests; `npm run build:published` makes it. */
export const publishedLogDigests = new URL('./log-digests.json', import.meta.url);

let known: ReadonlyMap<string, readonly PublishedLog[]> | undefined;

/** Where in the published rounds a log with this digest lies; in more than one place where it was submitted again. */
export function publishedLogsOf(sha256: string): readonly PublishedLog[] {
  known ??= byDigest(JSON.parse(readFileSync(publishedLogDigests, 'utf8')) as LogDigests);
  return known.get(sha256) ?? [];
}

function byDigest(digests: LogDigests): Map<string, PublishedLog[]> {
  const logs = new Map<string, PublishedLog[]>();
  for (const [round, files] of Object.entries(digests) as [Round, Readonly<Record<string, string>>][]) {
    for (const [file, sha256] of Object.entries(files)) {
      const same = logs.get(sha256);
      if (same === undefined) logs.set(sha256, [{ round, file }]);
      else same.push({ round, file });
    }
  }
  return logs;
}
