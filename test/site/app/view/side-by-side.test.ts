import assert from 'node:assert/strict';
import { sideBySide } from '../../../../site/app/view/side-by-side.ts';
import type { SideBySide } from '../../../../site/app/view/side-by-side.ts';
import type { SiteRow } from '../../../../site/data/site-data.ts';
import { sampleResult, sampleRow, sampleSite } from './sample-site.ts';

const data = sampleSite([]);

function boardAt(id: string, throughputs: readonly number[], others: Partial<SiteRow> = {}): SiteRow {
  const throughput = throughputs[1] ?? 0;
  const figures = { throughput, latencyUs: 1e6 / throughput, top1: 90 };
  return sampleRow(id, {
    clockMhz: 100,
    results: { kws: sampleResult(figures, { windows: throughputs, answers: [900, 1000] }) },
    ...others,
  });
}

function cellsOf({ workloads }: SideBySide, title: string): (readonly [string | null, string | undefined])[] {
  const line = workloads[0]?.lines.find((candidate) => candidate.title === title);
  return line?.cells.map(({ text, beside }) => [text, beside] as const) ?? [];
}

describe('systems side by side', () => {
  const slow = boardAt('slow', [9.9, 10, 10.1]);
  const fast = boardAt('fast', [19.9, 20, 20.1], { clockMhz: 160, framework: 'Quick' });

  it('have ratios to the first with intervals from the windows', () => {
    const [reference, other] = cellsOf(sideBySide([slow, fast], data), 'Throughput');
    assert.deepEqual(reference, ['10.0\u00a0inf/s', undefined]);
    assert.equal(other?.[0], '20.0\u00a0inf/s');
    assert.match(other[1] ?? '', /^2\.00× faster \(1\.9\d–2\.0\d\)$/);
  });

  it('say where the difference comes from', () => {
    const made = sideBySide([slow, fast], data);
    assert.deepEqual(cellsOf(made, 'Throughput: clock')[1], ['160\u00a0MHz', '× 1.60']);
    assert.equal(cellsOf(made, 'Throughput: cycles per MAC')[1]?.[1], '× 1.25');
  });

  it('say what their descriptions say otherwise', () => {
    const { facts } = sideBySide([slow, fast], data);
    assert.deepEqual(
      facts.filter(({ differs }) => differs).map(({ title }) => title),
      ['Clock', 'Framework'],
    );
  });

  it('say it in words too', () => {
    const { workloads } = sideBySide([slow, fast], data);
    assert.match(workloads[0]?.words[0] ?? '', /^fast is 2\.00 × faster than slow \(/);
  });

  it('leave out what one of them lacks', () => {
    const made = sideBySide([slow, sampleRow('empty'), fast], data);
    assert.deepEqual(cellsOf(made, 'Latency')[1], [null, undefined]);
    assert.match(cellsOf(made, 'Latency')[2]?.[1] ?? '', /faster/);
  });

  it('compare nothing measured with anything simulated, and say so', () => {
    const made = sideBySide([slow, { ...fast, kind: 'simulated' }], data);
    assert.equal(cellsOf(made, 'Latency')[1]?.[1], undefined);
    assert.match(made.workloads[0]?.words[0] ?? '', /cannot be compared/);
  });

  it('are told apart where they have the same name', () => {
    const again = { ...slow, id: 'again', round: 'v1.3' };
    assert.deepEqual(sideBySide([slow, again, again], data).names, [
      'slow (no round)',
      'slow (v1.3) again',
      'slow (v1.3) again',
    ]);
  });
});
