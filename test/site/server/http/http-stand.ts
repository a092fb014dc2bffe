import assert from 'node:assert/strict';
import { mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../../harness/clock.ts';
import type { Clock } from '../../../../harness/clock.ts';
import type { CheckRequest, Checker, CheckerOptions } from '../../../../site/server/checking/checker.ts';
import type { Database } from '../../../../site/server/database/database.ts';
import { IntakeFiles, checkFiles } from '../../../../site/server/files/intake-files.ts';
import type { Role } from '../../../../site/server/intake/person.ts';
import type { CheckOutcome } from '../../../../site/server/intake/submission.ts';
import { startIntake } from '../../../../site/server/start.ts';
import type { IntakeOptions, RunningIntake } from '../../../../site/server/start.ts';
import { checkedAs } from '../intake/intake-stand.ts';
import { openTestPglite } from './open-test-pglite.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

export interface Asked {
  readonly token?: string | null;
  /** Sent as JSON, or as it is where it is a text with a type of its own. */
  readonly body?: unknown;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Writes the files of a check, whose contents no test here looks into. */
export class WritingChecker implements Checker {
  outcome: CheckOutcome = checkedAs();
  /** Awaited in the middle of each check. */
  meanwhile: (options: CheckerOptions) => Promise<void> = () => Promise.resolve();

  async check({ out, name }: CheckRequest, options: CheckerOptions = {}): Promise<CheckOutcome> {
    await this.meanwhile(options);
    if (this.outcome.kind === 'checked') {
      await mkdir(out);
      for (const file of Object.values(checkFiles)) await writeFile(join(out, file), `${file} of ${name}`);
    }
    return this.outcome;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** An intake server at a port of its own, with tokens of people. */
export class HttpStand {
  readonly server: RunningIntake;
  readonly files: IntakeFiles;
  readonly checker: Checker;
  readonly log: string[];
  readonly administrator: string;
  readonly #directory: string;
  readonly #tokens = new Map<string, string>();

  static async open({
    openDatabase = openTestPglite,
    clock = systemClock,
    checker = new WritingChecker(),
    administrator,
    ...options
  }: Partial<Omit<IntakeOptions, 'openDatabase'>> & {
    readonly openDatabase?: () => Promise<Database>;
    readonly clock?: Clock;
    /** Where the database has tokens already. */
    readonly administrator?: string;
  } = {}): Promise<HttpStand> {
    const data = await mkdtemp(join(tmpdir(), 'intake-http-'));
    const log: string[] = [];
    const server = await startIntake(
      {
        ...{ data, host: '127.0.0.1', port: 0, checks: 1, limits: { timeS: 60, memoryMb: 512 } },
        ...{ requestsPerMinute: 1e6, uploadsPerMinute: 1e6, failedTokensPerMinute: 1e6 },
        log: { level: 'info', to: { write: (line) => log.push(line) } },
        ...options,
        checker,
        openDatabase,
      },
      clock,
    );
    const token = administrator ?? server.firstToken;
    assert.ok(token !== null);
    return new HttpStand(server, checker, log, data, token);
  }

  private constructor(
    server: RunningIntake,
    checker: Checker,
    log: string[],
    directory: string,
    administrator: string,
  ) {
    this.administrator = administrator;
    this.server = server;
    this.checker = checker;
    this.log = log;
    this.files = new IntakeFiles(directory);
    this.#directory = directory;
  }

  get port(): number {
    return Number(new URL(this.server.address).port);
  }

  /** The same each time. */
  async token(role: Role, organisation = 'acme'): Promise<string> {
    const name = `${role}@${organisation}`;
    const known = this.#tokens.get(name);
    if (known !== undefined) return known;
    const { status, json } = await this.ask('POST', '/api/tokens', {
      token: this.administrator,
      body: { role, organisation, label: name },
    });
    assert.equal(status, 201);
    const token = String(json['token']);
    this.#tokens.set(name, token);
    return token;
  }

  async ask(method: string, path: string, { token, body, type, headers }: Asked = {}): Promise<Answer> {
    const response = await fetch(new URL(path, this.server.address), {
      method,
      headers: {
        ...(token === undefined || token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': type ?? 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: type === undefined ? JSON.stringify(body) : (body as string | Buffer) }),
      redirect: 'manual',
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  }

  /** Sends an archive in; its id. */
  async submit(token: string, query = '', content: string | Buffer = 'an archive'): Promise<string> {
    const { status, json, text } = await this.ask('POST', `/api/submissions?name=results.zip${query}`, {
      token,
      body: content,
      type: 'application/zip',
    });
    assert.equal(status, 202, text);
    return String(json['id']);
  }

  /** Sends an archive in and waits until it is in a state. */
  async submitUntil(token: string, state: string, query = ''): Promise<string> {
    const id = await this.submit(token, query);
    await this.until(token, id, state);
    return id;
  }

  async until(token: string, id: string, state: string): Promise<void> {
    const events = await fetch(new URL(`/api/submissions/${id}/events`, this.server.address), {
      headers: { authorization: `Bearer ${token}` },
    });
    let text = '';
    for await (const part of events.body ?? []) {
      text += Buffer.from(part as Uint8Array).toString('utf8');
      if (text.includes(`"state":"${state}"`)) return;
    }
    assert.fail(`${id} did not become ${state}: ${text}`);
  }

  async uploadsLeft(): Promise<readonly string[]> {
    return readdir(this.files.uploads);
  }

  /** Whether it still does what it is there for. */
  async assertWell(): Promise<void> {
    const { status } = await this.ask('GET', '/api/me', { token: this.administrator });
    assert.equal(status, 200);
    assert.equal((await this.ask('GET', '/health')).status, 200);
  }

  async close(): Promise<void> {
    await this.server.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** The code of the error that an answer tells; the answer tells nothing of the server besides. */
export function errorCode({ text, json, headers }: Pick<Answer, 'text' | 'json' | 'headers'>): string {
  assert.match(headers.get('content-type') ?? '', /^application\/json/);
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  const { error } = json as { error?: Record<string, unknown> };
  assert.ok(error !== undefined, text);
  assert.deepEqual(Object.keys(error).sort(), ['code', 'message', 'remedy', 'request'], text);
  assertLeaksNothing(text);
  return String(error['code']);
}

/** No place on the disk, no line of the program, no SQL. */
export function assertLeaksNothing(text: string): void {
  assert.doesNotMatch(
    text,
    /\.ts\b|node_modules|node:internal|intake-http-|\bat .*:\d+:\d+|\bselect .* from\b|\bpg_|syntax error/i,
  );
  assert.ok(!text.includes(tmpdir()), text);
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
