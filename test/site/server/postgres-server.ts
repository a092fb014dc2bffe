import { execFile, spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';
import pg from 'pg';

/** Debian keeps the programs out of the PATH, a folder for each version. */
const debianFolder = '/usr/lib/postgresql';

/** The folder with `initdb` and `postgres`; undefined where PostgreSQL is not installed. */
export const postgresPrograms: string | undefined = findPrograms();

function findPrograms(): string | undefined {
  const named = process.env['BOARDBENCH_POSTGRES_BIN'];
  if (named !== undefined) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...folders, ...debianFolders()].find(
    (folder) => isProgram(join(folder, 'initdb')) && isProgram(join(folder, 'postgres')),
  );
}

function debianFolders(): string[] {
  try {
    const versions = readdirSync(debianFolder).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(debianFolder, version, 'bin'));
  } catch {
    return [];
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL refuses to run as root: then somebody else does it. */
interface Owner {
  readonly uid: number;
  readonly gid: number;
}

function ownerInsteadOfRoot(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const fields = accounts.find((line) => line.startsWith(`${name}:`))?.split(':');
    if (fields !== undefined) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody');
}

/**
 * Runs the server, and ends it when its own standard input ends: also when the process of the tests was killed. On the
 * word `stop` the folder stays, so that the server can be started again; otherwise it goes.
 */
const guard = `
"$1/postgres" -D "$2/data" &
server=$!
exec 2>&-
read word
kill -QUIT $server
wait $server
[ "$word" = stop ] || rm -rf "$2"
`;

type Guard = ChildProcessByStdio<Writable, null, Readable>;

/** A PostgreSQL server of the tests' own: its files in a temporary folder, on a free port of this machine alone. */
export class PostgresServer {
  readonly #programs: string;
  readonly #folder: string;
  readonly #owner: Owner | undefined;
  readonly #port: number;
  readonly #password: string;
  #guard: Guard | undefined;
  #databases = 0;

  private constructor(programs: string, folder: string, owner: Owner | undefined, port: number, password: string) {
    this.#programs = programs;
    this.#folder = folder;
    this.#owner = owner;
    this.#port = port;
    this.#password = password;
  }

  /** Makes a server and starts it. It ends with this process at the latest. */
  static async create(programs: string): Promise<PostgresServer> {
    const folder = await mkdtemp(join(tmpdir(), 'boardbench-postgres-'));
    try {
      const owner = ownerInsteadOfRoot();
      const password = randomBytes(18).toString('base64url');
      const passwordFile = join(folder, 'password');
      await writeFile(passwordFile, password);
      await chmod(folder, 0o700);
      if (owner !== undefined) for (const path of [folder, passwordFile]) await chown(path, owner.uid, owner.gid);
      await promisify(execFile)(
        join(programs, 'initdb'),
        // prettier-ignore
        ['--pgdata', join(folder, 'data'), '--username', 'tests', '--pwfile', passwordFile, '--auth', 'scram-sha-256',
         '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
        { cwd: folder, ...owner },
      );
      const port = await freePort();
      const settings = {
        listen_addresses: "'127.0.0.1'",
        port: `${port}`,
        unix_socket_directories: "''",
        // What is lost with the machine may be lost; what was committed outlives the server.
        fsync: 'off',
        full_page_writes: 'off',
        // As few as a small server has: parts that hoard connections fail here.
        max_connections: '60',
        lc_messages: "'C'",
        // Refused statements are the tests' own business.
        log_min_messages: 'log',
      };
      const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
      await writeFile(join(folder, 'data', 'postgresql.auto.conf'), lines.join(''));
      const server = new PostgresServer(programs, folder, owner, port, password);
      await server.start();
      return server;
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Resolves when it takes connections. */
  async start(): Promise<void> {
    const child: Guard = spawn('/bin/sh', ['-c', guard, 'guard', this.#programs, this.#folder], {
      cwd: this.#folder,
      stdio: ['pipe', 'ignore', 'pipe'],
      // A process group of its own: Ctrl-C is for the tests, and the guard cleans up behind them.
      detached: true,
      ...this.#owner,
    });
    this.#guard = child;
    const said: string[] = [];
    const isReady = await new Promise<boolean>((resolve, reject) => {
      child.once('error', reject);
      createInterface({ input: child.stderr })
        .on('line', (line) => {
          said.push(line);
          if (line.includes('ready to accept connections')) resolve(true);
        })
        .on('close', () => {
          resolve(false);
        });
    });
    if (!isReady) throw new Error(`PostgreSQL did not start:\n${said.join('\n')}`);
    // Neither keeps this process from ending.
    child.unref();
    for (const stream of [child.stdin, child.stderr]) if (stream instanceof Socket) stream.unref();
  }

  /** Ends it at once, as a crash does; `start` brings it back with what was committed. */
  async stop(): Promise<void> {
    const child = this.#guard;
    if (child === undefined) return;
    this.#guard = undefined;
    child.ref();
    await new Promise<void>((resolve) => {
      child.once('exit', () => {
        resolve();
      });
      child.stdin.end('stop\n');
    });
  }

  /** Ends it and removes its files. */
  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** The address of a new database with nothing in it. */
  async newDatabase(): Promise<string> {
    this.#databases++;
    const name = `test_${this.#databases}`;
    await this.#administer(`create database ${name}`);
    return this.url(name);
  }

  /** Removes a database that `newDatabase` made, whoever is connected to it. */
  async dropDatabase(url: string): Promise<void> {
    await this.#administer(`drop database if exists ${new URL(url).pathname.slice(1)} with (force)`);
  }

  /** Ends all connections to a database from the server's side. */
  async disconnect(url: string): Promise<void> {
    const name = new URL(url).pathname.slice(1);
    await this.#administer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
  }

  url(database: string): string {
    return `postgres://tests:${this.#password}@127.0.0.1:${this.#port}/${database}`;
  }

  async #administer(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.url('postgres') });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}
