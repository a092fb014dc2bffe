import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Database } from '../../../../site/server/database/database.ts';
import { describeWithDatabases } from '../databases.ts';
import { HttpStand, WritingChecker, errorCode } from './http-stand.ts';
import { ManualClock } from './manual-clock.ts';
import { openTestPglite } from './open-test-pglite.ts';
import { Wire, head } from './wire.ts';

interface Sent {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: Record<string, unknown>;
  readonly comment: string | undefined;
}

/** Reads server-sent events one after the other. */
class Reader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #control: AbortController;
  #text = '';

  static async open(stand: HttpStand, token: string, id: string, after?: number | string): Promise<Reader> {
    const control = new AbortController();
    const response = await fetch(new URL(`/api/submissions/${id}/events`, stand.server.address), {
      headers: { authorization: `Bearer ${token}`, ...(after === undefined ? {} : { 'last-event-id': String(after) }) },
      signal: control.signal,
    });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.ok(response.body !== null);
    return new Reader(response.body.getReader() as ReadableStreamDefaultReader<Uint8Array>, control);
  }

  private constructor(reader: ReadableStreamDefaultReader<Uint8Array>, control: AbortController) {
    this.#reader = reader;
    this.#control = control;
  }

  /** The next event or comment; undefined: the stream has ended. */
  async next(): Promise<Sent | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        if (block.startsWith('retry:')) continue;
        const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
        const data = JSON.parse(field('data') ?? '{}') as Record<string, unknown>;
        return { id: field('id'), event: field('event'), data, comment: field('') };
      }
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      this.#text += Buffer.from(value).toString('utf8');
    }
  }

  async actions(count: number): Promise<unknown[]> {
    const actions = [];
    while (actions.length < count) {
      const next = await this.next();
      if (next === undefined) break;
      if (next.event === 'changed') actions.push(next.data['action']);
    }
    return actions;
  }

  close(): void {
    this.#control.abort();
  }
}

describeWithDatabases('Events of a submission', (openDatabase) => {
  const checker = new WritingChecker();
  let stand: HttpStand;
  let token = '';

  before(async () => {
    stand = await HttpStand.open({ openDatabase, checker });
    token = await stand.token('submitter');
  });
  after(() => stand.close());

  it('come as they happen, with the progress of the check between them', async () => {
    const begun = new Promise<() => void>((resolveBegun) => {
      checker.meanwhile = ({ onProgress }) =>
        new Promise((resolve) => {
          checker.meanwhile = () => Promise.resolve();
          resolveBegun(() => {
            onProgress?.(1, 2);
            resolve();
          });
        });
    });
    const id = await stand.submit(token);
    const reader = await Reader.open(stand, token, id);
    assert.deepEqual(await reader.actions(2), ['received', 'check-began']);
    const goOn = await begun;
    goOn();
    const progress = await reader.next();
    assert.deepEqual([progress?.event, progress?.id, progress?.data], ['progress', undefined, { done: 1, total: 2 }]);
    const checked = await reader.next();
    assert.deepEqual(
      [checked?.event, checked?.id, checked?.data['number'], checked?.data['state']],
      ['changed', '3', 3, 'checked'],
    );
    const { json } = await stand.ask('GET', `/api/submissions/${id}/history`, { token });
    const { state, ...event } = checked?.data ?? {};
    assert.equal(state, 'checked');
    assert.deepEqual((json['events'] as unknown[])[2], event);
    await stand.ask('POST', `/api/submissions/${id}/withdraw`, { token, body: {} });
    assert.deepEqual(await reader.actions(1), ['withdrawn']);
    reader.close();
  });

  it('go on behind the last that is known, for readers of any age at once', async () => {
    const id = await stand.submitUntil(token, 'checked');
    const readers = await Promise.all([undefined, 2, 0, 3].map((after) => Reader.open(stand, token, id, after)));
    await stand.ask('POST', `/api/submissions/${id}/withdraw`, { token, body: {} });
    const all = ['received', 'check-began', 'checked', 'withdrawn'];
    assert.deepEqual(await Promise.all(readers.map((reader, index) => reader.actions([4, 2, 4, 1][index] ?? 0))), [
      ...[all, all.slice(2), all, all.slice(3)],
    ]);
    for (const reader of readers) reader.close();
  });

  it('are not begun behind what is no number', async () => {
    const id = await stand.submitUntil(token, 'checked');
    for (const after of ['x', '-1', '1.5', "1' or 1=1"]) {
      const headers = { 'last-event-id': after };
      const answer = await stand.ask('GET', `/api/submissions/${id}/events`, { token, headers });
      assert.deepEqual([answer.status, errorCode(answer)], [400, 'request.invalid'], after);
    }
  });

  it('end when the server stops', async () => {
    const id = await stand.submitUntil(token, 'checked');
    const reader = await Reader.open(stand, token, id);
    await reader.actions(3);
    const closed = stand.server.close();
    assert.equal(await reader.next(), undefined);
    await closed;
  });
});

describe('Streams of events', () => {
  const clock = new ManualClock();
  let database: Database;
  let stand: HttpStand;
  let token = '';
  let histories = 0;
  /** Awaited before a submission is read. */
  let meanwhile = (): Promise<void> => Promise.resolve();

  before(async () => {
    const opened = await openTestPglite();
    database = {
      ...opened,
      query: async (sql, values) => {
        if (sql.includes('where audit.submission = $1')) histories++;
        if (sql.includes('from submissions where id = $1')) await meanwhile();
        return opened.query(sql, values);
      },
    };
    stand = await HttpStand.open({ clock, eventStreams: 3, openDatabase: () => Promise.resolve(database) });
    token = await stand.token('submitter');
  });
  after(() => stand.close());

  it('say now and then that they are there', async () => {
    const id = await stand.submitUntil(token, 'checked');
    const reader = await Reader.open(stand, token, id);
    await reader.actions(3);
    clock.pass(15_000);
    assert.equal((await reader.next())?.comment, 'still here');
    reader.close();
  });

  it('tell of what other processes did, with one look for all readers', async () => {
    const id = await stand.submitUntil(token, 'checked');
    const readers = [await Reader.open(stand, token, id), await Reader.open(stand, token, id)];
    for (const reader of readers) await reader.actions(3);
    await stand.assertWell();
    await database.query(
      `insert into audit (at, action, submission, number, detail) values (now(), 'commented', $1, 4, '{}')`,
      [id],
    );
    await database.query('update submissions set version = 4 where id = $1', [id]);
    const before = histories;
    clock.pass(1000);
    for (const reader of readers) assert.deepEqual(await reader.actions(1), ['commented']);
    assert.equal(histories - before, 1);
    for (const reader of readers) reader.close();
  });

  it('cost nothing any more when all readers have gone', async () => {
    const id = await stand.submitUntil(token, 'checked');
    const reader = await Reader.open(stand, token, id);
    await reader.actions(3);
    const logged = stand.log.length;
    reader.close();
    await until(() => stand.log.slice(logged).some((line) => line.includes('a stream of events is over')));
    const before = histories;
    clock.pass(10_000);
    await stand.assertWell();
    assert.equal(histories, before);
  });

  it('end when the token is revoked', async () => {
    const owner = await stand.token('submitter', 'revoked');
    const { json } = await stand.ask('GET', '/api/me', { token: owner });
    const id = await stand.submitUntil(owner, 'checked');
    const reader = await Reader.open(stand, owner, id);
    await reader.actions(3);
    await stand.ask('DELETE', `/api/tokens/${String(json['tokenId'])}`, { token: stand.administrator });
    clock.pass(15_000);
    let next = await reader.next();
    while (next !== undefined) next = await reader.next();
  });

  it('are so many for each token', async () => {
    const own = await stand.token('submitter', 'many');
    const id = await stand.submitUntil(own, 'checked');
    const readers = [];
    for (let count = 0; count < 3; count++) readers.push(await Reader.open(stand, own, id));
    const late = await stand.ask('GET', `/api/submissions/${id}/events`, { token: own });
    assert.deepEqual([late.status, errorCode(late)], [429, 'request.too-many-streams']);
    const logged = stand.log.length;
    readers[0]?.close();
    await until(() => stand.log.slice(logged).some((line) => line.includes('a stream of events is over')));
    readers.push(await Reader.open(stand, own, id));
    for (const reader of readers) reader.close();
  });

  it('are over for readers who go while they are opened', async () => {
    const own = await stand.token('submitter', 'gone');
    const id = await stand.submitUntil(own, 'checked');
    const logged = stand.log.length;
    for (let count = 0; count < 5; count++) {
      const wire = await Wire.open(stand.port);
      let goOn = (): void => undefined;
      const isReading = new Promise<void>((resolve) => {
        meanwhile = () =>
          new Promise((resume) => {
            meanwhile = () => Promise.resolve();
            goOn = resume;
            resolve();
          });
      });
      wire.write(head(`GET /api/submissions/${id}/events`, { authorization: `Bearer ${own}` }));
      await isReading;
      wire.socket.resetAndDestroy();
      await wire.closed();
      await stand.assertWell();
      goOn();
      await stand.assertWell();
    }
    const before = histories;
    clock.pass(10_000);
    await stand.assertWell();
    assert.equal(histories, before);
    const reader = await Reader.open(stand, own, id);
    await reader.actions(3);
    reader.close();
    assert.ok(!stand.log.slice(logged).some((line) => line.includes('"level":50')));
  });

  it('end where their reader does not read', async () => {
    const id = await stand.submitUntil(token, 'checked');
    const wire = await Wire.open(stand.port);
    wire.socket.pause();
    wire.write(head(`GET /api/submissions/${id}/events`, { authorization: `Bearer ${token}` }));
    const closed = once(wire.socket, 'close');
    // Each event is as large as comments may be, and more than a megabyte of them waits for the reader at last.
    const reviewer = await stand.token('reviewer', 'jury');
    await stand.assertWell();
    for (let count = 0; count < 40; count++) {
      await database.query(
        `insert into audit (at, action, submission, number, detail)
         select now(), 'commented', $1, max(number) + 1, jsonb_build_object('text', repeat('x', 400000))
         from audit where submission = $1`,
        [id],
      );
      clock.pass(1000);
      await stand.ask('GET', '/api/me', { token: reviewer });
    }
    wire.socket.resume();
    await closed;
    await stand.assertWell();
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
