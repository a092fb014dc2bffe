import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { systemClock } from '../../../../harness/clock.ts';
import { workerChecker } from '../../../../site/server/checking/checker.ts';
import { zipOf } from '../../../submissions/archives/zip-writer.ts';
import { smallSubmission } from '../../../submissions/small-submission.ts';
import { HttpStand, WritingChecker, assertLeaksNothing } from './http-stand.ts';

const mb = 1024 * 1024;

describe('An archive with bad intentions', function () {
  // Each process of a check takes its time to start.
  this.timeout(60_000);
  let stand: HttpStand;
  let token = '';

  before(async () => {
    const checker = workerChecker({ size: 1, limits: { timeS: 60, memoryMb: 600 }, clock: systemClock });
    stand = await HttpStand.open({ checker });
    token = await stand.token('submitter');
  });
  afterEach(() => stand.assertWell());
  after(() => stand.close());

  async function unreadableAs(code: RegExp, content: Buffer, ownName = '\0'): Promise<void> {
    const id = await stand.submit(token, '', content);
    await stand.until(token, id, 'unreadable');
    const { json, text } = await stand.ask('GET', `/api/submissions/${id}`, { token });
    const { error } = json['outcome'] as { error: { code: string } };
    assert.match(error.code, code, text);
    assertLeaksNothing(text.replaceAll(ownName, ''));
    const history = await stand.ask('GET', `/api/submissions/${id}/history`, { token });
    assertLeaksNothing(history.text.replaceAll(ownName, ''));
  }

  it('writes nothing outside of its folder', async () => {
    const target = join(tmpdir(), `escaped-${process.pid}`);
    rmSync(target, { force: true });
    const content = Buffer.from('out');
    for (const name of [`../../../../../../../../..${target}`, target, `a/../../..${target}`, `..\\..\\${target}`]) {
      await unreadableAs(/^archive\./, zipOf([{ name, content }]), target);
      assert.ok(!existsSync(target), name);
    }
    await unreadableAs(
      /^(archive|submission)\./,
      zipOf([{ name: 'link', content: Buffer.from('/etc'), mode: 0o120777 }]),
    );
  });

  it('fills no disk', async () => {
    await unreadableAs(/^archive\./, zipOf([{ name: 'bomb.txt', content: Buffer.alloc(64 * mb) }]));
    await unreadableAs(/^(archive|submission)\./, gzipSync(gzipSync(Buffer.alloc(64 * mb))));
  });

  it('is told that it is none', async () => {
    await unreadableAs(/^archive\./, Buffer.from('<html><script>alert(1)</script>'));
    await unreadableAs(/^archive\./, zipOf([{ name: 'a', content: Buffer.from('a') }]).subarray(0, 30));
    await unreadableAs(/^(archive|submission)\./, zipOf([]));
    await unreadableAs(/^(archive|submission)\./, gzipSync('no tar'));
  });

  it('with markup in its names shows them as the text that they are', async () => {
    const hostile = `<img src=x onerror=alert(1)>`;
    const files = Object.entries(smallSubmission()).map(([name, content]) => ({
      name: name.replaceAll('acme', `acme${hostile}`),
      content: Buffer.from(content),
    }));
    const id = await stand.submit(token, '', zipOf(files));
    await stand.until(token, id, 'checked');
    const page = await stand.ask('GET', `/api/submissions/${id}/report.html`, { token });
    assert.equal(page.status, 200);
    assert.ok(page.text.includes('&lt;img src=x onerror=alert(1)&gt;'));
    assert.ok(!page.text.includes(hostile));
    assert.match(page.headers.get('content-security-policy') ?? '', /sandbox/);
    for (const file of ['report.json', 'report.md', 'report.sarif']) {
      const report = await stand.ask('GET', `/api/submissions/${id}/${file}`, { token });
      assert.equal(report.status, 200);
      assert.doesNotMatch(report.headers.get('content-type') ?? '', /html/);
      assert.ok(!report.text.includes(tmpdir()), file);
    }
  });
});

describe('A checker that is not well', () => {
  const checker = new WritingChecker();
  let stand: HttpStand;
  let token = '';

  before(async () => {
    stand = await HttpStand.open({ checker });
    token = await stand.token('submitter');
  });
  afterEach(async () => {
    checker.meanwhile = () => Promise.resolve();
    await stand.assertWell();
  });
  after(() => stand.close());

  it('that hangs keeps nobody from withdrawing, nor the next from being checked', async () => {
    checker.meanwhile = ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          reject(new Error('ended'));
        });
      });
    const id = await stand.submitUntil(token, 'checking');
    const withdrawn = await stand.ask('POST', `/api/submissions/${id}/withdraw`, { token, body: {} });
    assert.equal(withdrawn.status, 200);
    checker.meanwhile = () => Promise.resolve();
    await stand.submitUntil(token, 'checked');
  });

  it('that dies fails the submission, and tells nothing of why', async () => {
    checker.meanwhile = () => Promise.reject(new Error('at /srv/secret/program.ts:1:1'));
    const id = await stand.submitUntil(token, 'failed');
    checker.meanwhile = () => Promise.resolve();
    const { text } = await stand.ask('GET', `/api/submissions/${id}`, { token });
    assert.ok(!text.includes('secret'));
    await stand.submitUntil(token, 'checked');
  });

  it('that lost its files is no defect that is told', async () => {
    const id = await stand.submitUntil(token, 'checked');
    rmSync(stand.files.check(id, 1), { recursive: true });
    rmSync(stand.files.archive(id));
    for (const path of ['report.html', 'report.json', 'archive']) {
      const answer = await stand.ask('GET', `/api/submissions/${id}/${path}`, { token });
      assert.equal(answer.status, path === 'archive' ? 410 : 404, path);
      assertLeaksNothing(answer.text);
    }
  });
});
