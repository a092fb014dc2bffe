import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rules as registered } from '../../../submissions/rules/registry.ts';
import { smallSubmission } from '../../submissions/small-submission.ts';
import { RunningCommand } from './running-command.ts';

async function ended(...words: readonly string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const command = new RunningCommand('check', ...words);
  const status = await command.ended();
  return { status, stdout: command.stdout, stderr: command.stderr };
}

describe('boardbench check', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-check-'));
    for (const [path, data] of Object.entries(smallSubmission())) {
      mkdirSync(join(folder, 'round', dirname(path)), { recursive: true });
      writeFileSync(join(folder, 'round', path), data);
    }
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('ends with 1 where there are errors, and writes JSON, CSV, SARIF and Markdown', async () => {
    const file = (name: string): string => join(folder, name);
    const outputs = ['--csv', file('a.csv'), '--sarif', file('a.sarif'), '--markdown', file('a.md')];
    const { status, stdout, stderr } = await ended(join(folder, 'round'), '--round', 'v1.3', '--json', ...outputs);
    assert.equal(status, 1);
    assert.equal(stderr, '');
    const document = JSON.parse(stdout) as { round: string; results: { benchmark: string; verdict: string }[] };
    assert.equal(document.round, 'v1.3');
    assert.deepEqual(document.results.map(({ benchmark }) => benchmark).sort(), ['ic', 'kws']);
    assert.equal(readFileSync(file('a.csv'), 'utf8').trimEnd().split('\n').length, 3);
    assert.match(readFileSync(file('a.sarif'), 'utf8'), /"version": "2\.1\.0"/);
    assert.match(readFileSync(file('a.md'), 'utf8'), /closed\/acme\/board\/kws/);
  });

  it('ends with 0 where nothing of weight is found', async () => {
    const rules = join(folder, 'own.json');
    const severities = Object.fromEntries(registered.map(({ id }) => [id, 'info']));
    const own = JSON.parse(
      readFileSync(new URL('../../../submissions/rounds/v1.3.json', import.meta.url), 'utf8'),
    ) as Record<string, unknown>;
    writeFileSync(rules, JSON.stringify({ ...own, name: 'course', severities }));
    const { status, stdout } = await ended(join(folder, 'round'), '--rules', rules);
    assert.match(stdout, /judged by the rules of course/);
    assert.match(stdout, /0 errors/);
    assert.equal(status, 0);
  });

  it('ends with 2 where it is used wrongly, and says how to use it', async () => {
    assert.equal((await ended(join(folder, 'round'), '--round', 'v9')).status, 2);
    mkdirSync(join(folder, 'nothing'), { recursive: true });
    const { status, stderr } = await ended(join(folder, 'nothing'));
    assert.equal(status, 2);
    assert.match(stderr, /submission\.no-results/);
  });

  it('tells what cannot be read beside what can', async () => {
    const broken = join(folder, 'broken.zip');
    writeFileSync(broken, 'PK and no more');
    const words = [join(folder, 'round'), broken, '--round', 'v1.3'];
    const { status, stdout, stderr } = await ended(...words, '--json');
    assert.equal(status, 1);
    assert.match(stderr, /broken\.zip[^]*archive\.unreadable/);
    const [first, second] = JSON.parse(stdout) as { results?: unknown[]; root: string; error?: { code: string } }[];
    assert.equal(first?.results?.length, 2);
    assert.equal(second?.root, broken);
    assert.equal(second.error?.code, 'archive.unreadable');
  });

  it('shows the report also where a file for it cannot be written', async () => {
    const file = join(folder, 'no', 'such', 'a.csv');
    const { status, stdout, stderr } = await ended(join(folder, 'round'), '--round', 'v1.3', '--csv', file);
    assert.equal(status, 1);
    assert.match(stdout, /2 results: /);
    assert.match(stderr, /a\.csv could not be written[^]*output\.failed/);
  });
});
