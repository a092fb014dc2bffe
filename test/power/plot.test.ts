import assert from 'node:assert/strict';
import fc from 'fast-check';
import { scaledText, ticksBetween } from '../../power/axis.ts';
import { integrate } from '../../power/integration.ts';
import { Outline } from '../../power/outline.ts';
import { plotSvg } from '../../power/plot.ts';
import type { TraceEvent, TraceHead } from '../../power/trace.ts';
import { gap, samples, traceOf } from './traces.ts';

async function outlineOf(events: readonly TraceEvent[], head: Partial<TraceHead> = {}): Promise<Outline> {
  const outline = new Outline();
  await integrate(traceOf({ quantity: 'energy', ...head }, events), {
    onSpan: (span) => {
      outline.add(span);
    },
  });
  return outline;
}

describe('the outline of a trace', () => {
  it('keeps each peak, and the energy, however long the trace is', async () => {
    const values = new Float32Array(500_000).fill(0.001);
    values[123_456] = 0.5;
    values[400_000] = 0;
    const bins = (await outlineOf([{ kind: 'samples', first: 0, values }])).bins();
    assert.ok(bins.length > 1000 && bins.length <= 4096);
    assert.equal(Math.max(...bins.map(({ mostPowerW }) => mostPowerW)), 500);
    assert.equal(Math.min(...bins.map(({ leastPowerW }) => leastPowerW)), 0);
    const peak = bins.find(({ mostPowerW }) => mostPowerW === 500);
    assert.ok(peak !== undefined && peak.startS <= 123.457 && peak.endS >= 123.456 && peak.endS - peak.startS < 0.5);
    const joules = values.reduce((sum, value) => sum + value, 0);
    const drawn = bins.reduce((sum, bin) => sum + bin.meanPowerW * (Math.min(500, bin.endS) - bin.startS), 0);
    assert.ok(Math.abs(drawn - joules) < 1e-6 * joules);
  });

  it('says the same of energy as the trace, whatever its parts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 0, max: 1000 })), {
          minLength: 1,
          maxLength: 8,
        }),
        async (parts) => {
          let first = 0;
          const events: TraceEvent[] = [];
          for (const [length, value] of parts) {
            events.push(
              samples(
                first,
                Array.from({ length }, () => value),
              ),
            );
            first += length;
          }
          const bins = (await outlineOf(events)).bins(100);
          assert.ok(bins.length <= 100);
          const most = Math.max(...parts.map(([, value]) => value)) * 1000;
          assert.ok(Math.abs(Math.max(...bins.map(({ mostPowerW }) => mostPowerW)) - most) <= 1e-9 * most);
          for (const { leastPowerW, meanPowerW, mostPowerW } of bins) {
            assert.ok(leastPowerW <= meanPowerW * (1 + 1e-9) && meanPowerW <= mostPowerW * (1 + 1e-9) + 1e-12);
          }
        },
      ),
      { numRuns: 40, interruptAfterTimeLimit: 2000 },
    );
  });

  it('leaves out what was lost', async () => {
    const bins = (await outlineOf([samples(0, [1, 1]), gap(2, 96), samples(98, [1, 1])])).bins();
    assert.deepEqual(
      bins.map(({ startS }) => Math.round(startS * 1000)),
      [0, 1, 98, 99],
    );
  });
});

describe('the drawing of a trace', () => {
  const level = Array.from({ length: 1000 }, (_, index) => (index >= 250 && index < 750 ? 2e-5 : 1e-6));

  it('shows power with its unit, windows with their labels, and time', async () => {
    const windows = [{ startS: 0.25, endS: 0.75, labels: ['x'.repeat(500), '1: 10 mJ', '1'], isCounted: true }];
    const svg = plotSvg(await outlineOf([samples(0, level)]), { title: 'a <trace> & more', endS: 1, windows });
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 1200 420"/);
    assert.match(svg, /a &#60;trace&#62; &#38; more/);
    assert.match(svg, />20 mW</);
    assert.match(svg, />0\.5 s</);
    assert.match(svg, /<rect class="window" x="353" y="38" width="554"/);
    assert.match(svg, />1: 10 mJ</);
    assert.doesNotMatch(svg, /xxxx|NaN|Infinity|class="lost"/);
    assert.match(svg, /prefers-color-scheme: dark/);
  });

  it('is the same for the same trace', async () => {
    const draw = async (): Promise<string> =>
      plotSvg(await outlineOf([samples(0, level)]), { title: 't', endS: 1, windows: [] });
    assert.equal(await draw(), await draw());
  });

  it('breaks the line where samples were lost, and marks that', async () => {
    const outline = await outlineOf([samples(0, level.slice(0, 400)), gap(400, 200), samples(600, level.slice(600))]);
    const svg = plotSvg(outline, { title: 't', endS: 1, windows: [] });
    assert.equal([...svg.matchAll(/class="mean"/g)].length, 2);
    assert.match(svg, /<rect class="lost" x="519\.2" y="367" width="221\.6"/);
  });

  it('shades windows that do not count otherwise, and shows a part of a trace', async () => {
    const windows = [
      { startS: 0.1, endS: 0.2, labels: [], isCounted: true },
      { startS: 0.6, endS: 0.7, labels: [], isCounted: false },
    ];
    const svg = plotSvg(await outlineOf([samples(0, level)]), { title: 't', startS: 0.5, endS: 1, windows });
    assert.equal([...svg.matchAll(/class="window"/g)].length, 0);
    assert.equal([...svg.matchAll(/class="uncounted"/g)].length, 1);
    assert.match(svg, />0\.6 s</);
  });

  it('can be made of nothing', () => {
    const svg = plotSvg(new Outline(), { title: 'nothing', endS: 0, windows: [] });
    assert.match(svg, /nothing/);
    assert.doesNotMatch(svg, /NaN|Infinity/);
  });
});

describe('axes', () => {
  it('have round numbers', () => {
    assert.deepEqual(ticksBetween(0, 135.6, 5), [0, 50, 100]);
    assert.deepEqual(ticksBetween(0, 0.31, 4), [0, 0.1, 0.2, 0.3]);
    assert.deepEqual(ticksBetween(-2, 9, 5), [0, 5]);
    assert.deepEqual(ticksBetween(7, 7, 5), [7]);
  });

  it('name amounts with one to three digits before the point', () => {
    assert.equal(scaledText(0.00044318447, 'J'), '443.18 µJ');
    assert.equal(scaledText(0.9999999, 'J', 4), '1 J');
    assert.equal(scaledText(0, 'W'), '0 W');
    assert.equal(scaledText(1234.5, 'W'), '1234.5 W');
    assert.equal(scaledText(-2.5e-9, 'W'), '-2.5 nW');
  });
});
