import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { BenchError } from '../../../harness/errors.ts';
import { openTree } from '../../../submissions/archives/open-tree.ts';
import { checkTree } from '../../../submissions/check-tree.ts';
import { judge } from '../../../submissions/judge.ts';
import { importChecked, importResults } from '../../../submissions/results-file/import-results.ts';
import { mergeResults, resultsText } from '../../../submissions/results-file/merge-results.ts';
import { parseResults, resultsProblems } from '../../../submissions/results-file/read-results.ts';
import type { ResultRecord, ResultsFile } from '../../../submissions/results-file/results-file.ts';
import { highestMhz } from '../../../submissions/results-file/system-record.ts';
import { smallRound, writeFiles } from '../small-round.ts';
import type { SmallRoundChanges } from '../small-round.ts';

async function imported(changes: SmallRoundChanges = {}, name = 'v1.2'): Promise<ResultsFile> {
  const [folder, remove] = writeFiles(smallRound(changes), name);
  try {
    return await importResults([folder]);
  } finally {
    remove();
  }
}

async function record(changes: SmallRoundChanges = {}): Promise<ResultRecord> {
  const { results } = await imported(changes);
  const [first, ...more] = results;
  assert.ok(first !== undefined && more.length === 0);
  return first;
}

describe('Importing a round', () => {
  it('says who submits what, on which system', async () => {
    const { round, division, submitter, benchmark, runner, kind, system, model, device } = await record();
    assert.deepEqual([round, division, submitter, benchmark], ['v1.2', 'closed', 'acme', 'kws']);
    assert.deepEqual([runner, kind, model.name], ['eembc', 'measured', 'kws01']);
    assert.deepEqual(
      [system.name, system.processor, system.frequency, system.clockMhz],
      ['board', 'Cortex-M4', '80 MHz', 80],
    );
    assert.equal(system.availability, 'available');
    assert.equal(device?.profile, 'ULPMark for tinyML Firmware V0.0.1');
  });

  it('has figures as they are claimed, and as they come out of the log', async () => {
    const { claimed, derived, performance } = await record();
    assert.equal(claimed.throughput, 19.048);
    assert.equal(derived.throughput, 19.04761905);
    assert.equal(derived.latencyUs, 52500);
    assert.equal(derived.energyUj, null);
    assert.equal(performance?.windows.length, 5);
    assert.deepEqual(performance.windows[0], {
      input: 'tst_000000_Stop_7.bin',
      iterations: 200,
      seconds: 10.5,
      throughput: 19.04761905,
    });
    assert.equal(performance.spread, 0);
    assert.deepEqual(performance.interval, [19.04761905, 19.04761905]);
    assert.ok(Math.abs((performance.clockRatio ?? 0) - 1) < 0.001);
  });

  it('has the findings and the verdict: what is not there makes a result unverifiable, what is short invalid', async () => {
    const { verdict, findings } = await record();
    assert.equal(verdict, 'unverifiable');
    assert.ok(findings.some(({ message, bearing }) => /accuracy/.test(message) && bearing === 'absent'));
    const short = await record({ windowUs: 4_000_000 });
    assert.equal(short.verdict, 'invalid');
    assert.ok(short.findings.some(({ bearing, severity }) => bearing === 'contradicted' && severity === 'error'));
  });

  it('names each file that a result rests on, with its digest', async () => {
    const { evidence } = await record({ withEnergy: true });
    assert.deepEqual(
      evidence.map(({ mode, role }) => `${mode} ${role}`),
      [
        'performance results',
        'performance log',
        ...['results', 'log', 'trace', 'timestamps'].map((role) => `energy ${role}`),
        'system description',
      ],
    );
    assert.ok(evidence.every(({ bytes, sha256 }) => bytes > 0 && /^[0-9a-f]{64}$/.test(sha256)));
  });

  it('shows the power of a window in at most 400 points, and no peak is lost', async () => {
    const { energy, derived } = await record({ withEnergy: true });
    assert.equal(energy?.windows.length, 5);
    assert.equal(derived.energyUj, 50.02);
    const { trace } = energy;
    assert.ok(trace !== null);
    assert.equal(trace.leastMw.length, 200);
    assert.equal(trace.mostMw.length, 200);
    assert.deepEqual([Math.min(...trace.leastMw), Math.max(...trace.mostMw)], [1, 5]);
    assert.equal(trace.mostMw.filter((power) => power > 1).length, 1);
    assert.equal(trace.mostMw.indexOf(5), 100);
  });

  it('gives the same text each time, wherever the folder lies and whether it is packed', async () => {
    const text = resultsText(await imported({ withEnergy: true }));
    assert.equal(resultsText(await imported({ withEnergy: true })), text);
    const [folder, remove] = writeFiles(smallRound({ withEnergy: true }));
    try {
      const archive = join(dirname(folder), 'v1.2.tar.gz');
      execFileSync('tar', ['-czf', archive, '-C', dirname(folder), 'v1.2']);
      assert.equal(resultsText(await importResults([archive])), text);
      execFileSync('tar', ['-czf', archive, '-C', folder, 'closed']);
      assert.equal(resultsText(await importResults([archive])), text);
    } finally {
      remove();
    }
  });

  it('publishes what was checked, whatever the archive is called', async () => {
    const [folder, remove] = writeFiles(smallRound({ withEnergy: true }));
    const archives = mkdtempSync(join(tmpdir(), 'boardbench-named-'));
    try {
      const seen = new Set<string>();
      for (const name of ['a', 'results', 'closed', 'v1.0', 'acme']) {
        const archive = join(archives, `${name}.tar.gz`);
        execFileSync('tar', ['-czf', archive, '-C', dirname(folder), 'v1.2']);
        const open = await openTree(archive);
        try {
          const [judged] = judge([await checkTree(open)]);
          assert.ok(judged);
          const { results, findings, submission, round } = judged;
          const { results: records } = await importChecked(open, judged);
          assert.deepEqual(records, (await importResults([archive])).results);
          const unnamed = records.map((each) => ({ ...each, source: '' }));
          const told = results.map(({ result, verdict, findings: own }) => ({ result, verdict, own }));
          seen.add(JSON.stringify([submission.round, round.name, told, findings, unnamed]));
        } finally {
          await open.close();
        }
      }
      assert.equal(seen.size, 1);
    } finally {
      remove();
      rmSync(archives, { recursive: true });
    }
  });

  it('stops where it is asked to', async () => {
    const [folder, remove] = writeFiles(smallRound());
    try {
      await assert.rejects(importResults([folder], { signal: AbortSignal.abort() }), { code: 'import.stopped' });
    } finally {
      remove();
    }
  });
});

describe('A results file', () => {
  it('is of the form of its schema, and is read as it was written', async () => {
    const file = await imported({ withEnergy: true });
    assert.deepEqual(resultsProblems(file), []);
    assert.deepEqual(parseResults(resultsText(file), 'results.json'), JSON.parse(JSON.stringify(file)));
  });

  it('is refused where anything in it is of another form, with the place', async () => {
    const text = resultsText(await imported());
    const changes: [string, string, RegExp][] = [
      ['"version": 1', '"version": 2', /version 2.*use a newer boardbench/],
      ['"version": 1', '"version": 0', /\/version/],
      ['"throughput":19.048', '"throughput":NaN', /no JSON in line \d+/],
      ['"kind":"measured"', '"kind":"guessed"', /\/results\/0\/kind/],
      ['"throughput":19.048', '"throughput":"19.048"', /\/results\/0\/claimed\/throughput/],
      ['"boardbench-results"', '"other"', /does not say that it is a results file/],
      ['"sources"', '"sources', /no JSON in line 4/],
    ];
    for (const [from, to, problem] of changes) {
      assert.ok(text.includes(from), from);
      assert.throws(
        () => parseResults(text.replace(from, to), 'results.json'),
        (error: unknown) =>
          error instanceof BenchError && error.code === 'results.unreadable' && problem.test(error.message),
      );
    }
  });

  it('can be put together with others, in any order', async () => {
    const one = await imported({}, 'v1.2');
    const two = await imported({}, 'v1.3');
    assert.equal(resultsText(mergeResults([one, two])), resultsText(mergeResults([two, one])));
    assert.deepEqual(
      mergeResults([one, two]).sources.map(({ name, results }) => `${name} ${results}`),
      ['v1.2 1', 'v1.3 1'],
    );
  });

  it('has the newer of two readings of a result, and the id stays', async () => {
    const before = await imported({});
    const after = await imported({ windowUs: 11_000_000 });
    const { results, sources } = mergeResults([before, after]);
    assert.equal(results.length, 1);
    assert.equal(results[0]?.id, before.results[0]?.id);
    assert.equal(results[0]?.derived.throughput, 18.18181818);
    assert.equal(sources[0]?.results, 1);
  });

  it('may be one of the things to import', async () => {
    const [folder, remove] = writeFiles(smallRound());
    try {
      const path = join(folder, '..', 'other.json');
      writeFileSync(path, resultsText(await imported({}, 'v1.3')));
      const { results } = await importResults([path, folder]);
      assert.deepEqual(
        results.map(({ round }) => round),
        ['v1.2', 'v1.3'],
      );
      assert.match(readFileSync(path, 'utf8'), /^\{\n"format"/);
    } finally {
      remove();
    }
  });

  it('never takes another text for one', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        assert.throws(() => parseResults(text, 'x'), { code: 'results.unreadable' });
      }),
      { numRuns: 200 },
    );
  });
});

describe('The frequency of a processor', () => {
  it('is the highest that its description names', () => {
    const cases: [string | null, number | null][] = [
      ['120 MHz', 120],
      ['1.6GHz', 1600],
      ['40M', 40],
      ['Prime core up to 3.4Ghz, 5 cores up to 3.2Ghz', 3400],
      ['80', 80],
      ['32768 Hz', 0.032768],
      ['', null],
      [null, null],
      ['unknown', null],
    ];
    for (const [text, mhz] of cases) assert.equal(highestMhz(text), mhz, String(text));
  });
});
