import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifySessions } from '../../../harness/session/verify.ts';
import { importResults } from '../../../submissions/results-file/import-results.ts';
import { RunningCommand } from '../../harness/cli/running-command.ts';
import { describeWithReference } from '../../reference.ts';
import { exampleSystem } from './example-system.ts';
import { measureChildBoard } from './measured-run.ts';

interface PackReport {
  readonly folder: string;
  readonly files: readonly string[];
  readonly results: readonly {
    readonly benchmark: string;
    readonly modes: readonly string[];
    readonly verdict: string;
    readonly findings: readonly { readonly severity: string; readonly rule: string; readonly message: string }[];
  }[];
  readonly findings: readonly { readonly severity: string }[];
}

/** What the official checker looks for in results.txt. */
const officialPatterns = {
  throughput: /.* Median throughput is\s+([\d.]+) inf\.\/sec\..*/,
  top1: /.* Top[- ]1%?\s?[:=] ([\d.]+).*/,
  auc: /.* AUC\s?[:=] ([\d.]+).*/,
};

describeWithReference('Packing sessions of a board that is a program of its own', (reference) => {
  let folder = '';
  let report: PackReport;

  before(async function () {
    this.timeout(120_000);
    folder = mkdtempSync(join(tmpdir(), 'boardbench-pack-'));
    await measureChildBoard(reference, join(folder, 'run'), ['performance', 'accuracy']);
    writeFileSync(join(folder, 'board.json'), JSON.stringify(exampleSystem));
    const command = packing('run');
    assert.equal(await command.ended(), 0, command.stderr + command.stdout);
    report = JSON.parse(command.stdout) as PackReport;
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function packing(...words: readonly string[]): RunningCommand {
    const [sessions = '', ...more] = words;
    return new RunningCommand(
      ...['pack', join(folder, sessions), '--system', join(folder, 'board.json'), '--submitter', 'acme'],
      ...['--division', 'closed', '--out', join(folder, 'submission'), '--json', ...more],
    );
  }

  const packed = (path: string): string => readFileSync(join(folder, 'submission', 'closed', 'acme', path), 'utf8');

  it('passes the check', () => {
    const errors = [...report.results.flatMap(({ findings }) => findings), ...report.findings].filter(
      ({ severity }) => severity === 'error',
    );
    assert.deepEqual(errors, []);
    assert.deepEqual(
      report.results.map(({ benchmark, modes, verdict }) => ({ benchmark, modes, verdict })),
      [{ benchmark: 'kws', modes: ['performance', 'accuracy'], verdict: 'valid' }],
    );
  });

  it('writes the layout of the round, and nothing else', () => {
    const session = ['journal.jsonl', 'log.txt', 'manifest.json', 'results.json', 'results.txt'];
    assert.deepEqual(report.files, [
      'closed/acme/code/kws/README.md',
      ...['accuracy', 'performance'].flatMap((mode) =>
        session.map((name) => `closed/acme/results/board/kws/${mode}/${name}`),
      ),
      'closed/acme/systems/README.md',
      'closed/acme/systems/board.json',
    ]);
    for (const path of report.files) assert.ok(existsSync(join(folder, 'submission', path)), path);
    assert.deepEqual(readdirSync(join(folder, 'submission')), ['closed']);
  });

  it('writes figures as the official checker looks for them', () => {
    const performance = packed('results/board/kws/performance/results.txt');
    const accuracy = packed('results/board/kws/accuracy/results.txt');
    assert.ok(Number(officialPatterns.throughput.exec(performance)?.[1]) > 0);
    // What the model comes to on the official inputs on any engine: 901 of 1000.
    assert.equal(officialPatterns.top1.exec(accuracy)?.[1], '90.1');
    assert.equal(officialPatterns.auc.exec(accuracy)?.[1], '0.99');
    const windows = JSON.parse(packed('results/board/kws/performance/results.json')) as readonly unknown[];
    assert.equal(windows.length, 5);
  });

  it('writes the description with who submits, and every field of the rounds', () => {
    const system = JSON.parse(packed('systems/board.json')) as Readonly<Record<string, string>>;
    assert.equal(system['Submitter'], 'acme');
    assert.equal(system['Division'], 'closed');
    assert.equal(system['Board Name'], exampleSystem['Board Name']);
    assert.equal(system['Accelerator'], '');
  });

  it('packs evidence that still verifies by itself', async () => {
    const sessions = await verifySessions(join(folder, 'submission'));
    assert.deepEqual(
      sessions.map(({ findings }) => findings),
      [[], []],
    );
  });

  it('can be imported with figures claimed and derived', async () => {
    const { results } = await importResults([join(folder, 'submission')], { round: 'v1.4' });
    const [record, ...more] = results;
    assert.equal(more.length, 0);
    assert.equal(record?.kind, 'measured');
    assert.equal(record.runner, 'boardbench');
    assert.equal(record.verdict, 'valid');
    assert.equal(record.claimed.top1, 90.1);
    assert.equal(record.derived.top1, 90.1);
    assert.equal(record.performance?.windows.length, 5);
    const { throughput } = record.derived;
    assert.ok(throughput !== null && Math.abs(throughput - (record.claimed.throughput ?? 0)) < 0.001);
    assert.ok(record.evidence.some(({ role, mode }) => role === 'journal' && mode === 'accuracy'));
  });

  it('does not write over what is there', async () => {
    const command = packing('run');
    assert.equal(await command.ended(), 1);
    assert.match(command.stderr, /pack\.taken/);
  });

  it('refuses a session of which a figure was changed, and writes nothing', async () => {
    const results = join(folder, 'run', 'kws01', 'performance', 'results.txt');
    const text = readFileSync(results, 'utf8');
    writeFileSync(results, text.replace('Median throughput is ', 'Median throughput is 1'));
    const command = packing('run', '--system-name', 'other');
    assert.equal(await command.ended(), 1);
    assert.match(command.stderr, /pack\.refused/);
    assert.match(command.stderr, /results\.txt:\d+: from here on the file is not what the journal gives/);
    assert.deepEqual(readdirSync(join(folder, 'submission', 'closed', 'acme', 'results')), ['board']);
    writeFileSync(results, text);
  });

  it('refuses a benchmark without its accuracy session', async () => {
    const command = packing(join('run', 'kws01', 'performance'), '--system-name', 'other');
    assert.equal(await command.ended(), 1);
    assert.match(command.stderr, /there is no accuracy session of kws/);
  });
});
