import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { CheckDocument } from '../../submissions/reports/check-json.ts';
import type { InJson } from '../server/intake/in-json.ts';
import type { TokenRecord } from '../server/intake/people.ts';
import type { Role } from '../server/intake/person.ts';
import { isRecord, parseJson, readText } from './answer.ts';
import { Connection } from './connection.ts';
import type { Call } from './connection.ts';
import { EventStream } from './event-stream.ts';
import type { ServerEvent } from './event-stream.ts';
import { isCheckDocument } from './told-report.ts';
import { hasTexts, isPerson, isSubmission } from './told.ts';
import type { ToldPerson, ToldSubmission } from './told.ts';

export type ToldToken = InJson<TokenRecord>;

export interface Upload {
  /** Read once. */
  readonly archive: Readable;
  readonly fileName: string;
  /** Null where it is made while it is sent. */
  readonly bytes: number | null;
  readonly round?: string | undefined;
  readonly supersedes?: string | undefined;
  readonly embargoUntil?: Date | undefined;
}

export interface TokenWish {
  readonly role: Role;
  readonly organisation: string;
  readonly label: string;
  readonly expiresAt: Date | null;
}

/** As many as a server lists at once. */
const pageLength = 200;

const mostBytes = 256 * 2 ** 20;

/** A comment comes every 15 s while nothing happens. */
const eventsIdleMs = 45_000;

/** What is done with an intake server over its API, for one bearer of a token. All throw what `Connection.send` does. */
export class IntakeClient {
  readonly #connection: Connection;

  constructor(server: URL, token: string) {
    this.#connection = new Connection(server, token);
  }

  get server(): string {
    return this.#connection.server.href;
  }

  me(signal?: AbortSignal): Promise<ToldPerson> {
    return this.#ask({ method: 'GET', path: 'api/me', signal }, isPerson);
  }

  upload(
    { archive, fileName, bytes, round, supersedes, embargoUntil }: Upload,
    signal?: AbortSignal,
  ): Promise<ToldSubmission> {
    return this.#ask(
      {
        method: 'POST',
        path: 'api/submissions',
        query: { name: fileName, round, supersedes, embargoUntil: embargoUntil?.toISOString() },
        body: archive,
        bytes,
        headers: { 'content-type': 'application/octet-stream' },
        signal,
      },
      isSubmission,
    );
  }

  submission(id: string, signal?: AbortSignal): Promise<ToldSubmission> {
    return this.#ask({ method: 'GET', path: of(id), signal }, isSubmission);
  }

  /** The newest first, at most so many. */
  async submissions(most: number, signal?: AbortSignal): Promise<readonly ToldSubmission[]> {
    const all: ToldSubmission[] = [];
    for (;;) {
      const limit = Math.min(pageLength, most - all.length);
      const query = { limit, after: all.at(-1)?.id };
      const page = await this.#askList(
        { method: 'GET', path: 'api/submissions', query, signal },
        'submissions',
        isSubmission,
      );
      all.push(...page.slice(0, limit));
      if (page.length < limit || all.length >= most) return all;
    }
  }

  withdraw(id: string, reason: string | null, signal?: AbortSignal): Promise<ToldSubmission> {
    return this.#ask({ method: 'POST', path: `${of(id)}/withdraw`, body: { reason }, signal }, isSubmission);
  }

  /** What `check --json` says of it. */
  report(id: string, signal?: AbortSignal): Promise<CheckDocument> {
    return this.#ask({ method: 'GET', path: `${of(id)}/report.json`, signal }, isCheckDocument);
  }

  /** What happens to a submission, from behind the event with the number `after` on; ends when the server ends it. */
  async *events(id: string, after: string, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    const answer = await this.#connection.send({
      method: 'GET',
      path: `${of(id)}/events`,
      headers: { accept: 'text/event-stream', ...(after === '' ? {} : { 'last-event-id': after }) },
      signal,
      idleMs: eventsIdleMs,
    });
    const stream = new EventStream();
    answer.setEncoding('utf8');
    try {
      for await (const piece of answer as AsyncIterable<string>) yield* stream.push(piece);
    } catch (cause) {
      signal.throwIfAborted();
      throw this.#connection.unreachable(cause);
    } finally {
      answer.destroy();
    }
  }

  tokens(signal?: AbortSignal): Promise<readonly ToldToken[]> {
    return this.#askList({ method: 'GET', path: 'api/tokens', signal }, 'tokens', isToken);
  }

  createToken(wish: TokenWish, signal?: AbortSignal): Promise<{ token: string; record: ToldToken }> {
    return this.#ask({ method: 'POST', path: 'api/tokens', body: wish, signal }, isNewToken);
  }

  revokeToken(id: string, signal?: AbortSignal): Promise<ToldToken> {
    return this.#ask({ method: 'DELETE', path: `api/tokens/${encodeURIComponent(id)}`, signal }, isToken);
  }

  /** The bytes of a backup; they are whole where the answer ends without an error. */
  backup(signal?: AbortSignal): Promise<IncomingMessage> {
    return this.#connection.send({
      method: 'GET',
      path: 'api/backup',
      headers: { accept: 'application/gzip' },
      signal,
    });
  }

  async #ask<Answer>(call: Call, isWanted: (value: unknown) => value is Answer): Promise<Answer> {
    const answer = await this.#connection.send(call);
    try {
      const document = parseJson(await readText(answer, mostBytes));
      if (isWanted(document)) return document;
      throw new Error(`${call.path} is not answered as an intake server does`);
    } catch (cause) {
      call.signal?.throwIfAborted();
      throw this.#connection.unreachable(cause);
    }
  }

  /** The list that is the one member of a document. */
  async #askList<Item>(
    call: Call,
    member: string,
    isItem: (value: unknown) => value is Item,
  ): Promise<readonly Item[]> {
    const isWanted = (value: unknown): value is Readonly<Record<string, readonly Item[]>> => {
      const list = isRecord(value) ? value[member] : undefined;
      return Array.isArray(list) && list.every(isItem);
    };
    return (await this.#ask(call, isWanted))[member] ?? [];
  }
}

function of(id: string): string {
  return `api/submissions/${encodeURIComponent(id)}`;
}

function isToken(value: unknown): value is ToldToken {
  return isRecord(value) && hasTexts(value, ['id', 'role', 'organisation', 'label', 'createdAt']);
}

function isNewToken(value: unknown): value is { token: string; record: ToldToken } {
  return isRecord(value) && hasTexts(value, ['token']) && isToken(value['record']);
}
