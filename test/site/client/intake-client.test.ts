import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { BenchError } from '../../../harness/errors.ts';
import { follow } from '../../../site/client/follow.ts';
import { IntakeClient } from '../../../site/client/intake-client.ts';
import { sendArchive } from '../../../site/client/send-archive.ts';
import { TestClock } from '../../test-clock.ts';
import { FakeServer, inTurn, json, me, submission } from './fake-server.ts';
import type { Answer } from './fake-server.ts';

const hangUp: Answer = (request) => {
  request.socket.destroy();
};

async function thrown(work: Promise<unknown>): Promise<BenchError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof BenchError, String(error));
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('the client of an intake server', () => {
  let server: FakeServer;
  let client: IntakeClient;
  before(async () => {
    server = await FakeServer.start();
    client = new IntakeClient(server.address, 'bb_secret');
  });
  after(() => {
    server.close();
  });

  it('says who it is, and believes nothing that is no answer', async () => {
    let bearer = '';
    server.answer({
      'GET /api/me': (request, response) => {
        bearer = request.headers.authorization ?? '';
        json(me)(request, response);
      },
      'GET /api/tokens': json({ tokens: [{ id: 1 }] }),
      'GET /api/submissions/abc': (_request, response) => response.end('<html>'),
    });
    assert.deepEqual(await client.me(), me);
    assert.equal(bearer, 'Bearer bb_secret');
    assert.equal((await thrown(client.tokens())).code, 'intake.unreachable');
    assert.match((await thrown(client.submission('abc'))).message, /no JSON/);
  });

  it("tells a refusal with the server's code, words, remedy and number", async () => {
    const error = { code: 'token.role', message: 'This needs more', remedy: 'Ask.', request: 'r-1' };
    server.answer({ 'GET /api/me': json({ error }, 403) });
    const refused = await thrown(client.me());
    assert.match(refused.message, /refused \(403, token\.role\): This needs more$/);
    assert.equal(refused.remedy, 'Ask (request r-1).');
  });

  it('says of a stranger what it can', async () => {
    const cases: [Answer, RegExp][] = [
      [(_, response) => response.writeHead(301, { location: 'https://b.org/' }).end(), /it is at https:\/\/b\.org\//],
      [(_, response) => response.writeHead(502).end('<h1>Bad Gateway'), /502, no-server/],
      [json({ error: 'no' }, 500), /500, unknown/],
      [hangUp, /No answer from .*: /],
    ];
    for (const [answer, words] of cases) {
      server.answer({ 'GET /api/me': answer });
      assert.match((await thrown(client.me())).message, words);
    }
    const nobody = new IntakeClient(new URL('http://127.0.0.1:9/'), 'x');
    assert.match((await thrown(nobody.me())).message, /nothing listens there/);
  });

  it('names submissions so that no id leads elsewhere', async () => {
    server.answer({});
    await thrown(client.submission('../tokens?x='));
    assert.deepEqual(server.asked, ['GET /api/submissions/..%2Ftokens%3Fx%3D']);
  });

  it('lists more than a page', async () => {
    const page = (count: number): Answer =>
      json({ submissions: Array.from({ length: count }, () => submission('checked')) });
    server.answer({ 'GET /api/submissions': inTurn(page(200), page(30)) });
    assert.equal((await client.submissions(1000)).length, 230);
    assert.deepEqual(server.asked, ['GET /api/submissions?limit=200', 'GET /api/submissions?limit=200&after=abc']);
  });

  describe('when it sends an archive', () => {
    const bytes = Buffer.alloc(300_000, 'abc');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const { signal } = new AbortController();
    const send = (wishes = {}): ReturnType<typeof sendArchive> => {
      const stream = Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]);
      return sendArchive(client, { stream, fileName: 'ä b.zip', bytes: bytes.length }, wishes, { signal });
    };
    const whole =
      (then: Answer): Answer =>
      (request, response) => {
        request.resume().once('end', () => {
          then(request, response);
        });
      };

    it('sends its bytes, its name and the wishes', async () => {
      const hash = createHash('sha256');
      server.answer({
        'GET /api/me': json(me),
        'POST /api/submissions': (request, response) => {
          request.on('data', (piece: Buffer) => hash.update(piece));
          request.once('end', () => {
            json(submission('queued', { bytes: Number(request.headers['content-length']) }), 202)(request, response);
          });
        },
      });
      const sent = await send({ round: 'v1.3', embargoUntil: new Date(Date.UTC(2030, 0, 1)) });
      assert.equal(sent.bytes, bytes.length);
      assert.equal(hash.digest('hex'), sha256);
      const query = new URL(server.asked[1]?.split(' ')[1] ?? '', server.address).searchParams;
      assert.deepEqual(Object.fromEntries(query), {
        name: 'ä b.zip',
        round: 'v1.3',
        embargoUntil: '2030-01-01T00:00:00.000Z',
      });
    });

    it('sends nothing where the token is not known', async () => {
      const error = { code: 'token.unknown', message: 'Not known', remedy: 'Ask.', request: 'r' };
      server.answer({ 'GET /api/me': json({ error }, 401) });
      assert.equal((await thrown(send())).details['code'], 'token.unknown');
      assert.deepEqual(server.asked, ['GET /api/me']);
    });

    it('stops where the server refuses before all is sent', async () => {
      const error = { code: 'upload.too-large', message: 'Too large', remedy: 'Send less.', request: 'r' };
      server.answer({ 'GET /api/me': json(me), 'POST /api/submissions': json({ error }, 413) });
      let given = 0;
      const endless = Readable.from(
        (function* () {
          for (;;) {
            given += 65_536;
            yield Buffer.alloc(65_536);
          }
        })(),
      );
      const sending = sendArchive(client, { stream: endless, fileName: 'a.zip', bytes: null }, {}, { signal });
      assert.equal((await thrown(sending)).details['code'], 'upload.too-large');
      assert.ok(given < 100e6);
    });

    it('finds what has arrived although nobody said so, and does not send it again', async () => {
      const list = [submission('queued', { id: 'other' }), submission('checking', { id: 'mine', sha256 })];
      server.answer({
        'GET /api/me': json(me),
        'POST /api/submissions': whole(hangUp),
        'GET /api/submissions': json({ submissions: list }),
      });
      assert.equal((await send()).id, 'mine');
      assert.equal(server.asked.filter((line) => line.startsWith('POST')).length, 1);
    });

    it('says that it does not know where it cannot be found', async () => {
      const taken = submission('withdrawn', { sha256 });
      const foreign = submission('queued', { sha256, submittedBy: 'tok2' });
      server.answer({
        'GET /api/me': json(me),
        'POST /api/submissions': whole(hangUp),
        'GET /api/submissions': json({ submissions: [taken, foreign] }),
      });
      assert.equal((await thrown(send())).code, 'submit.unanswered');
    });

    it('says how far it came where the line breaks, the file cannot be read or somebody stops it', async () => {
      server.answer({
        'GET /api/me': json(me),
        'POST /api/submissions': (request) => {
          request.once('data', () => {
            request.socket.destroy();
          });
        },
      });
      const slowly = async function* (then: () => Promise<never>): AsyncGenerator<Buffer> {
        yield bytes;
        await then();
      };
      const never = (): Promise<never> => new Promise(() => undefined);
      const sending = (stream: Readable, stop = signal): Promise<unknown> =>
        sendArchive(client, { stream, fileName: 'a.zip', bytes: null }, {}, { signal: stop });
      assert.equal((await thrown(sending(Readable.from(slowly(never))))).code, 'upload.broken-off');
      server.answer({ 'GET /api/me': json(me), 'POST /api/submissions': (request) => request.resume() });
      const gone = (): Promise<never> => Promise.reject(new Error('the disk is gone'));
      assert.match((await thrown(sending(Readable.from(slowly(gone))))).message, /a\.zip.*the disk is gone/);
      const stop = new AbortController();
      server.answer({
        'GET /api/me': json(me),
        'POST /api/submissions': (request) => {
          request.once('data', () => {
            stop.abort(new Error('interrupted'));
          });
        },
      });
      assert.equal((await thrown(sending(Readable.from(slowly(never)), stop.signal))).code, 'submit.stopped');
    });
  });

  describe('when it follows a submission', () => {
    const events =
      (...lines: readonly string[]): Answer =>
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(lines.join('\n\n') + '\n\n');
      };
    const progress = 'event: progress\ndata: {"done":1,"total":4}';
    const changed = 'id: 2\nevent: changed\ndata: {}';
    const followed = async (answers: Readonly<Record<string, Answer>>): Promise<string[]> => {
      server.answer(answers);
      const told: string[] = [];
      await follow(client, 'abc', {
        clock: new TestClock(),
        signal: new AbortController().signal,
        onState: ({ state }) => told.push(state),
        onProgress: (done, total) => told.push(`${done}/${total}`),
        onLost: ({ code }) => told.push(code),
      });
      return told;
    };

    it('tells states and progress until it is checked', async () => {
      const states = ['queued', 'checking', 'checked'].map((state) => json(submission(state)));
      const told = await followed({
        'GET /api/submissions/abc': inTurn(...states),
        'GET /api/submissions/abc/events': inTurn(
          events(changed),
          events(progress, 'event: progress\ndata: {', changed),
        ),
      });
      assert.deepEqual(told, ['queued', 'checking', '1/4', 'checked']);
    });

    it('asks again and again where no events are to be had', async () => {
      const waiting = json(submission('queued'));
      const told = await followed({
        'GET /api/submissions/abc': inTurn(waiting, waiting, waiting, json(submission('unreadable'))),
        'GET /api/submissions/abc/events': inTurn(hangUp, events(), json({}, 503)),
      });
      assert.deepEqual(told, ['queued', 'unreadable']);
    });

    it('goes on where a server was away or wants to be asked later', async () => {
      const later = json({ error: { code: 'request.too-many', message: 'Too many' } }, 429, { 'retry-after': '7' });
      const told = await followed({
        'GET /api/submissions/abc': inTurn(hangUp, later, json({}, 502), json(submission('checked'))),
      });
      assert.deepEqual(told, ['intake.unreachable', 'intake.refused', 'intake.refused', 'checked']);
    });

    it('gives up where it may not look, and after minutes without an answer', async () => {
      const error = { code: 'intake.unknown', message: 'There is none', remedy: '' };
      assert.equal(
        (await thrown(followed({ 'GET /api/submissions/abc': json({ error }, 404) }))).details['status'],
        404,
      );
      assert.equal((await thrown(followed({ 'GET /api/submissions/abc': hangUp }))).code, 'intake.unreachable');
      assert.ok(server.asked.length > 10, `${server.asked.length} times`);
    });
  });
});
