import type { Clock } from '../../../harness/clock.ts';
import type { Database } from '../database/database.ts';
import type { IntakeFiles } from '../files/intake-files.ts';
import type { Intake } from '../intake/intake.ts';
import type { People } from '../intake/people.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Publisher } from '../publication/publisher.ts';
import type { JobQueue } from '../queue/job-queue.ts';

/** What the routes stand on. */
export interface Services {
  readonly intake: Intake;
  readonly people: People;
  readonly publisher: Publisher;
  readonly files: IntakeFiles;
  readonly database: Database;
  readonly queue: JobQueue;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly settings: HttpSettings;
  /** Aborted when the server is about to stop: no more uploads, and streams of events end. */
  readonly stopping: AbortSignal;
}

export interface HttpSettings {
  /** Of one archive. */
  readonly uploadLimitMb: number;
  /** The first line and headers of a request have to be there within it. */
  readonly headersS: number;
  /** A body that stands still for so long is given up. */
  readonly stallS: number;
  /** For each token; for each address where there is none. */
  readonly requestsPerMinute: number;
  readonly uploadsPerMinute: number;
  /** Wrong tokens from one address before it has to wait. */
  readonly failedTokensPerMinute: number;
  /** Streams of events that one token may hold open. */
  readonly eventStreams: number;
  /** The server is reached through one proxy, whose `X-Forwarded-For` names the address that asks. */
  readonly trustProxy: boolean;
  /** The address by which the outside reaches it, with its path and without a slash at its end; null: the root of whatever host was asked. */
  readonly base: string | null;
  readonly log: HttpLog | null;
}

export interface HttpLog {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** Takes JSON lines. */
  readonly to: { write(line: string): void };
}

export const usualHttpSettings: HttpSettings = {
  uploadLimitMb: 256,
  headersS: 15,
  stallS: 30,
  requestsPerMinute: 600,
  uploadsPerMinute: 30,
  failedTokensPerMinute: 20,
  eventStreams: 32,
  trustProxy: false,
  base: null,
  log: null,
};
