import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError } from '../../../harness/errors.ts';
import { resultsWithId, selectSides, splitId } from '../../../submissions/compare/select-sides.ts';
import type { ResultRecord, ResultsFile } from '../../../submissions/results-file/results-file.ts';
import { repositoryRoot } from '../../repository-root.ts';

const published = JSON.parse(
  readFileSync(join(repositoryRoot, 'submissions', 'published', 'results.json'), 'utf8'),
) as ResultsFile;

function some(benchmark: string, count: number): ResultRecord[] {
  return published.results.filter((result) => result.benchmark === benchmark).slice(0, count);
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof BenchError ? error.code : 'other';
  }
  return 'none';
}

describe('choosing what is compared with what', () => {
  it('lays the results of each benchmark beside each other', () => {
    const [kws, ic] = [some('kws', 2), some('ic', 2)];
    const groups = selectSides([
      { argument: 'before', results: [...kws.slice(0, 1), ...ic.slice(0, 1)] },
      { argument: 'after', results: [...kws.slice(1), ...ic.slice(1)] },
    ]);
    assert.deepEqual(
      groups.map(({ benchmark, sides }) => [benchmark, sides.map(({ letter }) => letter).join('')]),
      [
        ['ic', 'AB'],
        ['kws', 'AB'],
      ],
    );
  });

  it('takes the results of a single file one by one', () => {
    const [group] = selectSides([{ argument: 'results.json', results: some('kws', 3) }]);
    assert.deepEqual(
      group?.sides.map(({ letter }) => letter),
      ['A', 'B', 'C'],
    );
  });

  it('asks for an id where an argument has several of a benchmark, and lists them', () => {
    const given = [
      { argument: 'many.json', results: some('kws', 20) },
      { argument: 'one', results: some('kws', 1) },
    ];
    assert.throws(
      () => selectSides(given),
      (error) =>
        error instanceof BenchError &&
        error.code === 'compare.ambiguous' &&
        /many\.json#[0-9a-f]{12} /.test(error.remedy),
    );
  });

  it('refuses one result, and more than six', () => {
    assert.equal(
      codeOf(() => selectSides([{ argument: 'one', results: some('kws', 1) }])),
      'compare.too-few',
    );
    assert.equal(
      codeOf(() => selectSides([{ argument: 'all', results: published.results }])),
      'compare.too-many',
    );
  });

  it('brings results of other workloads together, to say that they cannot be compared', () => {
    const groups = selectSides([
      { argument: 'a', results: some('kws', 1) },
      { argument: 'b', results: some('ic', 1) },
    ]);
    assert.deepEqual(
      groups.map(({ benchmark, sides }) => [benchmark, sides.length]),
      [[null, 2]],
    );
  });

  it('finds a result by the beginning of its id where that is unique', () => {
    const results = some('kws', 5);
    const id = results[2]?.id ?? '';
    assert.deepEqual(resultsWithId('file', results, id.slice(0, 8)).results, [results[2]]);
    assert.equal(
      codeOf(() => resultsWithId('file', results, 'ffffffffff')),
      'compare.unknown-id',
    );
    assert.equal(
      codeOf(() => resultsWithId('file', [...results, ...results], id)),
      'compare.unknown-id',
    );
  });

  it('takes what follows the last # for an id only where it looks like one', () => {
    assert.deepEqual(splitId('a#b.json#12ab'), ['a#b.json', '12ab']);
    assert.deepEqual(splitId('folder#2'), ['folder#2', null]);
    assert.deepEqual(splitId('folder#run'), ['folder#run', null]);
  });
});
