import assert from 'node:assert/strict';
import type { Interval } from '../../power/interval.ts';
import { trustOf } from '../../power/trust.ts';
import type { TrustFacts, TrustStatement, TrustWindow } from '../../power/trust.ts';

/** Twelve seconds at 1 W without a flaw, 100 inferences. */
function interval(changes: Partial<Interval> = {}): Interval {
  return {
    startS: 10,
    endS: 22,
    measuredJ: 12,
    measuredS: 12,
    lostS: 0,
    samples: 12_000,
    lostSamples: 0,
    leastPowerW: 0.8,
    mostPowerW: 1.5,
    guessedSamples: 0,
    startDoubtS: 0,
    endDoubtS: 0,
    rangeChanges: 0,
    uncertainSamples: 0,
    saturatedSamples: 0,
    firstSecondW: 1,
    lastSecondW: 1,
    ...changes,
  };
}

function window(changes: Partial<TrustWindow> = {}): TrustWindow {
  return { interval: interval(), iterations: 100, edgeUncertaintyS: 0.001, beforeW: 0.5, afterW: 0.25, ...changes };
}

function facts(one: TrustWindow = window(), changes: Partial<TrustFacts> = {}): TrustFacts {
  const windows = [one, window(), window(), window(), window()];
  return { windows, clock: { ratio: 1, of: 'board' }, simulated: false, flaws: [], ...changes };
}

function share({ contributions }: TrustStatement, name: string): number | null | undefined {
  return contributions.find((contribution) => contribution.name === name)?.joulesPerInference;
}

function assertInformative(statement: TrustStatement, ...reasons: readonly RegExp[]): void {
  assert.equal(statement.tier, 'informative');
  assert.equal(statement.reasons.length, reasons.length, statement.reasons.join('; '));
  for (const [index, reason] of reasons.entries()) assert.match(statement.reasons[index] ?? '', reason);
}

describe('the trust statement', () => {
  it('certifies what has no flaw, and still bounds it', () => {
    const statement = trustOf(facts());
    assert.deepEqual([statement.tier, statement.reasons], ['certified', []]);
    // A millisecond of a watt at each end, over 100 inferences.
    assert.ok(Math.abs((statement.boundJ ?? 0) - (0.001 * 2) / 100) < 1e-12);
    assert.match(statement.excludes, /calibration/);
  });

  it('takes the power at an end of a window for its error, whatever is beside it', () => {
    for (const besideW of [null, 0, 1]) {
      const statement = trustOf(facts(window({ beforeW: besideW, afterW: besideW })));
      assert.ok(Math.abs((share(statement, 'edges') ?? 0) - 0.002 / 100) < 1e-12);
    }
    const burst = trustOf(facts(window({ beforeW: 3, afterW: 1 })));
    assert.ok(Math.abs((share(burst, 'edges') ?? 0) - 0.004 / 100) < 1e-12);
  });

  it('lets an end lie as far off as samples were lost near it', () => {
    const statement = trustOf(facts(window({ interval: interval({ startDoubtS: 0.006, endDoubtS: 0.002 }) })));
    assert.ok(Math.abs((share(statement, 'edges') ?? 0) - (0.007 + 0.003) / 100) < 1e-12);
    const edges = statement.contributions.find(({ name }) => name === 'edges');
    assert.match(edges?.why ?? '', /known to 7 ms, as samples were lost near it/);
  });

  it('takes lost time for error as a whole where it is not certain that it passed', () => {
    const lost = { measuredJ: 11.99, measuredS: 11.99, samples: 11_990, lostS: 0.01, lostSamples: 10 };
    const statement = trustOf(facts(window({ interval: interval({ ...lost, guessedSamples: 4 }) })));
    assert.ok(Math.abs((share(statement, 'lost samples') ?? 0) - (0.01 * 0.5 + 0.004) / 100) < 1e-12);
    assert.match(statement.contributions[0]?.why ?? '', /of 4 the number is not certain/);
  });

  it('lets what was lost be as far from the mean as any sample was', () => {
    const little = trustOf(
      facts(window({ interval: interval({ measuredJ: 11.99, measuredS: 11.99, lostS: 0.01, lostSamples: 10 }) })),
    );
    assert.equal(little.tier, 'certified');
    assert.ok(Math.abs((share(little, 'lost samples') ?? 0) - (0.01 * 0.5) / 100) < 1e-12);
    const much = trustOf(
      facts(window({ interval: interval({ measuredJ: 11.9, measuredS: 11.9, lostS: 0.1, lostSamples: 100 }) })),
    );
    assertInformative(much, /1 window lost more than 0\.1 %/);
  });

  it('takes the sample clock for wrong by what it differs from another', () => {
    const slow = trustOf(facts(window(), { clock: { ratio: 1.0012, of: 'I/O manager' } }));
    assert.equal(slow.tier, 'certified');
    assert.ok(Math.abs((share(slow, 'sample clock') ?? 0) - 0.0012 * 0.12) < 1e-12);
    assertInformative(trustOf(facts(window(), { clock: { ratio: 0.98, of: 'host' } })), /off by -2 % .* of the host/);
    const alone = trustOf(facts(window(), { clock: null }));
    assertInformative(alone, /could not be compared/);
    assert.equal(share(alone, 'sample clock'), null);
    assert.ok((alone.boundJ ?? 0) > 0);
  });

  it('lets samples beside a change of range be anything that was seen', () => {
    const statement = trustOf(facts(window({ interval: interval({ rangeChanges: 5, uncertainSamples: 20 }) })));
    assert.equal(statement.tier, 'certified');
    assert.ok(Math.abs((share(statement, 'range changes') ?? 0) - (0.02 * 0.7) / 100) < 1e-12);
  });

  it('bounds nothing where the range was too small', () => {
    const statement = trustOf(facts(window({ interval: interval({ saturatedSamples: 1 }) })));
    assertInformative(statement, /end of the range/);
    assert.equal(share(statement, 'saturation'), null);
  });

  it('counts half of the spread, and does not certify a bound of more than a twentieth', () => {
    const wide = trustOf(facts(window({ interval: interval({ measuredJ: 12.6 }) })));
    assert.equal(wide.tier, 'certified');
    assert.ok(Math.abs((share(wide, 'spread') ?? 0) - 0.003) < 1e-12);
    assertInformative(
      trustOf(facts(window({ interval: interval({ measuredJ: 14 }) }))),
      /the bound is 8\.\d+ % of the figure/,
    );
  });

  it('wants five windows of ten seconds and ten inferences', () => {
    assertInformative(trustOf(facts(window(), { windows: [window(), window()] })), /2 of 5 windows/);
    assertInformative(trustOf(facts(window({ interval: interval({ endS: 19.9 }) }))), /1 window is shorter than 10 s/);
    assertInformative(
      trustOf(facts(window({ iterations: 9, interval: interval({ measuredJ: 1.08 }) }))),
      /1 window has fewer than 10/,
    );
  });

  it('names simulations and other flaws', () => {
    const statement = trustOf(facts(window(), { simulated: true, flaws: ['window 3 covers a download'] }));
    assertInformative(statement, /simulation/, /covers a download/);
  });

  it('has no bound without iterations or windows', () => {
    const unknown = trustOf(facts(window({ iterations: null })));
    assert.equal(unknown.boundJ, null);
    assertInformative(unknown, /how many inferences/);
    assert.equal(trustOf({ windows: [], clock: null, simulated: false, flaws: [] }).boundJ, null);
  });
});
