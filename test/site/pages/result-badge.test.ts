import assert from 'node:assert/strict';
import { badgeSection, badgeWords, resultBadge } from '../../../site/pages/result-badge.ts';
import type { FigureRecord } from '../../../submissions/results-file/results-file.ts';
import { hostileTexts } from '../browser/built-site.ts';
import { madeResult } from '../made-results.ts';

const none: FigureRecord = {
  ...{ throughput: null, latencyUs: null, top1: null, auc: null, energyUj: null, powerMw: null },
};

describe('The badge of a result', () => {
  it('says workload, round, figure and verdict in words', () => {
    const { label, message, sentence } = badgeWords(madeResult());
    assert.deepEqual([label, message], ['MLPerf Tiny v1.3 kws', '20.0 inf./s · valid']);
    assert.equal(sentence, 'Keyword spotting on BOARD-1 by nobody: 20.0 inf./s · valid');
    assert.equal(badgeWords(madeResult({ round: null })).label, 'boardbench kws');
  });

  it('says in colour and words what is invalid, unverifiable, simulated, estimated or only claimed', () => {
    const colours = new Set<string>();
    const cases = [
      [{}, '20.0 inf./s · valid'],
      [{ verdict: 'invalid', kind: 'measured' }, '20.0 inf./s · invalid'],
      [{ verdict: 'unverifiable' }, '20.0 inf./s · unverifiable'],
      [{ kind: 'simulated' }, '20.0 inf./s · simulated · valid'],
    ] as const;
    for (const [change, expected] of cases) {
      const { message, colour } = badgeWords(madeResult(change));
      assert.equal(message, expected);
      colours.add(colour);
    }
    assert.equal(colours.size, cases.length);
    assert.equal(badgeWords(madeResult({ kind: 'estimated' })).message, '20.0 inf./s · estimated · valid');
    assert.equal(badgeWords(madeResult({ derived: none })).message, '20.0 inf./s · only claimed · valid');
    assert.equal(badgeWords(madeResult({ derived: none, claimed: none })).message, 'valid');
    assert.equal(
      badgeWords(madeResult({ kind: 'simulated', verdict: 'invalid' })).colour,
      badgeWords(madeResult({ verdict: 'invalid' })).colour,
    );
  });

  it('has letters that can be read on its colours', () => {
    for (const change of [{}, { verdict: 'invalid' }, { verdict: 'unverifiable' }, { kind: 'simulated' }] as const) {
      assert.ok(contrastWithWhite(badgeWords(madeResult(change)).colour) >= 4.5);
    }
  });

  it('is drawn to lengths that do not depend on a font', () => {
    const svg = resultBadge(madeResult());
    const [width = 0] = [...svg.matchAll(/\bwidth="(\d+)"/g)].map(([, number]) => Number(number));
    const lengths = [...svg.matchAll(/textLength="(\d+)"/g)].map(([, number]) => Number(number));
    assert.equal(lengths.length, 2);
    assert.equal(width, lengths.reduce((sum, length) => sum + length, 0) + 24);
  });

  it('shows names as the text that they are, in the picture and in the Markdown', () => {
    for (const text of [...hostileTexts, '](https://evil.example/) ![x](y', '`code` *bold* <b>']) {
      const record = madeResult({
        submitter: text,
        system: { ...madeResult().system, name: text },
        id: 'ab12ab12ab12',
      });
      const svg = resultBadge(record);
      assert.deepEqual(
        new Set([...svg.matchAll(/<\/?([a-z]+)/gi)].map(([, name]) => name)),
        new Set(['svg', 'title', 'rect', 'path', 'g', 'text']),
      );
      assert.doesNotMatch(svg.replaceAll(/"[^"]*"|>[^<]*</g, ''), /\bon\w+=/);
      assert.ok(svg.length < 3000);
      const section = badgeSection(record, 'https://example.org/b/').toString();
      const [, markdown = ''] = /<code>(\[!.*)<\/code>/s.exec(section) ?? [];
      assert.match(
        markdown,
        /^\[!\[(?:[^\\\][]|\\.)*\]\(https:\/\/example\.org\/b\/badges\/ab12ab12ab12\.svg\)\]\(https:\/\/example\.org\/b\/results\/ab12ab12ab12\.html\)$/,
        text.slice(0, 80),
      );
    }
  });
});

function contrastWithWhite(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}
