import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { pack } from 'tar-stream';
import type { Header } from 'tar-stream';
import { BenchError } from '../../../harness/errors.ts';
import { usualLimits } from '../../../submissions/archives/limits.ts';
import { openTree } from '../../../submissions/archives/open-tree.ts';
import type { OpenOptions } from '../../../submissions/archives/open-tree.ts';
import { Unpacking } from '../../../submissions/archives/unpacking.ts';
import { unpackZip } from '../../../submissions/archives/zip.ts';
import { zipOf } from './zip-writer.ts';

const text = Buffer.from('Median throughput is 6.056 inf./sec.\n');
const small = { ...usualLimits, bytes: 100_000, entries: 20, ratioFromBytes: 1000, ratio: 50 };

async function tarOf(
  entries: readonly { readonly header: Partial<Header> & { name: string }; readonly content?: Uint8Array }[],
): Promise<Buffer> {
  const tar = pack();
  for (const { header, content } of entries) tar.entry(header, content ?? '');
  tar.finalize();
  const parts: Buffer[] = [];
  for await (const part of tar) if (part instanceof Uint8Array) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

describe('opening a submission', () => {
  let folder = '';
  let unpacked = '';
  let temporary: string | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-test-'));
    unpacked = join(folder, 'inner', 'temporary');
    mkdirSync(unpacked, { recursive: true });
    temporary = process.env['TMPDIR'];
    process.env['TMPDIR'] = unpacked;
  });

  afterEach(() => {
    if (temporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = temporary;
    rmSync(folder, { recursive: true });
  });

  /** Opens an archive of these bytes, and sees that nothing is left of it, in the folder or beside it. */
  async function outcome(bytes: Uint8Array, options: OpenOptions = { limits: small }): Promise<string[] | string> {
    const file = join(folder, 'archive');
    writeFileSync(file, bytes);
    let result: string[] | string;
    try {
      const { tree, close } = await openTree(file, options);
      result = tree.entries.map(({ path }) => path);
      await close();
    } catch (error) {
      if (!(error instanceof BenchError)) throw error;
      result = error.code;
    }
    assert.deepEqual(readdirSync(unpacked), []);
    assert.deepEqual(readdirSync(folder).sort(), ['archive', 'inner']);
    assert.deepEqual(readdirSync(join(folder, 'inner')), ['temporary']);
    return result;
  }

  it('reads the files of a .zip, a .tar and a .tar.gz alike', async () => {
    const name = 'closed/Board Maker/results/A (int8)/ic/performance/results.txt';
    const tar = await tarOf([{ header: { name: 'closed', type: 'directory' } }, { header: { name }, content: text }]);
    for (const bytes of [zipOf([{ name, content: text }]), tar, gzipSync(tar)]) {
      const file = join(folder, 'archive');
      writeFileSync(file, bytes);
      const { tree, isArchive, close } = await openTree(file);
      assert.equal(isArchive, true);
      assert.equal(tree.root, file);
      assert.equal(await tree.readText(name, 1000), text.toString());
      await close();
      await close();
      assert.deepEqual(readdirSync(unpacked), []);
    }
  });

  for (const name of [
    '../out.txt',
    'a/../../out.txt',
    '/out.txt',
    'C:\\out.txt',
    '..\\out.txt',
    'a\0b',
    'x'.repeat(300),
  ]) {
    it(`refuses an entry called ${JSON.stringify(name.slice(0, 20))}`, async () => {
      assert.equal(
        await outcome(
          zipOf([
            { name: 'a.txt', content: text },
            { name, content: text },
          ]),
        ),
        'archive.path',
      );
      // A tar header ends names at a zero byte.
      if (name.includes('\0')) return;
      assert.equal(await outcome(await tarOf([{ header: { name }, content: text }])), 'archive.path');
    });
  }

  it('refuses links and devices', async () => {
    assert.equal(await outcome(zipOf([{ name: 'l', content: Buffer.from('/etc'), mode: 0o120777 }])), 'archive.link');
    const links = [
      { header: { name: 'l', type: 'symlink' as const, linkname: '/etc' } },
      { header: { name: 'l/x' }, content: text },
    ];
    assert.equal(await outcome(await tarOf(links)), 'archive.link');
    assert.equal(await outcome(await tarOf([{ header: { name: 'l', type: 'link', linkname: 'a' } }])), 'archive.link');
    assert.equal(await outcome(await tarOf([{ header: { name: 'f', type: 'fifo' } }])), 'archive.link');
  });

  it('refuses two entries for one path, also where only capitals differ, and files that are folders too', async () => {
    for (const [first, second] of [
      ['a.txt', 'a.txt'],
      ['a.txt', './a.txt'],
      ['a.txt', 'A.TXT'],
      ['a', 'a/b'],
      ['a/b', 'a'],
    ] as const) {
      const entries = [first, second].map((name) => ({ name, content: text }));
      assert.equal(await outcome(zipOf(entries)), 'archive.duplicate', `${first} ${second}`);
      const tar = await tarOf(entries.map(({ name, content }) => ({ header: { name }, content })));
      assert.equal(await outcome(tar), 'archive.duplicate', `${first} ${second}`);
    }
  });

  it('stops at bombs: too uniform, too large, too many', async () => {
    const zeros = Buffer.alloc(90_000);
    const noise = Buffer.from(
      Array.from({ length: 60_000 }, (_, index) => (index * 7919 + (index >> 3) * 104_729) & 255),
    );
    assert.equal(await outcome(zipOf([{ name: 'z', content: zeros }])), 'archive.ratio');
    assert.equal(await outcome(gzipSync(await tarOf([{ header: { name: 'z' }, content: zeros }]))), 'archive.ratio');
    const two = ['a', 'b'].map((name) => ({ name, content: noise, method: 0 }));
    assert.equal(await outcome(zipOf(two)), 'archive.size');
    const many = Array.from({ length: 21 }, (_, index) => ({ name: `f${index}`, content: text }));
    assert.equal(await outcome(zipOf(many)), 'archive.count');
  });

  it('ends where much follows the last entry of a tar', async () => {
    const tar = await tarOf([{ header: { name: 'a' }, content: text }]);
    const followed = (bytes: number): Buffer => gzipSync(Buffer.concat([tar, Buffer.alloc(bytes)]));
    assert.deepEqual(await outcome(followed(20 * 512)), ['a']);
    assert.equal(await outcome(followed(8 << 20)), 'archive.unreadable');
  });

  it('writes nothing of a zip that has too many entries', async () => {
    const file = join(folder, 'archive');
    writeFileSync(file, zipOf(Array.from({ length: 21 }, (_, index) => ({ name: `f${index}/`, content: text }))));
    const unpacking = new Unpacking(file, 1, unpacked, small, undefined);
    await assert.rejects(unpackZip(file, file, unpacking), { code: 'archive.count' });
    assert.deepEqual(readdirSync(unpacked), []);
  });

  it('refuses passwords, odd methods and wrong checksums', async () => {
    assert.equal(await outcome(zipOf([{ name: 'a', content: text, flags: 1, method: 0 }])), 'archive.unreadable');
    assert.equal(await outcome(zipOf([{ name: 'a', content: text, flags: 0x801 }])), 'archive.encrypted');
    assert.equal(await outcome(zipOf([{ name: 'a', content: text, method: 12 }])), 'archive.method');
    const bytes = zipOf([{ name: 'a', content: text, method: 0 }]);
    const at = bytes.indexOf('6.056');
    bytes[at] = 0x37;
    assert.equal(await outcome(bytes), 'archive.unreadable');
  });

  it('ends when it is told to', async () => {
    const bytes = zipOf([{ name: 'a', content: text }]);
    assert.equal(await outcome(bytes, { signal: AbortSignal.abort() }), 'archive.interrupted');
  });

  it('refuses what is cut off, and what is no archive', async () => {
    const tar = gzipSync(await tarOf([{ header: { name: 'a' }, content: Buffer.alloc(5000, 'abc') }]));
    assert.equal(await outcome(tar.subarray(0, tar.length - 30)), 'archive.unreadable');
    const zip = zipOf([{ name: 'a', content: text }]);
    assert.equal(await outcome(zip.subarray(0, zip.length - 5)), 'archive.unreadable');
    assert.equal(await outcome(text), 'archive.unreadable');
    assert.equal(await outcome(Buffer.alloc(0)), 'archive.unreadable');
  });

  it('is not led astray by any damage', async function () {
    this.timeout(20_000);
    const name = 'a/b.txt';
    const tar = await tarOf([
      { header: { name }, content: text },
      { header: { name: 'c' }, content: text },
    ]);
    const zip = zipOf([
      { name, content: text },
      { name: 'c', content: text },
    ]);
    const originals = { tar, zip, gzip: gzipSync(tar) };
    const change = fc.tuple(fc.nat(), fc.constantFrom(0, 1, 0x2e, 0x2f, 0x5c, 0x7f, 0xff));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('tar' as const, 'zip' as const, 'gzip' as const),
        fc.array(change, { maxLength: 8 }),
        fc.option(fc.nat()),
        async (kind, changes, cut) => {
          const bytes = Buffer.from(originals[kind]);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const found = await outcome(cut === null ? bytes : bytes.subarray(0, cut % bytes.length));
          if (typeof found === 'string') assert.match(found, /^archive\./);
        },
      ),
      { numRuns: 250 },
    );
  });

  it('lists a file whose name is not UTF-8, and reads the others', async () => {
    const inner = join(folder, 'inner', 'submission');
    mkdirSync(inner);
    writeFileSync(join(inner, 'b.txt'), text);
    try {
      writeFileSync(Buffer.concat([Buffer.from(`${inner}/a`), Buffer.from([0xff])]), text);
    } catch {
      // Some file systems have no such names.
      return;
    }
    const { tree } = await openTree(inner);
    assert.deepEqual(tree.entries, [
      { path: 'a\u{fffd}', kind: 'other', bytes: 0, problem: 'its name is not UTF-8' },
      { path: 'b.txt', kind: 'file', bytes: text.length },
    ]);
    await assert.rejects(tree.readText('a\u{fffd}', 100), { code: 'submission.unreadable', message: /not UTF-8/ });
  });

  it('lists a folder that may not be read, and reads the others', async function () {
    // Whoever may read everything finds nothing unreadable.
    if (process.getuid?.() === 0) this.skip();
    const inner = join(folder, 'inner', 'submission');
    mkdirSync(join(inner, 'closed'), { recursive: true });
    chmodSync(join(inner, 'closed'), 0);
    writeFileSync(join(inner, 'b.txt'), text);
    const { tree } = await openTree(inner);
    chmodSync(join(inner, 'closed'), 0o700);
    assert.deepEqual(
      tree.entries.map(({ path, kind, problem }) => [path, kind, problem]),
      [
        ['b.txt', 'file', undefined],
        ['closed', 'other', 'permission denied'],
      ],
    );
  });

  it('lists links of a folder and does not follow them', async () => {
    const inner = join(folder, 'inner', 'submission');
    mkdirSync(inner);
    writeFileSync(join(folder, 'inner', 'secret.txt'), 'secret');
    symlinkSync('../secret.txt', join(inner, 'log.txt'));
    symlinkSync('..', join(inner, 'up'));
    const { tree } = await openTree(inner);
    assert.deepEqual(
      tree.entries.map(({ path, kind }) => `${path} ${kind}`),
      ['log.txt link', 'up link'],
    );
    for (const path of ['log.txt', 'up/secret.txt', '../secret.txt', 'none']) {
      await assert.rejects(tree.readText(path, 100), { code: 'submission.unreadable' }, path);
    }
  });
});
