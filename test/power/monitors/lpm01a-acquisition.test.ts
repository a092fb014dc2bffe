import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Lpm01aAcquisition } from '../../../power/monitors/lpm01a-acquisition.ts';
import type { Lpm01aLine } from '../../../power/monitors/lpm01a-lines.ts';
import type { TraceEvent } from '../../../power/trace.ts';

const damaged: Lpm01aLine = { kind: 'damaged' };
const edge: Lpm01aLine = { kind: 'edge' };

function sample(value: number): Lpm01aLine {
  return { kind: 'sample', value };
}

function timestamp(timeMs: number): Lpm01aLine {
  return { kind: 'timestamp', timeMs };
}

function samples(from: number, to: number): Lpm01aLine[] {
  return Array.from({ length: to - from }, (_, index) => sample(from + index));
}

/** What comes of lines, a chunk of samples written as its first number and its values. */
function recorded(lines: readonly Lpm01aLine[], sampleRateHz = 1000): unknown[] {
  const events: TraceEvent[] = [];
  const acquisition = new Lpm01aAcquisition({ sampleRateHz, onEvent: (event) => events.push(event) });
  for (const line of lines) acquisition.push(line, 5);
  acquisition.finish();
  return events.map((event) => {
    switch (event.kind) {
      case 'samples':
        return [event.first, [...event.values]];
      case 'gap':
        return `gap ${event.first}+${event.samples}`;
      case 'edge':
        return `edge ${event.timeS} ${event.direction}`;
      case 'mark':
        return event;
    }
  });
}

describe('an acquisition of an LPM01A', () => {
  it('numbers samples, and times edges by the samples before them', () => {
    assert.deepEqual(recorded([timestamp(0), sample(1), sample(2), edge, sample(3)]), [
      [0, [1, 2]],
      'edge 0.002 falling',
      [2, [3]],
    ]);
  });

  it('puts a gap at the time stamp that shows a loss', () => {
    const found = recorded([timestamp(0), ...samples(0, 990), timestamp(1000), sample(1000)]);
    assert.deepEqual(found.slice(1), ['gap 990+10', [1000, [1000]]]);
  });

  it('puts the gap of a damaged line in its place, as long as the time stamp tells', () => {
    const found = recorded([
      timestamp(0),
      ...samples(0, 400),
      damaged,
      ...samples(402, 700),
      edge,
      ...samples(700, 1000),
      timestamp(1000),
      sample(1000),
    ]);
    assert.deepEqual(found, [
      [0, samples(0, 400).map((line) => (line.kind === 'sample' ? line.value : NaN))],
      'gap 400+2',
      [402, samples(402, 700).map((line) => (line.kind === 'sample' ? line.value : NaN))],
      'edge 0.7 falling',
      [700, samples(700, 1001).map((line) => (line.kind === 'sample' ? line.value : NaN))],
    ]);
  });

  it('counts the two halves of a cut line as one sample', () => {
    const found = recorded([
      timestamp(0),
      ...samples(0, 500),
      damaged,
      damaged,
      ...samples(501, 1000),
      timestamp(1000),
    ]);
    assert.deepEqual(
      found.filter((event) => typeof event === 'string'),
      ['gap 500+1'],
    );
  });

  it('has no gap where a damaged line was no sample', () => {
    const found = recorded([timestamp(0), ...samples(0, 5), damaged, ...samples(5, 1000), timestamp(1000)]);
    assert.deepEqual(
      found.filter((event) => typeof event === 'string'),
      [],
    );
  });

  it('takes a damaged line for one sample where no time stamp tells more', () => {
    assert.deepEqual(recorded([timestamp(0), sample(0), damaged, sample(2)]), [[0, [0]], 'gap 1+1', [2, [2]]]);
    assert.deepEqual(recorded([sample(0), damaged, sample(2), timestamp(0), sample(3)]), [
      [0, [0]],
      'gap 1+1',
      [2, [2, 3]],
    ]);
  });

  it('says between which time stamps samples may have been lost, and where their number is a guess', () => {
    const events: TraceEvent[] = [];
    const acquisition = new Lpm01aAcquisition({ sampleRateHz: 1000, onEvent: (event) => events.push(event) });
    const lines = [
      ...[timestamp(0), ...samples(0, 1000), timestamp(1000)],
      ...[...samples(1000, 1400), damaged, ...samples(1402, 1600), edge, ...samples(1603, 2000), timestamp(2000)],
      ...[sample(2000), damaged, sample(2002)],
    ];
    for (const line of lines) acquisition.push(line, 0);
    acquisition.finish();
    const gaps = events.filter((event) => event.kind === 'gap');
    assert.deepEqual(
      gaps.map(({ first, samples: count, between, isGuess }) => [first, count, between, isGuess]),
      [
        [1400, 5, [1000, 2000], undefined],
        [2001, 1, [2000, 2003], true],
      ],
    );
  });

  it('holds nothing back for ever where time stamps are missing', () => {
    const events: TraceEvent[] = [];
    const acquisition = new Lpm01aAcquisition({ sampleRateHz: 1000, onEvent: (event) => events.push(event) });
    acquisition.push(damaged, 0);
    for (const line of samples(0, 10_000)) acquisition.push(line, 0);
    acquisition.flush();
    assert.equal(events[0]?.kind, 'gap');
    assert.ok(events.length > 1);
  });

  it('counts on over a time stamp that is missing, and past 999 s', () => {
    const hundred = (fromS: number): Lpm01aLine[] => [...samples(0, 100), timestamp(((fromS + 100) % 1000) * 1000)];
    const rounds = Array.from({ length: 12 }, (_, round) => hundred(round * 100));
    const whole = recorded([timestamp(0), ...rounds.flat()], 1);
    assert.ok(whole.every((event) => Array.isArray(event)));
    const [last] = rounds.splice(11, 1);
    assert.ok(last !== undefined);
    const withoutFirstTime = rounds.flat().toSpliced(100, 1);
    const found = recorded([timestamp(0), ...withoutFirstTime, ...last.slice(3)], 1);
    assert.deepEqual(
      found.filter((event) => typeof event === 'string'),
      ['gap 1197+3'],
    );
  });

  it('passes over a time stamp that cannot be', () => {
    const found = recorded([timestamp(0), ...samples(0, 1000), timestamp(901_000), ...samples(1000, 1500)]);
    assert.ok(found.every((event) => Array.isArray(event)));
  });

  it('keeps every sample that arrives under its own number, whatever is lost or damaged', () => {
    const fault = fc.record({ at: fc.integer({ min: 1, max: 2998 }), kind: fc.constantFrom('glue', 'cut', 'noise') });
    fc.assert(
      fc.property(fc.uniqueArray(fault, { maxLength: 3, selector: ({ at }) => Math.floor(at / 1000) }), (faults) => {
        const lines: Lpm01aLine[] = [];
        let lost = 0;
        for (let number = 0; number < 4000; number++) {
          if (number % 1000 === 0) lines.push(timestamp(number));
          const mishap = faults.find(({ at }) => at === number)?.kind;
          // A glued line takes the next sample with it, unless a time stamp stands between them.
          if (mishap === 'glue' && (number + 1) % 1000 !== 0) {
            lines.push(damaged);
            lost += 2;
            number += 1;
          } else if (mishap === 'cut') {
            lines.push(damaged, damaged);
            lost += 1;
          } else if (mishap === 'noise') {
            lines.push(damaged, sample(number));
          } else {
            lines.push(sample(number));
          }
        }
        const events: TraceEvent[] = [];
        const acquisition = new Lpm01aAcquisition({ sampleRateHz: 1000, onEvent: (event) => events.push(event) });
        for (const line of lines) acquisition.push(line, 0);
        acquisition.finish();
        let next = 0;
        let inGaps = 0;
        for (const event of events) {
          if (event.kind === 'gap') {
            assert.equal(event.first, next);
            next += event.samples;
            inGaps += event.samples;
          } else if (event.kind === 'samples') {
            assert.equal(event.first, next);
            for (const value of event.values) assert.equal(value, next++);
          }
        }
        assert.equal(next, 4000);
        assert.equal(inGaps, lost);
      }),
      { numRuns: 60 },
    );
  });
});
