import assert from 'node:assert/strict';
import { HttpStand, errorCode } from './http-stand.ts';
import { ManualClock } from './manual-clock.ts';
import { Wire, head } from './wire.ts';

const mb = 1024 * 1024;

describe('A body that nobody wants', () => {
  const clock = new ManualClock();
  let stand: HttpStand;
  let submitter = '';

  before(async () => {
    stand = await HttpStand.open({ clock });
    submitter = await stand.token('submitter');
  });
  afterEach(() => stand.assertWell());
  after(() => stand.close());

  const json = { 'content-type': 'application/json', 'content-length': '60000' };
  for (const [first, status, code] of [
    ['POST /nope', 404, 'request.unknown'],
    ['POST /api/nope', 404, 'request.unknown'],
    ['PUT /health', 404, 'request.unknown'],
    ['POST /intake/', 404, 'request.unknown'],
    ['POST /api/tokens', 401, 'token.none'],
    ['DELETE /api/tokens/aaaaaaaa', 401, 'token.none'],
    ['POST /api/submissions', 401, 'token.none'],
    ['GET /api/me', 401, 'token.none'],
    ['GET /nope', 404, 'request.unknown'],
    ['GET /', 200, null],
    ['GET /health', 200, null],
    ['GET /intake/', 200, null],
    ['GET /api/rounds', 200, null],
    ['GET /api/openapi.json', 200, null],
  ] as const) {
    it(`is not waited for at ${first}: the answer comes before it, and its connection ends`, async () => {
      const wire = await Wire.open(stand.port);
      wire.write(`${head(first, json)}{`);
      const answer = await wire.answer();
      assert.equal(answer.status, status, answer.text.slice(0, 300));
      if (code !== null) assert.equal(errorCode(answer), code);
      // A byte now and then keeps nothing open.
      wire.write('"');
      await stand.assertWell();
      clock.pass(1000);
      wire.write('a');
      // The server counts from when it has written its answer, which may be behind our having read it.
      for (let passedMs = 0; passedMs < 10_000 && !wire.socket.closed; passedMs += 500) {
        await stand.assertWell();
        clock.pass(500);
      }
      await wire.closed();
    });
  }

  it('is not taken for long where it is large', async () => {
    for (const first of ['POST /nope', 'GET /health', 'POST /api/tokens']) {
      const wire = await Wire.open(stand.port);
      wire.write(head(first, { 'content-type': 'application/octet-stream', 'content-length': String(10 * 1024 * mb) }));
      await wire.answer();
      for (let count = 0; count < 16; count++) wire.write(Buffer.alloc(mb / 2));
      // Sooner than one is given up that sends next to nothing.
      for (let passedMs = 0; passedMs < 1900; passedMs += 100) {
        await stand.assertWell();
        clock.pass(100);
      }
      await wire.closed();
    }
  });

  it('is not asked to come', async () => {
    for (const first of ['POST /nope', 'POST /api/tokens']) {
      const wire = await Wire.open(stand.port);
      let received = '';
      wire.socket.on('data', (text: string) => (received += text));
      wire.write(head(first, { ...json, expect: '100-continue' }));
      await wire.answer();
      assert.doesNotMatch(received, /100 Continue/);
      wire.end();
    }
  });

  it('is asked to come where it is wanted', async () => {
    const wire = await Wire.open(stand.port);
    const continued = new Promise<void>((resolve) => {
      wire.socket.on('data', (text: string) => {
        if (text.includes('100 Continue')) resolve();
      });
    });
    const headers = { authorization: `Bearer ${submitter}`, 'content-type': 'application/zip', 'content-length': '4' };
    wire.write(head('POST /api/submissions', { ...headers, expect: '100-continue' }));
    await continued;
    wire.write('abcd');
    assert.equal((await wire.answer()).status, 202);
    wire.end();
  });

  it('that comes whole after all keeps its connection for the next request', async () => {
    const wire = await Wire.open(stand.port);
    wire.write(head('POST /nope', { 'content-type': 'application/json', 'content-length': '10' }));
    assert.equal((await wire.answer()).status, 404);
    wire.write('0123456789');
    await stand.assertWell();
    clock.pass(10_000);
    const next = new Promise<string>((resolve) => {
      wire.socket.once('data', (text: string) => {
        resolve(text);
      });
    });
    wire.write(head('GET /health'));
    assert.match(await next, /^HTTP\/1\.1 200 /);
    wire.end();
  });

  it('keeps no server from its end', async () => {
    const time = new ManualClock();
    const stopping = await HttpStand.open({ clock: time });
    const wires = [];
    for (const first of ['POST /nope', 'GET /', 'POST /api/tokens']) {
      const wire = await Wire.open(stopping.port);
      wire.write(`${head(first, json)}{`);
      await wire.answer();
      wires.push(wire);
    }
    const ended = new AbortController();
    const stopped = stopping.server.close().then(() => {
      ended.abort();
    });
    // Half of the grace that requests have which are wanted; the server counts from when it has written its answers.
    for (let passedMs = 0; passedMs < 10_000 && !ended.signal.aborted; passedMs += 100) {
      time.pass(100);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await stopped;
    for (const wire of wires) await wire.closed();
    await stopping.close();
  });
});
