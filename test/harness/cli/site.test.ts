import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resultsText } from '../../../submissions/results-file/merge-results.ts';
import { fileOf, madeResult } from '../../site/made-results.ts';
import { RunningCommand } from './running-command.ts';

async function ended(...words: readonly string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const command = new RunningCommand('site', ...words);
  const status = await command.ended();
  return { status, stdout: command.stdout, stderr: command.stderr };
}

describe('boardbench site', () => {
  let folder = '';
  const written = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-'));
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('builds the published rounds where no results are given, and says what to open', async () => {
    const out = join(folder, 'published');
    const { status, stdout } = await ended('build', '--out', out);
    assert.equal(status, 0);
    assert.match(stdout, /^176 results of 49 systems: \d+ files/);
    assert.match(stdout, new RegExp(`Open ${out}/index.html`));
    assert.ok(existsSync(join(out, 'index.html')));
  });

  it('puts results files together, and says how many came twice', async () => {
    const one = written('one.json', resultsText(fileOf(madeResult())));
    const two = written('two.json', resultsText(fileOf(madeResult(), madeResult({ benchmark: 'ad' }))));
    const out = join(folder, 'own');
    const { status, stdout } = await ended('build', '--results', one, two, '--out', out, '--title', 'Ours', '--json');
    assert.equal(status, 0);
    const { results, repeated, open } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([results, repeated, open], [2, 1, join(out, 'index.html')]);
    assert.match(readFileSync(join(out, 'index.html'), 'utf8'), /<title>Ours<\/title>/);
  });

  it('refuses what it cannot read, with file and place, and writes nothing', async () => {
    const text = resultsText(fileOf(madeResult()));
    const cases: [string, RegExp][] = [
      [written('nan.json', text.replace('"auc":0.99', '"auc":NaN')), /nan\.json .* line \d+/],
      [written('lack.json', text.replace('"verdict":"valid",', '')), /lack\.json .*\/results\/0 .*verdict/],
      [written('new.json', text.replace('"version": 1', '"version": 9')), /new\.json .*version 9.*newer boardbench/],
      [written('other.json', '{}'), /other\.json .*does not say that it is a results file/],
      [join(folder, 'absent.json'), /absent\.json .*no such file/],
      [folder, /is a folder/],
    ];
    for (const [file, problem] of cases) {
      const { status, stderr } = await ended('build', '--results', file, '--out', join(folder, 'none'));
      assert.equal(status, 1, file);
      assert.match(stderr, problem);
      assert.match(stderr, /boardbench import/);
    }
    assert.ok(!existsSync(join(folder, 'none')));
  }).timeout(30_000);

  it('serves a built site until it is stopped', async () => {
    const out = join(folder, 'served');
    const results = written('served.json', resultsText(fileOf(madeResult())));
    await ended('build', '--results', results, '--out', out);
    const command = new RunningCommand('site', 'serve', out, '--port', '0');
    const address = /http:\/\/\S+/.exec(await command.firstLine())?.[0] ?? '';
    assert.match(await (await fetch(address)).text(), /<bb-leaderboard/);
    command.signal('SIGINT');
    assert.equal(await command.ended(), 0);
  });

  it('says what is wrong with the way it was called', async () => {
    const without = await ended('build');
    assert.equal(without.status, 2);
    assert.match(without.stderr, /--out/);
    const base = await ended('build', '--out', join(folder, 'base'), '--base', 'nowhere');
    assert.equal(base.status, 2);
    const port = await ended('serve', folder, '--port', 'http');
    assert.equal(port.status, 2);
    const none = await ended('serve', folder);
    assert.equal(none.status, 1);
    assert.match(none.stderr, /holds no site/);
  });
});
