import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../harness/modes/run.ts';
import { parseResults } from '../../../submissions/results-file/read-results.ts';
import { exampleSystem } from '../../submissions/pack/example-system.ts';
import { smallRound, writeFiles } from '../../submissions/small-round.ts';
import { requestOf, SimulatedBench } from '../modes/simulated-bench.ts';
import { RunningCommand } from './running-command.ts';

async function ended(...words: readonly string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const command = new RunningCommand(...words);
  const status = await command.ended();
  return { status, stdout: command.stdout, stderr: command.stderr };
}

describe('boardbench import and diff', () => {
  let folder = '';
  let other = '';
  const removals: (() => void)[] = [];

  before(() => {
    for (const windowUs of [10_500_000, 4_000_000]) {
      const [path, remove] = writeFiles(smallRound({ windowUs }));
      [folder, other] = folder === '' ? [path, ''] : [folder, path];
      removals.push(remove);
    }
  });

  after(() => {
    for (const remove of removals) remove();
  });

  it('write a results file, and say what is in it', async () => {
    const out = join(folder, '..', 'results.json');
    const { status, stdout } = await ended('import', folder, '--out', out, '--json');
    assert.equal(status, 0);
    const summary = JSON.parse(stdout) as { readonly results: number; readonly sources: readonly object[] };
    assert.equal(summary.results, 1);
    assert.equal(parseResults(readFileSync(out, 'utf8'), out).results[0]?.submitter, 'acme');
    const { stdout: text } = await ended('import', folder, out, '--out', out);
    assert.match(text, /^v1\.2\s+v1\.2\s+1\s+0\s+0\s+1$/m);
  });

  it('show what changed', async () => {
    const { status, stdout } = await ended('diff', folder, other);
    assert.equal(status, 0);
    assert.match(stdout, /verdict: unverifiable → invalid/);
    const { stdout: json } = await ended('diff', folder, other, '--json');
    assert.equal((JSON.parse(json) as { readonly changed: readonly object[] }).changed.length, 1);
  });

  it('fail where there is nothing to read, and write nothing', async () => {
    const out = join(folder, '..', 'none.json');
    const missing = await ended('import', join(folder, 'nowhere'), '--out', out);
    assert.equal(missing.status, 1);
    assert.match(missing.stderr, /submission\.unreadable/);
    assert.equal(existsSync(out), false);
    assert.equal((await ended('import', folder)).status, 2);
    assert.equal((await ended('import', folder, '--out', out, '--round', 'v9')).status, 2);
  });
});

describe('boardbench pack', () => {
  let bench: SimulatedBench;

  before(async () => {
    bench = new SimulatedBench(5);
    await run(requestOf(bench, 'run', ['performance']), bench.surroundings('', []));
    writeFileSync(bench.out('board.json'), JSON.stringify(exampleSystem));
  });

  after(() => {
    bench.remove();
  });

  const words = (): string[] => [
    ...['pack', bench.out('run'), '--system', bench.out('board.json'), '--submitter', 'acme'],
    ...['--division', 'open', '--out', bench.out('submission')],
  ];

  it('refuses a simulated session with every reason', async () => {
    const { status, stderr } = await ended(...words());
    assert.equal(status, 1);
    assert.match(stderr, /a simulated board or instrument had a part in it/);
    assert.match(stderr, /the data set is not the official one \(own\)/);
    assert.match(stderr, /there is no accuracy session of kws/);
    assert.equal(existsSync(bench.out('submission')), false);
  });

  it('imports it as what it is: simulated, and of no submitter', async () => {
    const out = bench.out('results.json');
    assert.equal((await ended('import', bench.out('run'), '--out', out)).status, 0);
    const [record] = parseResults(readFileSync(out, 'utf8'), out).results;
    assert.equal(record?.kind, 'simulated');
    assert.equal(record.verdict, 'invalid');
    assert.deepEqual([record.submitter, record.benchmark, record.runner], [null, 'kws', 'boardbench']);
  });

  it('writes a blank description once', async () => {
    mkdirSync(bench.out('new'));
    const file = join(bench.out('new'), 'board.json');
    assert.equal((await ended('pack', '--system-template', file)).status, 0);
    assert.equal((JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)['Board Name'], '');
    assert.equal((await ended('pack', '--system-template', file)).status, 1);
    rmSync(file);
  });

  it('asks for what it was not told, and for names that make folders', async () => {
    const cases: [readonly string[], RegExp][] = [
      [words().slice(0, -2), /--out: say where/],
      [['pack'], /give the folder of at least one session/],
      [words().map((word) => (word === 'acme' ? '../acme' : word)), /--submitter: as a folder it must be acme/],
      [[...words(), '--system-name', 'a b'], /--system-name: as a folder it must be a_b/],
      [words().filter((word) => word !== '--system' && !word.endsWith('board.json')), /--system-template makes one/],
    ];
    const answers = await Promise.all(cases.map(([given]) => ended(...given)));
    for (const [index, [, problem]] of cases.entries()) {
      assert.equal(answers[index]?.status, 2);
      assert.match(answers[index].stderr, problem);
    }
  });
});
