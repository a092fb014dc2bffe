import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import fc from 'fast-check';
import { HttpStand, errorCode } from './http-stand.ts';
import { ManualClock } from './manual-clock.ts';
import { Wire, chunk, head, lastChunk } from './wire.ts';

const mb = 1024 * 1024;

describe('An upload that is not what it should be', () => {
  const clock = new ManualClock();
  let stand: HttpStand;
  let token = '';
  const submissions = new Set<string>();

  before(async () => {
    stand = await HttpStand.open({ clock, uploadLimitMb: 1, stallS: 30 });
    token = await stand.token('submitter');
  });
  afterEach('leaves nothing behind, and the server well', async () => {
    assert.deepEqual(await stand.uploadsLeft(), []);
    assert.deepEqual(new Set(await readdir(stand.files.submissions)), submissions);
    await stand.assertWell();
  });
  after(() => stand.close());

  function start(headers: Readonly<Record<string, string>>, path = '/api/submissions'): Promise<Wire> {
    return Wire.open(stand.port).then((wire) =>
      wire.write(head(`POST ${path}`, { authorization: `Bearer ${token}`, ...headers })),
    );
  }

  async function refused(wire: Wire, status: number, code: string): Promise<void> {
    const answer = await wire.answer();
    assert.deepEqual([answer.status, errorCode(answer)], [status, code], answer.text);
  }

  it('of 10 GB is refused before any of it comes', async () => {
    const wire = await start({ 'content-length': String(10 * 1024 * mb), 'content-type': 'application/zip' });
    await refused(wire, 413, 'upload.too-large');
    clock.pass(5000);
    await wire.closed();
  });

  it('of 10 GB that waits for a word is not asked to come', async () => {
    const wire = await start({
      ...{ 'content-length': String(10 * 1024 * mb), 'content-type': 'application/zip', expect: '100-continue' },
    });
    await refused(wire, 413, 'upload.too-large');
    clock.pass(5000);
    await wire.closed();
  });

  it('of unknown length is refused where it passes the limit, and its connection ends', async () => {
    const wire = await start({ 'transfer-encoding': 'chunked', 'content-type': 'application/zip' });
    wire.socket.on('drain', () => undefined);
    for (let count = 0; count < 17; count++) wire.write(chunk(Buffer.alloc(mb / 16)));
    await refused(wire, 413, 'upload.too-large');
    // It goes on sending, and is not listened to for long.
    for (let count = 0; count < 8; count++) wire.write(chunk(Buffer.alloc(mb)));
    for (let passedMs = 0; passedMs < 1900; passedMs += 100) {
      await stand.assertWell();
      clock.pass(100);
    }
    await wire.closed();
  });

  it('of a form is refused where its file passes the limit', async () => {
    const wire = await start({ 'transfer-encoding': 'chunked', 'content-type': 'multipart/form-data; boundary=x' });
    wire.write(chunk('--x\r\ncontent-disposition: form-data; name="a"; filename="a.zip"\r\n\r\n'));
    for (let count = 0; count < 17; count++) wire.write(chunk(Buffer.alloc(mb / 16)));
    await refused(wire, 413, 'upload.too-large');
    clock.pass(5000);
    await wire.closed();
  });

  it('of exactly the limit is taken', async () => {
    submissions.add(await stand.submit(token, '', Buffer.alloc(mb)));
    const more = await stand.ask('POST', '/api/submissions', {
      token,
      body: Buffer.alloc(mb + 1),
      type: 'application/zip',
    });
    assert.deepEqual([more.status, errorCode(more)], [413, 'upload.too-large']);
  });

  for (const [what, headers, first] of [
    ['before its first byte', { 'content-length': '1000', 'content-type': 'application/zip' }, ''],
    ['in the middle', { 'content-length': '9000', 'content-type': 'application/zip' }, 'x'.repeat(4000)],
    ['between chunks', { 'transfer-encoding': 'chunked', 'content-type': 'application/gzip' }, '3\r\nabc\r\n'],
    [
      'within a form',
      { 'content-length': '9000', 'content-type': 'multipart/form-data; boundary=x' },
      '--x\r\ncontent-disposition: form-data; name="a"; filename="a.zip"\r\n\r\nPK',
    ],
    [
      'before the file of a form',
      { 'content-length': '9000', 'content-type': 'multipart/form-data; boundary=x' },
      '--x\r\n',
    ],
  ] as const) {
    it(`that stands still ${what} is given up`, async () => {
      const wire = await start(headers);
      wire.write(first);
      await beginning(stand, wire);
      clock.pass(30_000);
      clock.pass(30_000);
      await refused(wire, 408, 'upload.stalled');
      clock.pass(5000);
      await wire.closed();
    });
  }

  it('that drips is given up as one that stands still', async () => {
    const wire = await start({ 'content-length': '100000', 'content-type': 'application/zip' });
    await beginning(stand, wire);
    for (let count = 0; count < 4; count++) {
      wire.write('x');
      clock.pass(10_000);
    }
    await refused(wire, 408, 'upload.stalled');
    clock.pass(5000);
    await wire.closed();
  });

  it('that breaks off is forgotten', async () => {
    for (const type of ['application/zip', 'multipart/form-data; boundary=x']) {
      const wire = await start({ 'content-length': '9000', 'content-type': type });
      wire.write('--x\r\ncontent-disposition: form-data; name="a"; filename="a.zip"\r\n\r\nPK');
      await beginning(stand, wire);
      const logged = stand.log.length;
      wire.end();
      await until(() => stand.log.slice(logged).some((line) => line.includes('upload.broken-off')));
    }
  });

  it('is refused by its type', async () => {
    for (const type of [
      'text/html',
      'application/json',
      'image/png',
      'nonsense',
      'application/x-www-form-urlencoded',
    ]) {
      const answer = await stand.ask('POST', '/api/submissions', { token, body: 'x', type });
      assert.deepEqual([answer.status, errorCode(answer)], [415, 'upload.type'], type);
    }
    await refused(await start({ 'content-length': '1' }).then((wire) => wire.write('x')), 415, 'upload.type');
    const packed = { 'content-type': 'application/zip', 'content-encoding': 'gzip', 'content-length': '1' };
    await refused(await start(packed).then((wire) => wire.write('x')), 400, 'upload.malformed');
    clock.pass(5000);
  });

  it('is refused where it is empty', async () => {
    const nothing = await stand.ask('POST', '/api/submissions', { token, body: '', type: 'application/zip' });
    assert.deepEqual([nothing.status, errorCode(nothing)], [400, 'upload.malformed']);
    const chunked = await start({ 'transfer-encoding': 'chunked', 'content-type': 'application/zip' });
    await refused(chunked.write(lastChunk), 400, 'upload.malformed');
    const bodiless = await start({});
    const answer = await bodiless.answer();
    assert.ok([400, 415].includes(answer.status), answer.text);
    errorCode(answer);
    bodiless.end();
  });

  const file = (name = 'a', content = 'PK', extra = ''): string =>
    `--x\r\ncontent-disposition: form-data; name="${name}"; filename="a.zip"\r\n${extra}\r\n${content}\r\n`;
  const field = (name: string, content = '1', extra = ''): string =>
    `--x\r\ncontent-disposition: form-data; name="${name}"\r\n${extra}\r\n${content}\r\n`;
  const malformed: Readonly<Record<string, string>> = {
    'no part at all': '--x--\r\n',
    'no boundary at all': 'PK',
    'only line ends': '\r\n\r\n\r\n',
    'two files': `${file('a')}${file('b')}--x--\r\n`,
    'three files': `${file('a')}${file('b')}${file('c')}--x--\r\n`,
    'a field before the file': `${field('round')}${file()}--x--\r\n`,
    'a field behind the file': `${file()}${field('round')}--x--\r\n`,
    'a field alone': `${field('archive', 'PK')}--x--\r\n`,
    'fields without end': `${field('a').repeat(2000)}--x--\r\n`,
    'a field of a prototype': `${field('__proto__')}${file()}--x--\r\n`,
    'a file of a prototype': `${file('__proto__')}--x--\r\n`,
    'a file named constructor': `${file('constructor')}--x--\r\n`,
    'a field that is no JSON': `${field('a', '{', 'content-type: application/json\r\n')}--x--\r\n`,
    'an empty file': `${file('a', '')}--x--\r\n`,
    'no end': file(),
    'an end in the middle of a header': '--x\r\ncontent-disposition: form-data; na',
    'a part without headers': '--x\r\n\r\nPK\r\n--x--\r\n',
    'a part with too many headers': `--x\r\n${'a: b\r\n'.repeat(3000)}\r\nPK\r\n--x--\r\n`,
    'a part with an endless header': `--x\r\ncontent-disposition: form-data; name="${'a'.repeat(200_000)}"; filename="a"\r\n\r\nPK\r\n--x--\r\n`,
    'another boundary': `--y\r\ncontent-disposition: form-data; name="a"; filename="a.zip"\r\n\r\nPK\r\n--y--\r\n`,
  };
  for (const [what, body] of Object.entries(malformed)) {
    it(`is refused where it is a form with ${what}`, async () => {
      const wire = await start({
        ...{ 'content-length': String(Buffer.byteLength(body)), 'content-type': 'multipart/form-data; boundary=x' },
      });
      await refused(wire.write(body), 400, 'upload.malformed');
      clock.pass(5000);
      wire.end();
    });
  }

  it('is refused where its form has no boundary or one that is none', async () => {
    for (const type of [
      'multipart/form-data',
      'multipart/form-data; boundary=',
      `multipart/form-data; boundary=${'x'.repeat(3000)}`,
      'multipart/form-data; boundary="\u0001"',
    ]) {
      const wire = await start({ 'content-length': String(file().length), 'content-type': type });
      const answer = await wire.write(file()).answer();
      assert.equal(answer.status, 400, answer.text);
      errorCode(answer);
      clock.pass(5000);
      wire.end();
    }
  });

  it('is taken where its only part is of bytes and has no name', async () => {
    const part =
      '--x\r\ncontent-disposition: form-data; name="a"\r\ncontent-type: application/octet-stream\r\n\r\nPK\r\n';
    const answer = await stand.ask('POST', '/api/submissions', {
      ...{ token, body: `${part}--x--\r\n`, type: 'multipart/form-data; boundary=x' },
    });
    assert.equal(answer.status, 202, answer.text);
    assert.deepEqual([answer.json['bytes'], typeof answer.json['fileName']], [2, 'string']);
    submissions.add(String(answer.json['id']));
  });

  it('is taken or refused whatever its form is made of', async () => {
    const word = fc.constantFrom('a', '', 'x', '__proto__', 'a.zip', '../a', '"', '\u0000', 'ü', '%22', '\\', '=?x?=');
    const disposition = fc
      .tuple(
        fc.constantFrom('form-data', 'attachment', 'form-data;', ''),
        fc.array(fc.tuple(fc.constantFrom('name', 'filename', 'filename*', 'size', ''), word), { maxLength: 4 }),
      )
      .map(([kind, parameters]) => [kind, ...parameters.map(([name, value]) => `${name}="${value}"`)].join('; '));
    const header = fc.oneof(
      { weight: 3, arbitrary: disposition.map((value) => `content-disposition: ${value}`) },
      fc
        .constantFrom(
          'application/zip',
          'application/octet-stream',
          'application/json',
          'text/plain; charset=nonsense',
          'x',
          '',
        )
        .map((type) => `content-type: ${type}`),
      fc.constantFrom('base64', 'quoted-printable', '8bit', 'x').map((by) => `content-transfer-encoding: ${by}`),
      fc.constantFrom(': ', 'a', 'content-disposition', '\t', 'a:\u0001'),
    );
    const part = fc
      .tuple(fc.array(header, { maxLength: 4 }), fc.constantFrom('PK', '', '{', '\r\n', '--x', '\u0000'))
      .map(([headers, content]) => `--x\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n${content}\r\n`);
    const form = fc
      .tuple(fc.array(part, { maxLength: 3 }), fc.constantFrom('--x--\r\n', '--x--', '--x', '', '--x-\r\n'))
      .map(([parts, end]) => `${parts.join('')}${end}`);
    await fc.assert(
      fc.asyncProperty(form, async (body) => {
        const answer = await stand.ask('POST', '/api/submissions', {
          ...{ token, body: Buffer.from(body), type: 'multipart/form-data; boundary=x' },
        });
        if (answer.status === 202) submissions.add(String(answer.json['id']));
        else assert.deepEqual([answer.status, errorCode(answer)], [400, 'upload.malformed'], answer.text);
      }),
      { numRuns: 150 },
    );
  });

  it('does not keep the next request of its connection from an answer', async () => {
    const wire = await start({ 'content-length': '5', 'content-type': 'text/html' });
    wire.write('hello');
    await refused(wire, 415, 'upload.type');
    wire.end();
  });
});

describe('A request that comes slowly', () => {
  const clock = new ManualClock();
  let stand: HttpStand;

  before(async () => {
    stand = await HttpStand.open({ clock, headersS: 0.5 });
  });
  after(() => stand.close());

  it('in its JSON is given up', async () => {
    const wire = await Wire.open(stand.port);
    wire.write(
      head('POST /api/tokens', {
        authorization: `Bearer ${stand.administrator}`,
        'content-type': 'application/json',
        'content-length': '500',
      }),
    );
    wire.write('{"role":');
    await beginning(stand, wire);
    clock.pass(10_000);
    clock.pass(10_000);
    const answer = await wire.answer();
    assert.deepEqual([answer.status, errorCode(answer)], [408, 'upload.stalled']);
    clock.pass(5000);
    await wire.closed();
    await stand.assertWell();
  });

  it('in its headers is given up by the time that all have to be there', async () => {
    const wire = await Wire.open(stand.port);
    wire.write('GET /api/me HTTP/1.1\r\nhost: x\r\nx-slow: ');
    const answer = await wire.answer();
    assert.deepEqual([answer.status, errorCode(answer)], [408, 'upload.stalled']);
    await wire.closed();
    await stand.assertWell();
  });
});

/** Until the server is at work on what the wire has sent. */
async function beginning(stand: HttpStand, wire: Wire): Promise<void> {
  const own = wire.socket.localPort;
  await until(() =>
    stand.log.some((line) => line.includes('incoming request') && line.includes(`"remotePort":${String(own)}`)),
  );
  // What follows the head has been read, too, when as much has gone through another connection.
  await stand.assertWell();
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
