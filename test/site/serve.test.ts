import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentSecurityPolicy } from '../../site/pages/page-frame.ts';
import { serveSite } from '../../site/serve.ts';
import type { ServedSite } from '../../site/serve.ts';

interface Answer {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

describe('A site that is served', () => {
  let parent = '';
  let site: ServedSite;

  before(async () => {
    parent = mkdtempSync(join(tmpdir(), 'boardbench-'));
    const folder = join(parent, 'site');
    mkdirSync(join(folder, 'systems'), { recursive: true });
    writeFileSync(join(parent, 'secret.txt'), 'secret');
    mkdirSync(join(parent, 'site-of-others'));
    writeFileSync(join(parent, 'site-of-others', 'secret.txt'), 'secret');
    symlinkSync(join(parent, 'secret.txt'), join(folder, 'link.txt'));
    writeFileSync(join(folder, 'index.html'), 'home');
    writeFileSync(join(folder, 'systems', 'index.html'), 'systems');
    writeFileSync(join(folder, 'data.js'), 'globalThis.boardbenchSite={};');
    site = await serveSite(folder, 0);
  });

  after(async () => {
    await site.close();
    rmSync(parent, { recursive: true, force: true });
  });

  /** A path as it is, which `fetch` would tidy up. */
  function get(path: string, method = 'GET'): Promise<Answer> {
    const { port } = new URL(site.address);
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path, method }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('end', () => {
          resolve({ status: response.statusCode, headers: response.headers, text });
        });
      });
      asked.on('error', reject);
      asked.end();
    });
  }

  it('has its files with their types and the policy of the pages', async () => {
    const home = await get('/');
    assert.deepEqual([home.status, home.text], [200, 'home']);
    assert.equal(home.headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(home.headers['content-security-policy'], contentSecurityPolicy);
    assert.equal(home.headers['x-content-type-options'], 'nosniff');
    const script = await get('/data.js?version=1');
    assert.equal(script.headers['content-type'], 'text/javascript; charset=utf-8');
    assert.equal((await get('/systems/')).text, 'systems');
  });

  it('tells of a file without giving it where only that is asked', async () => {
    const head = await get('/index.html', 'HEAD');
    assert.deepEqual([head.status, head.headers['content-length'], head.text], [200, '4', '']);
  });

  it('gives nothing from outside its folder', async () => {
    for (const path of [
      ...['/../secret.txt', '/%2e%2e/secret.txt', '/systems/../../secret.txt', '/..%2fsecret.txt', '/..%5csecret.txt'],
      ...[
        '/link.txt',
        '/../site-of-others/secret.txt',
        '//secret.txt',
        '/%00',
        '/%',
        '/systems',
        'http://other/secret.txt',
      ],
    ]) {
      const { status, text } = await get(path);
      assert.equal(status, 404, path);
      assert.ok(!text.includes('secret'), path);
    }
  });

  it('takes nothing', async () => {
    assert.equal((await get('/', 'POST')).status, 405);
  });

  it('is refused where there is none, and where the port is taken', async () => {
    await assert.rejects(serveSite(parent, 0), { code: 'site.missing' });
    await assert.rejects(serveSite(join(parent, 'site'), Number(new URL(site.address).port)), { code: 'serve.failed' });
  });
});
