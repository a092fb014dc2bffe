import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareResults } from '../../../submissions/compare/compare.ts';
import { causeLines, metricRows, sideLine } from '../../../submissions/compare/compare-text.ts';
import { differenceOfShares } from '../../../submissions/compare/difference-of-shares.ts';
import { atRate, exampleResult } from './example-result.ts';

describe('comparing two results', () => {
  it('says in a plain sentence how much faster one is, with its interval', () => {
    const { sentences, metrics } = compareResults(exampleResult(), atRate(131));
    assert.match(sentences[0] ?? '', /^B is 1\.31 × faster than A \(1\.\d\d–1\.3\d\)\.$/);
    const throughput = metrics.find(({ metric }) => metric === 'throughput');
    const [low, high] = throughput?.interval ?? [0, 0];
    assert.ok(low < 1.31 && 1.31 < high && high - low < 0.1, `${low}–${high}`);
  });

  it('turns slower and less energy about, so that what is said is above 1', () => {
    const b = atRate(50, {
      windowEnergiesUj: [250, 250, 250],
      figures: { ...atRate(50).figures, energyUj: { value: 250, of: 'derived' } },
    });
    const { sentences } = compareResults(exampleResult(), b);
    assert.match(sentences[0] ?? '', /^B is 2\.00 × slower than A \(1\.98–2\.02\)/);
    assert.match(sentences[1] ?? '', /^B takes 2\.00 × less energy than A/);
  });

  it('does not tell apart what windows do not tell apart', () => {
    const { sentences } = compareResults(exampleResult(), atRate(100.4));
    assert.match(sentences[0] ?? '', /^B is as fast as A, as far as the windows tell/);
  });

  it('gives no interval where windows are too few, or figures are only claimed', () => {
    const few = compareResults(exampleResult(), atRate(131, { windowThroughputs: [131, 131] }));
    assert.equal(few.metrics[0]?.interval, null);
    assert.match(few.sentences[0] ?? '', /too few windows/);
    const figures = { ...atRate(131).figures, throughput: { value: 131, of: 'claimed' as const } };
    const claimed = compareResults(exampleResult(), atRate(131, { figures }));
    assert.equal(claimed.metrics[0]?.interval, null);
    assert.ok(claimed.notes.some((note) => note.includes('claimed')));
    assert.equal(metricRows(claimed)[0]?.[2], '131 *');
  });

  it('multiplies causes to the ratio: clock × cycles, and power × time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 5000 }), fc.integer({ min: 1, max: 4000 }), (rate, clockMhz) => {
        const { causes, metrics } = compareResults(exampleResult(), atRate(rate, { clockMhz }));
        for (const of of ['throughput', 'energy'] as const) {
          const product = causes.filter((cause) => cause.of === of).reduce((all, { factor }) => all * factor, 1);
          const ratio = metrics.find(({ metric }) => metric === of)?.value ?? 0;
          assert.ok(Math.abs(product / ratio - 1) < 1e-9, `${of}: ${product} is not ${ratio}`);
        }
      }),
    );
  });

  it('counts cycles per MAC of the official model in the closed division, and per inference in the open one', () => {
    const closed = compareResults(exampleResult(), atRate(200)).causes.find(({ name }) => name === 'cycles-per-mac');
    assert.ok(Math.abs((closed?.a ?? 0) - 1e6 / 2_656_768) < 1e-9);
    const open = compareResults(exampleResult(), atRate(200, { division: 'open' }));
    assert.equal(open.causes.find(({ name }) => name === 'cycles-per-inference')?.a, 1e6);
    assert.ok(open.notes.some((note) => note.includes('other divisions')));
  });

  it('names what descriptions say otherwise, and nothing that one of them does not say', () => {
    const facts = { ...exampleResult().facts, framework: 'TFLM 2', compiler: 'gcc 12 -O3', memory: '1 MB', soc: 'N/A' };
    const { differences } = compareResults(exampleResult(), atRate(200, { facts }));
    assert.deepEqual(
      differences.map(({ name }) => name),
      ['framework', 'compiler'],
    );
  });

  it('refuses results of other workloads, and simulated with measured ones', () => {
    const other = compareResults(exampleResult(), exampleResult({ id: '000000000002', benchmark: 'ic' }));
    assert.equal(other.metrics.length, 0);
    assert.match(other.sentences[0] ?? '', /cannot be compared with A: they are of other workloads/);
    for (const kind of ['simulated', 'estimated'] as const) {
      const { obstacles, causes } = compareResults(exampleResult(), exampleResult({ kind }));
      assert.deepEqual(obstacles, [`A was measured and B was ${kind}`]);
      assert.equal(causes.length, 0);
    }
  });

  it('says when both were simulated, when one is invalid, and when both are the same', () => {
    const simulated = exampleResult({ kind: 'simulated', verdict: 'invalid' });
    const { notes } = compareResults(simulated, simulated);
    assert.ok(notes.includes('Both were simulated, not measured on a board.'));
    assert.ok(notes.some((note) => note.startsWith('B is invalid')));
    assert.ok(notes.includes('Both are the same result.'));
  });

  it('leaves areas out that other runners computed on other scales', () => {
    const figures = { ...exampleResult().figures, top1: null, auc: { value: 0.9, of: 'derived' as const } };
    const ad = exampleResult({ benchmark: 'ad', figures, runner: 'eembc' });
    assert.ok(compareResults(ad, { ...ad, id: '2' }).metrics.some(({ metric }) => metric === 'auc'));
    const { metrics, notes } = compareResults(ad, { ...ad, id: '2', runner: 'boardbench' });
    assert.ok(!metrics.some(({ metric }) => metric === 'auc'));
    assert.ok(notes.some((note) => note.includes('AUC is not compared')));
  });

  it('never writes NaN or Infinity, whatever the figures', () => {
    const value = fc.double({ min: 0, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(value, value, fc.array(value, { maxLength: 5 }), (rate, energyUj, windowThroughputs) => {
        const figures = {
          ...exampleResult().figures,
          throughput: { value: rate, of: 'derived' as const },
          energyUj: { value: energyUj, of: 'derived' as const },
        };
        const comparison = compareResults(exampleResult(), exampleResult({ figures, windowThroughputs }));
        const text = [...comparison.sentences, ...metricRows(comparison).flat(), ...causeLines(comparison)].join('\n');
        assert.doesNotMatch(text, /NaN|Infinity|undefined|null/);
      }),
      { numRuns: 40 },
    );
  });

  it('shows names without what would steer a terminal', () => {
    const line = sideLine('A', exampleResult({ name: 'X\u001b[31m\u202eY' }));
    assert.ok(!line.includes('\u001b') && !line.includes('\u202e'), line);
    assert.match(line, /^A {2}X/);
  });
});

describe('the interval of a difference of shares', () => {
  it("agrees with Newcombe's example: 56/70 and 48/80", () => {
    const [low, high] = differenceOfShares({ correct: 48, scored: 80 }, { correct: 56, scored: 70 });
    assert.deepEqual([low.toFixed(4), high.toFixed(4)], ['0.0524', '0.3339']);
  });

  it('holds the difference', () => {
    const answers = fc
      .integer({ min: 1, max: 500 })
      .chain((scored) => fc.integer({ min: 0, max: scored }).map((correct) => ({ correct, scored })));
    fc.assert(
      fc.property(answers, answers, (a, b) => {
        const difference = b.correct / b.scored - a.correct / a.scored;
        const [low, high] = differenceOfShares(a, b);
        assert.ok(low <= difference + 1e-12 && difference - 1e-12 <= high && low >= -1.0001 && high <= 1.0001);
      }),
    );
  });
});
