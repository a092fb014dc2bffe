import assert from 'node:assert/strict';
import fc from 'fast-check';
import { leaderboardOf } from '../../../../site/server/publication/leaderboard.ts';
import type { Contribution } from '../../../../site/server/publication/leaderboard.ts';
import type { ResultRecord } from '../../../../submissions/results-file/results-file.ts';
import { fileOf, madeResult } from '../../made-results.ts';

function contribution(
  id: string,
  organisation: string,
  results: readonly ResultRecord[],
  fileName = 'round.zip',
): Contribution {
  return { submission: { id, organisation, fileName, check: 1 }, file: fileOf(...results) };
}

const [kws, ad] = [madeResult(), madeResult({ benchmark: 'ad' })];

describe('What is put together for the leaderboard', () => {
  it('names the sources of submissions with the same file name apart, and each always the same', () => {
    const first = contribution('aaaaaa01', 'acme', [kws], 'my round.tar.gz');
    const second = contribution('bbbbbb02', 'other', [ad], 'my round.tar.gz');
    const names = (...list: Contribution[]): string[] =>
      leaderboardOf([], new Map(), list).file.sources.map(({ name }) => name);
    assert.deepEqual(names(first, second), ['my round (aaaaaa)', 'my round (bbbbbb)']);
    assert.deepEqual(names(second), ['my round (bbbbbb)']);
    const { file } = leaderboardOf([], new Map(), [first, second]);
    assert.deepEqual(
      file.results.map(({ source, benchmark }) => [source, benchmark]).sort(),
      [
        ['my round (aaaaaa)', 'kws'],
        ['my round (bbbbbb)', 'ad'],
      ].sort(),
    );
  });

  it('keeps the id of a result, and lets a later one of the same organisation take its place', () => {
    const later = { ...kws, verdict: 'invalid' as const };
    const { file, standings } = leaderboardOf([], new Map(), [
      contribution('first', 'acme', [kws, ad]),
      contribution('second', 'acme', [later]),
    ]);
    assert.deepEqual(new Set(file.results.map(({ id }) => id)), new Set([kws.id, ad.id]));
    assert.equal(file.results.find(({ id }) => id === kws.id)?.verdict, 'invalid');
    assert.deepEqual(
      [...standings],
      [
        ['first', { shown: [ad.id], displaced: new Map([['second', [kws.id]]]) }],
        ['second', { shown: [kws.id], displaced: new Map() }],
      ],
    );
  });

  it('lets no organisation take the id of another, not even when that has withdrawn its own', () => {
    const own = contribution('first', 'acme', [kws]);
    const foreign = contribution('second', 'mallory', [kws]);
    const both = leaderboardOf([], new Map(), [own, foreign]);
    assert.deepEqual(both.standings.get('first')?.shown, [kws.id]);
    const [beside = ''] = both.standings.get('second')?.shown ?? [];
    assert.notEqual(beside, kws.id);
    assert.match(beside, /^[0-9a-f]{12}$/);
    assert.equal(both.file.results.length, 2);
    const owners = new Map([
      [kws.id, 'acme'],
      [beside, 'mallory'],
    ]);
    assert.deepEqual(leaderboardOf([], owners, [foreign]).standings.get('second')?.shown, [beside]);
    assert.deepEqual(leaderboardOf([], owners, [foreign, own]).standings.get('first')?.shown, [kws.id]);
  });

  it('leaves what is shown beside as it is', () => {
    const given = fileOf(kws);
    const { file, standings } = leaderboardOf([given], new Map(), [contribution('first', 'acme', [kws])]);
    assert.deepEqual(file.results.find(({ id }) => id === kws.id)?.source, kws.source);
    assert.notDeepEqual(standings.get('first')?.shown, [kws.id]);
    assert.equal(file.results.length, 2);
  });

  it('has each result once, under an id of its own, whoever sends whatever', () => {
    const records = [kws, ad, madeResult({ benchmark: 'ic' }), madeResult({ submitter: null, division: null })];
    const submission = fc.record({
      organisation: fc.constantFrom('a', 'b', 'c'),
      fileName: fc.constantFrom('x.zip', 'y.zip', '.zip', '\ud83d\ude00'.repeat(100)),
      results: fc.subarray(records),
    });
    fc.assert(
      fc.property(fc.array(submission, { maxLength: 8 }), fc.boolean(), (list, isGiven) => {
        const given = isGiven ? [fileOf(kws)] : [];
        const contributions = list.map(({ organisation, fileName, results }, index) =>
          contribution(`${index}-submission`, organisation, results, fileName),
        );
        const { file, standings } = leaderboardOf(given, new Map(), contributions);
        const ids = file.results.map(({ id }) => id);
        assert.equal(new Set(ids).size, ids.length);
        const told = [...standings.values()].flatMap(({ shown }) => shown);
        assert.equal(new Set(told).size, told.length);
        assert.equal(ids.length, told.length + (isGiven ? 1 : 0));
        assert.equal(
          file.sources.reduce((sum, source) => sum + source.results, 0),
          ids.length,
        );
        for (const [id, { shown, displaced }] of standings) {
          const all = [...shown, ...[...displaced.values()].flat()];
          const own = contributions.find(({ submission: each }) => each.id === id)?.file.results.length;
          assert.equal(all.length, own);
          for (const [by, lost] of displaced)
            for (const each of lost) assert.ok(standings.get(by)?.shown.includes(each));
        }
        for (const organisation of ['a', 'b', 'c']) {
          const wanted = new Set(
            list
              .filter((each) => each.organisation === organisation)
              .flatMap(({ results }) => results.map((r) => r.id)),
          );
          const own = contributions
            .filter((each) => each.submission.organisation === organisation)
            .flatMap(({ submission: { id } }) => standings.get(id)?.shown ?? []);
          assert.equal(own.length, wanted.size);
        }
      }),
      { numRuns: 200 },
    );
  });
});
