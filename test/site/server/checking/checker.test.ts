import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../../harness/clock.ts';
import { BenchError } from '../../../../harness/errors.ts';
import { importResults } from '../../../../submissions/results-file/import-results.ts';
import { resultsText } from '../../../../submissions/results-file/merge-results.ts';
import { workerChecker } from '../../../../site/server/checking/checker.ts';
import type { Checker } from '../../../../site/server/checking/checker.ts';
import { checkFiles } from '../../../../site/server/files/intake-files.ts';
import type { CheckOutcome } from '../../../../site/server/intake/submission.ts';
import { boardbench } from '../../../harness/cli/running-command.ts';
import { describeWithPublished, unpackRound } from '../../../published.ts';
import { zipOf } from '../../../submissions/archives/zip-writer.ts';
import type { ZipEntry } from '../../../submissions/archives/zip-writer.ts';
import { smallSubmission } from '../../../submissions/small-submission.ts';

function entriesOf(files: Readonly<Record<string, string | Uint8Array>>): ZipEntry[] {
  return Object.entries(files).map(([name, content]) => ({ name, content: Buffer.from(content) }));
}

describe('the checker of uploads', function () {
  this.timeout(60_000);
  let root = '';
  let data = '';
  let checker: Checker;

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'boardbench-checker-'));
    checker = workerChecker({ size: 1, limits: { timeS: 60, memoryMb: 600 }, clock: systemClock });
  });

  after(async () => {
    await checker.close();
    rmSync(root, { recursive: true });
  });

  beforeEach(() => {
    data = mkdtempSync(join(root, 'secret-data-'));
  });

  /** As the intake does it: the archive has another name on the disk than its sender gave it. */
  function check(archive: Uint8Array, name: string): Promise<CheckOutcome> {
    writeFileSync(join(data, 'archive'), archive);
    return checker.check({ archive: join(data, 'archive'), name, round: null, out: join(data, 'check-1') });
  }

  function outputs(): Record<keyof typeof checkFiles, string> {
    const read = (file: string): string => readFileSync(join(data, 'check-1', file), 'utf8');
    return {
      json: read(checkFiles.json),
      html: read(checkFiles.html),
      markdown: read(checkFiles.markdown),
      sarif: read(checkFiles.sarif),
      results: read(checkFiles.results),
    };
  }

  /** What `boardbench check` and `import` make of a file of the same name. */
  async function made(path: string, name: string): Promise<{ document: unknown; results: string }> {
    const { stdout } = spawnSync(process.execPath, [boardbench, 'check', name, '--json'], {
      cwd: path,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    return { document: JSON.parse(stdout), results: resultsText(await importResults([join(path, name)])) };
  }

  async function expectTheSame(archive: Uint8Array, name: string): Promise<CheckOutcome> {
    const outcome = await check(archive, name);
    assert.equal(outcome.kind, 'checked');
    assert.deepEqual(readdirSync(data).sort(), ['archive', 'check-1']);
    const user = join(root, 'user');
    mkdirSync(user, { recursive: true });
    writeFileSync(join(user, name), archive);
    const { json, results, ...others } = outputs();
    const { document, results: imported } = await made(user, name);
    assert.deepEqual(JSON.parse(json), document);
    assert.equal(results, imported);
    for (const [file, text] of Object.entries({ json, results, ...others })) {
      assert.ok(text.length > 100, file);
      for (const path of [root, tmpdir(), process.cwd()]) assert.ok(!text.includes(path), `${file} has a path`);
    }
    return outcome;
  }

  it('finds what `boardbench check` finds, and records what `boardbench import` records', async () => {
    const outcome = await expectTheSame(zipOf(entriesOf(smallSubmission())), 'small.zip');
    assert.equal(outcome.kind, 'checked');
    const { summary } = outcome;
    assert.equal(summary.round, 'v1.4');
    assert.equal(summary.results, 2);
    assert.deepEqual(summary.systems, ['board']);
    assert.ok(summary.findings.error > 0);
    assert.ok(summary.seconds > 0 && summary.seconds < 60);
  });

  it('does so too where all is in one folder of the archive', async () => {
    const files = Object.entries(smallSubmission()).map(([path, content]) => [`round-v1.3/${path}`, content] as const);
    const outcome = await expectTheSame(zipOf(entriesOf(Object.fromEntries(files))), 'acme.zip');
    assert.equal(outcome.kind === 'checked' && outcome.summary.round, 'v1.3');
  });

  it('judges by the round that is asked for, and reports progress', async () => {
    writeFileSync(join(data, 'archive'), zipOf(entriesOf(smallSubmission())));
    const seen: string[] = [];
    const outcome = await checker.check(
      { archive: join(data, 'archive'), name: 'a.zip', round: 'v1.2', out: join(data, 'check-1') },
      { onProgress: (done, total) => seen.push(`${done}/${total}`) },
    );
    assert.equal(outcome.kind === 'checked' && outcome.summary.round, 'v1.2');
    assert.equal(seen[0], '0/2');
  });

  const long = 'n'.repeat(300);
  const hostile: readonly (readonly [title: string, archive: () => Uint8Array, code: string])[] = [
    ['no archive', () => Buffer.from('hello, this is a text'), 'archive.unreadable'],
    ['nothing', () => Buffer.alloc(0), 'archive.unreadable'],
    ['half an archive', () => zipOf(entriesOf(smallSubmission())).subarray(0, 3000), 'archive.unreadable'],
    ['no results', () => zipOf(entriesOf({ 'README.md': 'hello' })), 'submission.no-results'],
    ['a way out', () => zipOf(entriesOf({ '../../../etc/passwd': 'x' })), 'archive.path'],
    [
      'a link',
      () => zipOf([{ name: 'closed/a', content: Buffer.from('/etc/passwd'), mode: 0o120777 }]),
      'archive.link',
    ],
    ['a bomb', () => zipOf(entriesOf({ 'closed/a': Buffer.alloc(100 << 20) })), 'archive.ratio'],
    ['a name that no disk takes', () => zipOf(entriesOf({ [`closed/${long}`]: 'x' })), 'archive.'],
    [
      'a path that no disk takes',
      () => zipOf(entriesOf({ [`${`${'d'.repeat(200)}/`.repeat(30)}a`]: 'x' })),
      'archive.',
    ],
  ];
  for (const [title, archive, code] of hostile) {
    it(`calls unreadable what holds ${title}, and says nothing of this machine`, async () => {
      const outcome = await check(archive(), 'submitted.zip');
      assert.equal(outcome.kind, 'unreadable');
      assert.ok(outcome.error.code.startsWith(code), outcome.error.code);
      assert.match(outcome.error.message, /submitted\.zip/);
      assert.notEqual(outcome.error.remedy, '');
      assert.ok(!JSON.stringify(outcome).includes(tmpdir()), outcome.error.message);
      assert.deepEqual(readdirSync(data), ['archive']);
    });
  }

  it('lets no name do anything', async () => {
    const system = JSON.stringify({
      'Board Name': '<img src=x onerror=alert(1)>',
      Submitter: '"><script>alert(2)</script>',
    });
    const renamed = Object.entries(smallSubmission()).map(
      ([path, content]) =>
        [path.replaceAll('board', '<b onclick=alert(3)>'), path.endsWith('board.json') ? system : content] as const,
    );
    const name = '../<script>alert(4)</script>\u0000\u202e.zip';
    const outcome = await check(zipOf(entriesOf(Object.fromEntries(renamed))), name);
    assert.equal(outcome.kind, 'checked');
    // PostgreSQL takes neither in JSON.
    assert.doesNotMatch(JSON.stringify(outcome), /\\u0000|\\ud[89a-f]/);
    const { html, markdown, json } = outputs();
    assert.doesNotMatch(html, /<script|<img|<b /);
    assert.doesNotMatch(markdown, /<script|<img|<b /);
    assert.doesNotMatch(html, /\p{Cc}(?<!\n)|\u202e/u);
    assert.equal((JSON.parse(json) as { root: string }).root, name);

    const unreadable = await check(Buffer.from('no archive'), name);
    assert.equal(unreadable.kind, 'unreadable');
    assert.doesNotMatch(JSON.stringify(unreadable), /\\u0000|\u202e/);
  });

  it('says that the checker failed where it did: the time is up, or the archive has gone', async () => {
    const impatient = workerChecker({ size: 1, limits: { timeS: 0.01, memoryMb: 600 }, clock: systemClock });
    try {
      writeFileSync(join(data, 'archive'), zipOf(entriesOf(smallSubmission())));
      const request = { archive: join(data, 'archive'), name: 'a.zip', round: null, out: join(data, 'check-1') };
      const slow = await impatient.check(request);
      assert.equal(slow.kind === 'failed' && slow.error.code, 'worker.time');
      const lost = await checker.check({ ...request, archive: join(data, 'other') });
      assert.equal(lost.kind === 'failed' && lost.error.code, 'worker.died');
      assert.match(JSON.stringify(lost), /ENOENT/);
      assert.ok(!JSON.stringify(lost).includes(root));
      assert.deepEqual(readdirSync(data), ['archive']);
    } finally {
      await impatient.close();
    }
  });

  it('ends when it is told to, and leaves nothing', async () => {
    writeFileSync(join(data, 'archive'), zipOf(entriesOf(smallSubmission())));
    const request = { archive: join(data, 'archive'), name: 'a.zip', round: null, out: join(data, 'check-1') };
    const controller = new AbortController();
    const onProgress = (): void => {
      controller.abort(new Error('withdrawn'));
    };
    await assert.rejects(checker.check(request, { signal: controller.signal, onProgress }), /withdrawn/);
    assert.deepEqual(readdirSync(data), ['archive']);

    const closing = workerChecker({ size: 1, limits: { timeS: 60, memoryMb: 600 }, clock: systemClock });
    const running = closing.check(request);
    const ended = assert.rejects(
      running,
      (error: unknown) => error instanceof BenchError && error.code === 'worker.closed',
    );
    await closing.close();
    await ended;
    assert.deepEqual(readdirSync(data), ['archive']);
  });

  it('removes what processes left that were killed over checks of the same submission', async () => {
    const archive = zipOf(entriesOf(smallSubmission()));
    await check(archive, 'a.zip');
    mkdirSync(join(data, 'check-1.part-old'));
    writeFileSync(join(data, 'check-1.part-old', checkFiles.json), '{');
    await checker.check({ archive: join(data, 'archive'), name: 'a.zip', round: null, out: join(data, 'check-2') });
    assert.deepEqual(readdirSync(data).sort(), ['archive', 'check-1', 'check-2']);
  });

  describeWithPublished('a published system', (published) => {
    it('has the findings of `boardbench check`', async () => {
      const patterns = ['*/closed/STMicroelectronics/*NUCLEO_L4R5ZI-P/*', '*/closed/STMicroelectronics/systems/*'];
      const [folder, remove] = unpackRound(published, 'v1.3', patterns);
      try {
        const archive = join(root, 'stm.tar.gz');
        execFileSync('tar', ['-czf', archive, '-C', join(folder, '..'), 'v1.3']);
        const outcome = await expectTheSame(readFileSync(archive), 'stm.tar.gz');
        assert.ok(outcome.kind === 'checked' && outcome.summary.results >= 4);
      } finally {
        remove();
      }
    });
  });
});
