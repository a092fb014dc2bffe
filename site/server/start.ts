import type { AddressInfo, Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { asError } from '../../harness/clock.ts';
import type { Clock } from '../../harness/clock.ts';
import { BenchError, failure } from '../../harness/errors.ts';
import type { WorkerLimits } from '../../submissions/workers/worker-pool.ts';
import type { Checker } from './checking/checker.ts';
import { workerChecker } from './checking/checker.ts';
import type { Database } from './database/database.ts';
import { openDatabase } from './database/open-database.ts';
import { bindDataFolder } from './files/bind-data-folder.ts';
import { IntakeFiles } from './files/intake-files.ts';
import { sweepLeftovers } from './files/sweep.ts';
import { createApp } from './http/app.ts';
import { usualHttpSettings } from './http/services.ts';
import type { HttpSettings } from './http/services.ts';
import { Intake } from './intake/intake.ts';
import { People } from './intake/people.ts';
import { countedChecker } from './metrics/counted-checker.ts';
import { Metrics } from './metrics/metrics.ts';
import { sitePublisher } from './publication/publisher.ts';
import { openJobQueue } from './queue/boss-queue.ts';
import { startWork } from './queue/start-work.ts';
import type { RunningWork } from './queue/start-work.ts';

export interface IntakeOptions extends Partial<HttpSettings> {
  /** The folder of everything that is kept. */
  readonly data: string;
  /** `postgres://…`; without, a database is embedded in the data folder. */
  readonly database?: string;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Checks at once; 0: none here, where other processes of the same database check. */
  readonly checks: number;
  readonly limits: WorkerLimits;
  /** Results files that are shown beside what was submitted. */
  readonly results?: readonly string[];
  /** Of the leaderboard. */
  readonly title?: string;
  /** How long requests may go on once the server is about to stop. */
  readonly graceS?: number;
  /** Checks submissions, instead of worker processes. */
  readonly checker?: Checker;
  /** Opens the database, instead of what `database` says. */
  readonly openDatabase?: (files: IntakeFiles) => Promise<Database>;
}

export interface RunningIntake {
  /** `http://127.0.0.1:8080/` */
  readonly address: string;
  /** The token of an administrator, made when there was none at all; it is told this once. */
  readonly firstToken: string | null;
  /** Takes no more uploads, lets requests end, puts checks back into the queue, and closes the database. */
  close(): Promise<void>;
}

const usualGraceS = 20;
const closeIdleMs = 200;
/** Another process on the same folder may be in the middle of an upload that is younger. */
const leftoverS = 3600;

/**
 * Starts the intake server.
 * @throws BenchError data.in-use, data.other-database, database.*, serve.failed
 */
export async function startIntake(options: IntakeOptions, clock: Clock): Promise<RunningIntake> {
  const opened: (() => Promise<void> | void)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    return await start(options, clock, opened, closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function start(
  options: IntakeOptions,
  clock: Clock,
  opened: (() => Promise<void> | void)[],
  closeAll: () => Promise<void>,
): Promise<RunningIntake> {
  const settings = settingsOf(options);
  const log = lateLog();
  const files = new IntakeFiles(options.data);
  await files.prepare();
  const database = await (options.openDatabase ?? ((of) => openDatabase(of, options.database)))(files);
  opened.push(() => database.close());
  await database.transaction((transaction) => bindDataFolder(files, transaction, database));
  const unknown = await sweepLeftovers(files, database, leftBefore(database, clock));

  const metrics = new Metrics();
  opened.push(() => {
    metrics.close();
  });
  const checker =
    options.checker ?? workerChecker({ size: Math.max(1, options.checks), limits: options.limits, clock });
  opened.push(() => checker.close());
  const stopping = new AbortController();
  const onError = (error: Error): void => {
    // A publication that is ended with the server is done again by the next.
    if (stopping.signal.aborted && error instanceof BenchError && error.code === 'import.stopped') return;
    log.error(error);
  };
  const queue = await openJobQueue(database, { clock, onError });
  let work: RunningWork | null = null;
  opened.push(async () => {
    if (work === null) await queue.stop();
  });
  const people = new People(database, clock);
  const intake = new Intake({ database, files, queue, clock });
  const publisher = sitePublisher({
    ...{ database, files, clock, metrics },
    base: settings.base === null ? null : `${settings.base}/`,
    warn: log.warn,
    onChanged: (id) => {
      intake.changes.tell(id, { kind: 'changed' });
    },
    ...(options.title === undefined ? {} : { title: options.title }),
    ...(options.results === undefined ? {} : { results: options.results }),
  });
  opened.push(() => publisher.close());
  await publisher.prepare();

  const app = await createApp({
    ...{ intake, people, publisher, files, database, queue, clock, metrics, settings },
    stopping: stopping.signal,
  });
  log.to(app);
  for (const submission of unknown) {
    log.warn('a submission that the database does not know was put aside', { submission, folder: files.unknown });
  }
  const connections = new Set<Socket>();
  app.server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  opened.push(() => work?.stop());
  opened.push(() => {
    stopping.abort();
    return closeApp(app, connections, { clock, graceS: options.graceS ?? usualGraceS });
  });
  // Before any work begins, which would have to be put back where the port is taken.
  const address = await listen(app, options.host, options.port);
  work = await startWork(
    {
      ...{ database, files, queue, clock },
      checker: countedChecker(checker, metrics, clock),
      changes: intake.changes,
      publish: () => publisher.publish(stopping.signal),
      onError,
    },
    { checksAtOnce: options.checks },
  );
  // Behind all that can fail: a token that nobody is told is worse than none.
  const firstToken = await makeFirstToken(people);
  return { address, firstToken, close: closeAll };
}

function settingsOf(options: IntakeOptions): HttpSettings {
  const settings: HttpSettings = { ...usualHttpSettings, ...options };
  return { ...settings, base: settings.base?.replace(/\/+$/, '') ?? null };
}

/** Nobody else has an embedded database's folder: what is there is left over. */
function leftBefore(database: Database, clock: Clock): Date {
  const now = clock.wallTime();
  return database.kind === 'pglite' ? now : new Date(now.getTime() - leftoverS * 1000);
}

async function makeFirstToken(people: People): Promise<string | null> {
  const wanted = {
    role: 'administrator',
    organisation: 'home',
    label: 'first administrator',
    expiresAt: null,
  } as const;
  return (await people.createFirst(wanted))?.token ?? null;
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    throw failure('serve.failed', { address: `${host}:${port}`, problem: asError(cause).message }, { cause });
  }
  const bound: AddressInfo | string | null = app.server.address();
  const ownPort = typeof bound === 'object' && bound !== null ? bound.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${ownPort}/`;
}

/** Lets requests end that run, for a while. */
async function closeApp(
  app: FastifyInstance,
  connections: ReadonlySet<Socket>,
  { clock, graceS }: { readonly clock: Clock; readonly graceS: number },
): Promise<void> {
  let isClosed = false;
  const closeIdle = (): void => {
    app.server.closeIdleConnections();
    // Browsers open connections ahead, which Node does not count as idle before their first request.
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
    if (!isClosed) cancelIdle = clock.after(closeIdleMs, closeIdle);
  };
  let cancelIdle = (): void => undefined;
  closeIdle();
  const cancelGrace = clock.after(graceS * 1000, () => {
    app.server.closeAllConnections();
  });
  try {
    await app.close();
  } finally {
    isClosed = true;
    cancelIdle();
    cancelGrace();
  }
}

/** What fails while nobody waits for it goes to the log of the app, once there is one. */
function lateLog(): {
  readonly error: (error: Error) => void;
  readonly warn: (message: string, details: Readonly<Record<string, string>>) => void;
  readonly to: (app: FastifyInstance) => void;
} {
  let app: FastifyInstance | undefined;
  return {
    error: (error) => app?.log.error({ err: error }, 'work in the background failed'),
    warn: (message, details) => app?.log.warn(details, message),
    to: (made) => {
      app = made;
    },
  };
}
