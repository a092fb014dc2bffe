import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readSubmission } from '../../../submissions/layouts/read-submission.ts';
import { runPlace } from '../../../submissions/layouts/run-place.ts';
import type { Submission } from '../../../submissions/submission.ts';
import { memoryTree } from '../memory-tree.ts';

function read(paths: readonly string[], contents: Readonly<Record<string, string>> = {}): Promise<Submission> {
  const files = Object.fromEntries(paths.map((path) => [path, contents[path] ?? '']));
  return readSubmission(memoryTree(files), { useFoldersAbove: false });
}

async function placesOf(paths: readonly string[]): Promise<string[]> {
  const { results } = await read(paths);
  return results.map(({ division, submitter, system, benchmark, variant, runs }) =>
    [division, submitter, system, benchmark, variant, Object.keys(runs).sort().join('+')].join(' | '),
  );
}

describe('the folders of a submission', () => {
  it('say division, submitter, system, benchmark and mode', async () => {
    const base = 'closed/Maker GmbH/results/Board (int8)';
    assert.deepEqual(
      await placesOf([
        `${base}/ic/performance/results.txt`,
        `${base}/ic/accuracy/results.txt`,
        `${base}/kws/energy/log.txt`,
      ]),
      [
        'closed | Maker GmbH | Board (int8) | ic |  | accuracy+performance',
        'closed | Maker GmbH | Board (int8) | kws |  | energy',
      ],
    );
  });

  it('are understood from any level down', async () => {
    const parts = ['closed', 'maker', 'results', 'board', 'ic', 'performance'];
    assert.deepEqual(await placesOf([[...parts, 'results.txt'].join('/')]), [
      'closed | maker | board | ic |  | performance',
    ]);
    assert.deepEqual(await placesOf([[...parts.slice(1), 'results.txt'].join('/')]), [
      ' | maker | board | ic |  | performance',
    ]);
    assert.deepEqual(await placesOf([[...parts.slice(2), 'results.txt'].join('/')]), [
      ' |  | board | ic |  | performance',
    ]);
    assert.deepEqual(await placesOf([[...parts.slice(3), 'results.txt'].join('/')]), [
      ' |  | board | ic |  | performance',
    ]);
    assert.deepEqual(await placesOf([[...parts.slice(4), 'results.txt'].join('/')]), [' |  |  | ic |  | performance']);
  });

  it('may have long names, variants, boards below systems, and prefixes in file names', async () => {
    assert.deepEqual(
      await placesOf([
        'closed/a/results/s/anomaly_detection/performance/performance_results.txt',
        'closed/a/results/s/anomaly_detection/enegy/result.txt',
        'open/b/results/pynq/ic/RN08/power/results.txt',
        'closed/c/results/tvm/board-1/vww/accuracy/accuracy_log.txt',
        'closed/d/results/s/kws/performance_results.txt',
        'closed/d/results/s/kws/accuracy_results.txt',
      ]),
      [
        'closed | a | s | ad |  | energy+performance',
        'open | b | pynq | ic | RN08 | energy',
        'closed | c | tvm/board-1 | vww |  | accuracy',
        'closed | d | s | kws |  | accuracy+performance',
      ].sort((x, y) => x.localeCompare(y)),
    );
  });

  it('are told of where their names are not those of the rules', async () => {
    const { findings } = await read([
      'closed/a/results/s/ad/enegy/energy_results.txt',
      'closed/a/results/s/ad/enegy/energy_log.txt',
    ]);
    assert.deepEqual(
      findings.map(({ rule, file, expected }) => `${rule} ${file} ${String(expected)}`),
      [
        'layout-folder-name closed/a/results/s/ad/enegy energy',
        'layout-file-name closed/a/results/s/ad/enegy/energy_results.txt results.txt',
        'layout-file-name closed/a/results/s/ad/enegy/energy_log.txt log.txt',
      ].sort((x, y) => (x.includes('log.txt') && y.includes('results.txt') ? -1 : x < y ? 1 : -1)),
    );
  });

  it('do not count where a Mac or the submitter left other things', async () => {
    assert.deepEqual(
      await placesOf([
        'closed/a/results/s/ic/performance/._results.txt',
        'closed/a/results/._s/ic/performance/results.txt',
        '__MACOSX/closed/a/results/s/ic/performance/results.txt',
        'closed/a/code/ic/accuracy/results.txt',
        'closed/a/systems/s.json',
      ]),
      [],
    );
  });

  it('say the round where a folder above the division does, not where a board is called so', async () => {
    assert.equal((await read(['v1.2/closed/a/results/b/ic/accuracy/log.txt'])).round, 'v1.2');
    assert.equal((await read(['tiny_results_v1.3/closed/a/results/b/ic/accuracy/log.txt'])).round, 'v1.3');
    assert.equal((await read(['closed/a/results/BOARD_V1.0/ic/accuracy/log.txt'])).round, null);
  });

  it('are within an archive as in a folder of its name', async () => {
    const files = memoryTree({ 'closed/a/results/b/ic/accuracy/log.txt': '' });
    const roundOf = async (root: string): Promise<string | null> =>
      (await readSubmission({ ...files, root }, { useFoldersAbove: 'archive' })).round;
    assert.equal(await roundOf('/v1.0/there/v1.3.zip'), 'v1.3');
    assert.equal(await roundOf('tiny_results_v1.2.tar.gz'), 'v1.2');
    assert.equal(await roundOf('/v1.0/acme.tgz'), null);
    const { results } = await readSubmission({ ...files, root: 'v1.3.zip' }, { useFoldersAbove: 'archive' });
    assert.deepEqual(
      results.map(({ division, submitter, folder }) => [division, submitter, folder]),
      [['closed', 'a', 'closed/a/results/b/ic']],
    );
  });

  it('are what counts, and not what an archive is called', async () => {
    const run = 'syntiant/results/board/ic/accuracy/log.txt';
    const names = fc.constantFrom(
      ...[
        'a',
        'results',
        'systems',
        'closed',
        'Open',
        'open',
        'kws',
        'ic',
        'energy',
        'performance',
        'syntiant',
        'code',
      ],
      ...['board_ic', 'tiny results', '.git', 'docs', ''],
    );
    const trees = fc.constantFrom(
      ...[run, `closed/${run}`, `v1.3/closed/${run}`, `results/v1.3/closed/${run}`, `x/v1.3/open/${run}`],
      ...['results/board/ic/accuracy/log.txt', 'open/syntiant/board/ic/accuracy/log.txt'],
    );
    const told = async (root: string, path: string): Promise<unknown> => {
      const tree = { ...memoryTree({ [path]: '', [path.replace('log', 'results')]: 'x' }), root };
      const { round, results, findings } = await readSubmission(tree, { useFoldersAbove: 'archive' });
      return { round, results, findings };
    };
    await fc.assert(
      fc.asyncProperty(names, fc.constantFrom('.tar.gz', '.zip'), trees, async (name, ending, path) => {
        assert.deepEqual(await told(`${name}${ending}`, path), await told('upload.tar.gz', path));
      }),
      { numRuns: 300 },
    );
    assert.deepEqual(
      await told('v1.0.tar.gz', `v1.3/closed/${run}`),
      await told('upload.tar.gz', `v1.3/closed/${run}`),
      'a round within goes before the one of the name',
    );
  });

  it('are below a folder of any name', async () => {
    for (const top of ['results', 'results/v1.2', 'home/results/kws', 'open']) {
      const { results } = await read([`${top}/closed/a/results/b/ic/accuracy/log.txt`]);
      assert.deepEqual(
        results.map(({ division, submitter, system, benchmark }) => [division, submitter, system, benchmark]),
        [['closed', 'a', 'b', 'ic']],
        top,
      );
    }
  });

  it('leave the benchmark and the mode to the log where they do not say them', async () => {
    const log =
      '00001.000 session: m-session-start-id[1]\n00001.100 parser: m-bm-cfg-name[ulp-mlperf]-key[runMode]-val[multi]\n00001.100 parser: m-bm-cfg-name[ulp-mlperf]-key[model]-val[vww01]\n';
    const { results, findings } = await read(['20230101/log.txt', 'other/results.txt'], { '20230101/log.txt': log });
    assert.equal(results.length, 1);
    assert.equal(results[0]?.benchmark, 'vww');
    assert.deepEqual(Object.keys(results[0].runs), ['accuracy']);
    assert.equal(results[0].runner, 'eembc');
    assert.deepEqual(
      findings.map(({ rule, file }) => `${rule} ${file}`),
      ['layout-unplaced other'],
    );
  });

  it('give each system the description that belongs to it', async () => {
    const run = (system: string): string => `closed/a/results/${system}/ic/accuracy/log.txt`;
    const { results } = await read([
      run('one-1'),
      run('tvm_native/BOARD'),
      run('tvm_cmsis/BOARD'),
      ...['one_1', 'description_BOARD_tvm_native', 'description_BOARD_tvm_cmsis'].map(
        (name) => `closed/a/systems/${name}.json`,
      ),
    ]);
    assert.deepEqual(Object.fromEntries(results.map(({ system, systemFile }) => [system, systemFile])), {
      'one-1': 'closed/a/systems/one_1.json',
      'tvm_native/BOARD': 'closed/a/systems/description_BOARD_tvm_native.json',
      'tvm_cmsis/BOARD': 'closed/a/systems/description_BOARD_tvm_cmsis.json',
    });
  });

  it('may be anything', () => {
    const name = fc.constantFrom(
      'closed',
      'open',
      'results',
      'systems',
      'ic',
      'kws01',
      'energy',
      'performance',
      'x',
      'v1.2',
      '..',
    );
    fc.assert(
      fc.property(fc.array(name, { maxLength: 9 }), (folders) => {
        const place = runPlace(folders);
        assert.ok(place.resultDepth <= folders.length);
        assert.ok(place.system === null || place.system !== '');
      }),
      { numRuns: 2000 },
    );
  });
});
