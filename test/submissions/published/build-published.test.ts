import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { publishedLogDigests, publishedLogsOf } from '../../../submissions/published/log-digests.ts';
import { buildPublished, publishedResults, publishedRounds } from '../../../submissions/published/build-published.ts';
import { parseResults, resultsProblems } from '../../../submissions/results-file/read-results.ts';
import { describeWithPublished } from '../../published.ts';
import { readGolden } from '../golden.ts';

const committed = readFileSync(publishedResults, 'utf8');
const committedDigests = readFileSync(publishedLogDigests, 'utf8');

describe('The published rounds that come with the project', () => {
  it('are of the form of their schema, small, and say where they are from', () => {
    const file = parseResults(committed, 'results.json');
    assert.deepEqual(resultsProblems(file), []);
    assert.ok(Buffer.byteLength(committed) < 1_500_000);
    assert.deepEqual(
      file.sources.map(({ name, results }) => [name, results]),
      [
        ['v1.0', 60],
        ['v1.2', 73],
        ['v1.3', 43],
      ],
    );
    for (const { attribution, url } of file.sources)
      assert.ok(attribution?.includes('MLCommons') === true && url !== null);
    assert.equal(new Set(file.results.map(({ id }) => id)).size, file.results.length);
  });
});

describe('The digests of the published logs', () => {
  const digests = JSON.parse(committedDigests) as Readonly<Record<string, Readonly<Record<string, string>>>>;

  it('are of every log that the results rest on', () => {
    const { results } = parseResults(committed, 'results.json');
    for (const round of publishedRounds) {
      const logs = results
        .filter((record) => record.round === round)
        .flatMap(({ evidence }) => evidence.filter(({ role }) => role === 'log').map(({ file }) => file));
      assert.ok(logs.length > 90);
      assert.deepEqual(Object.keys(digests[round] ?? {}).sort(), [...new Set(logs)].sort());
    }
    assert.ok(Buffer.byteLength(committedDigests) < 100_000);
  });

  it('tell where a log lies, and nothing of others', () => {
    const [[file, sha256] = ['', '']] = Object.entries(digests['v1.0'] ?? {});
    assert.match(sha256, /^[0-9a-f]{64}$/);
    assert.ok(publishedLogsOf(sha256).some((log) => log.round === 'v1.0' && log.file === file));
    assert.deepEqual(publishedLogsOf('0'.repeat(64)), []);
  });
});

describeWithPublished('The published rounds that come with the project, built again', (directory) => {
  it('are the same, byte for byte', async function () {
    this.timeout(120_000);
    const { results, logDigests } = await buildPublished(directory);
    for (const [built, before] of [
      [results, committed],
      [logDigests, committedDigests],
    ] as const) {
      // Not assert.equal: a megabyte of differences helps nobody.
      const lines = built.split('\n');
      const other = before.split('\n').findIndex((line, index) => line !== lines[index]);
      const where = `line ${other + 1} differs: npm run build:published builds the files anew`;
      assert.ok(built === before, `${where}\n${lines[other]?.slice(0, 400) ?? ''}`);
    }
  });

  it('have the figures of the records', () => {
    const { results } = parseResults(committed, 'results.json');
    const found = new Map(
      results.map((record) => [
        [record.round, record.division, record.submitter, record.system.name, record.benchmark, record.variant].join(),
        record,
      ]),
    );
    for (const round of publishedRounds) {
      for (const golden of readGolden(directory, round)) {
        const { division, submitter, system, model, variant, claimed, derived } = golden;
        const record = found.get([round, division, submitter, system, model, variant].join());
        assert.ok(record, `${round} ${submitter} ${system} ${model}`);
        assert.equal(record.claimed.throughput ?? undefined, claimed.throughput ?? undefined);
        // Of streaming wakeword the runner claims the energy of the whole run; it is compared where evidence is.
        if (claimed.sww !== undefined) continue;
        assert.equal(record.claimed.energyUj ?? undefined, claimed.energy_uJ ?? undefined);
        if (derived.throughput === undefined) continue;
        const ratio = (record.derived.throughput ?? Number.NaN) / derived.throughput;
        assert.ok(Math.abs(ratio - 1) < 1e-9, `${round} ${submitter} ${system} ${model}`);
      }
    }
  });
});
