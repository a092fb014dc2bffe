import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ppk2Polynomials } from '../../../power/monitors/ppk2-conversion.ts';
import { Ppk2Decoder } from '../../../power/monitors/ppk2-decoder.ts';
import { defaultPpk2Calibration } from '../../../power/monitors/ppk2-metadata.ts';
import type { TraceEvent } from '../../../power/trace.ts';
import { ppk2Bytes, ppk2Run, ppk2Words } from './ppk2-words.ts';
import type { Ppk2Word } from './ppk2-words.ts';

type Event = Exclude<TraceEvent, { kind: 'samples' }> | { kind: 'samples'; first: number; values: number[] };

interface Decoded {
  readonly events: Event[];
  readonly values: number[];
  readonly samples: number;
}

interface Settings {
  readonly filtersSpikes?: boolean;
  readonly input?: number;
  /** Amperes are the reading, ten thousand times the range more: so a test can tell them apart. */
  readonly plain?: boolean;
}

const plainPolynomials = Float64Array.from([0, 1, 0, 0, 1, 10_000, 0, 1, 20_000, 0, 1, 30_000, 0, 1, 40_000]);

function decoder(events: Event[], { filtersSpikes = false, input = 0, plain = true }: Settings = {}): Ppk2Decoder {
  return new Ppk2Decoder({
    polynomials: plain ? plainPolynomials : ppk2Polynomials(defaultPpk2Calibration, 3),
    input,
    filtersSpikes,
    record: (event) => {
      const last = events.at(-1);
      if (event.kind !== 'samples') events.push(event);
      // In how many pieces samples come does not matter.
      else if (last?.kind === 'samples' && event.first === last.first + last.values.length) {
        last.values.push(...event.values);
      } else events.push(plainChunk(event));
    },
  });
}

function plainChunk({ first, values }: Extract<TraceEvent, { kind: 'samples' }>): Event {
  return { kind: 'samples', first, values: [...values] };
}

function decode(parts: readonly Uint8Array[], settings: Settings = {}): Decoded {
  const events: Event[] = [];
  const taken = decoder(events, settings);
  for (const part of parts) taken.push(part);
  taken.end();
  return { events, values: valuesOf(events), samples: taken.samples };
}

function valuesOf(events: readonly Event[]): number[] {
  return events.flatMap((event) => (event.kind === 'samples' ? event.values : []));
}

function gapsOf({ events }: Decoded): [first: number, samples: number][] {
  return events.flatMap((event) => (event.kind === 'gap' ? [[event.first, event.samples]] : []));
}

describe('The decoder of the PPK2', () => {
  it('gives the amperes of a reading by the formula and the constants of its range', () => {
    const words = ppk2Words(10, 5, (index) => ({ adc: 8000, range: index % 5 }));
    const { values } = decode([ppk2Bytes(words)], { plain: false });
    for (const [index, value] of values.entries()) {
      const shunt = defaultPpk2Calibration[index % 5]?.R ?? NaN;
      const x = (4 * 8000 * (1.8 / 163_840)) / shunt;
      assert.ok(Math.abs(value - x * (x + 1)) < 1e-6 * Math.abs(x * (x + 1)), `sample ${index}: ${value}`);
    }
  });

  it('gives the same for any chunking', () => {
    const words = ppk2Words(300, 60, (index) => ({
      adc: index,
      logic: index % 40 < 20 ? 1 : 0,
      range: (index % 70) >> 4,
    }));
    const bytes = ppk2Bytes(words);
    const whole = decode([bytes]);
    assert.equal(whole.samples, 300);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: bytes.length }), { maxLength: 30 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const parts = places.slice(1).map((place, index) => bytes.slice(places[index], place));
        const cut = decode(parts);
        assert.deepEqual(cut.values, whole.values);
        assert.deepEqual(
          cut.events.filter(({ kind }) => kind === 'edge'),
          whole.events.filter(({ kind }) => kind === 'edge'),
        );
        assert.deepEqual(gapsOf(cut), []);
      }),
    );
  });

  it('finds where a sample begins in a stream that begins in the middle of one', () => {
    const bytes = ppk2Bytes(ppk2Words(100, 17, (index) => ({ adc: index })));
    for (const cut of [1, 2, 3]) {
      const decoded = decode([bytes.subarray(cut)]);
      assert.deepEqual(decoded.values.slice(0, 3), [20_001, 20_002, 20_003]);
      assert.equal(decoded.samples, 99);
      assert.deepEqual(gapsOf(decoded), []);
    }
  });

  it('leaves out bytes of an old stream before the first sample', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 3 }), (old) => {
        const decoded = decode([old, ppk2Bytes(ppk2Words(50, 3, (index) => ({ adc: index })))]);
        assert.equal(decoded.values.at(-1), 20_049);
        assert.ok(decoded.samples === 50 || decoded.samples === 49);
      }),
    );
  });

  it('gives an edge at the very sample, before it and behind the ones before', () => {
    const words = ppk2Words(30, 0, (index) => ({ adc: index, logic: index >= 10 && index < 20 ? 0b100 : 0b11 }));
    const { events } = decode([ppk2Bytes(words)], { input: 2 });
    assert.deepEqual(
      events.map((event) => (event.kind === 'samples' ? [event.first, event.values.length] : event)),
      [
        [0, 10],
        { kind: 'edge', timeS: 10 / 100_000, input: 2, direction: 'rising' },
        [10, 10],
        { kind: 'edge', timeS: 20 / 100_000, input: 2, direction: 'falling' },
        [20, 10],
      ],
    );
  });

  it('gives no edge for the level that a recording begins with', () => {
    const { events } = decode([ppk2Bytes(ppk2Words(30, 0, { logic: 1 }))]);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['samples'],
    );
  });

  it('counts lost samples by the counter, as a gap in their place', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 200 }),
        fc.integer({ min: 1, max: 63 }),
        fc.nat({ max: 63 }),
        (before, lost, from) => {
          const decoded = decode([
            ppk2Bytes(ppk2Words(before, from, { adc: 1 })),
            ppk2Bytes(ppk2Words(40, from + before + lost, { adc: 2 })),
          ]);
          assert.deepEqual(gapsOf(decoded), [[before, lost]]);
          assert.equal(decoded.samples, before + lost + 40);
          assert.deepEqual(
            decoded.events.map((event) => (event.kind === 'samples' ? event.first : event.kind)),
            [0, 'gap', before + lost],
          );
        },
      ),
    );
  });

  it('gives a gap for a sample that bytes are missing of, and goes on behind it', () => {
    const bytes = ppk2Bytes(ppk2Words(200, 0, (index) => ({ adc: 37 * index })));
    for (const cut of [1, 2, 3, 5, 6, 7, 4 * 60 + 1]) {
      for (const at of [401, 402, 403, 404, 405]) {
        const decoded = decode([bytes.subarray(0, at), bytes.subarray(at + cut)]);
        const [gap, ...more] = gapsOf(decoded);
        assert.ok(gap !== undefined);
        assert.deepEqual(more, []);
        const [first, samples] = gap;
        assert.equal(decoded.samples, 200);
        // Which bytes of a word got lost is not always to be told: then the word beside it goes, too.
        const torn = Math.ceil((at + cut) / 4) - Math.floor(at / 4);
        assert.ok(samples >= torn && samples <= torn + 2, `${samples} for ${torn}, ${cut} bytes at ${at}`);
        const numbers = Array.from({ length: 200 }, (_, index) => index).filter(
          (index) => index < first || index >= first + samples,
        );
        assert.deepEqual(
          decoded.values,
          numbers.map((index) => 20_000 + 37 * index),
        );
      }
    }
  });

  it('never makes an edge or a value of a word that is torn, wherever that is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 12 * 4, max: 150 * 4 }),
        fc.integer({ min: 1, max: 80 }).filter((cut) => cut % 4 !== 0),
        fc.nat({ max: 255 }),
        fc.array(fc.nat({ max: 0x3fff }), { minLength: 200, maxLength: 200 }),
        (at, cut, logic, readings) => {
          const bytes = ppk2Bytes(ppk2Words(200, 5, (index) => ({ adc: readings[index] ?? 0, logic })));
          const decoded = decode([bytes.subarray(0, at), bytes.subarray(at + cut)]);
          assert.equal(decoded.samples, 200);
          for (const event of decoded.events) {
            assert.notEqual(event.kind, 'edge');
            if (event.kind !== 'samples') continue;
            for (const [index, value] of event.values.entries()) {
              assert.equal(value, 20_000 + (readings[event.first + index] ?? NaN));
            }
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('records the last words at the end, when nothing comes that could confirm them', () => {
    const events: Event[] = [];
    const taken = decoder(events);
    taken.push(ppk2Bytes(ppk2Words(20, 0)));
    assert.equal(taken.samples, 13);
    taken.end();
    assert.equal(taken.samples, 20);
  });

  it('leaves out bytes that came in between, without a gap', () => {
    const bytes = ppk2Bytes(ppk2Words(100, 0, (index) => ({ adc: index })));
    const decoded = decode([bytes.subarray(0, 200), Uint8Array.of(0x13, 0xaa, 0x77), bytes.subarray(200)]);
    assert.deepEqual(gapsOf(decoded), []);
    assert.deepEqual(
      decoded.values,
      Array.from({ length: 100 }, (_, index) => 20_000 + index),
    );
  });

  it('gives a gap for one sample whose counter is wrong', () => {
    const words: Ppk2Word[] = ppk2Words(100, 0);
    words[50] = { adc: 1234, counter: 7 };
    const decoded = decode([ppk2Bytes(words)]);
    assert.deepEqual(gapsOf(decoded), [[50, 1]]);
    assert.equal(decoded.samples, 100);
    assert.ok(!decoded.values.includes(21_234));
  });

  it('says that what comes last and in disorder is lost', () => {
    const decoded = decode([ppk2Bytes(ppk2Words(50, 0)), ppk2Bytes(ppk2Words(5, 9))]);
    // With the words before that nothing has confirmed.
    assert.deepEqual(gapsOf(decoded), [[43, 12]]);
  });

  it('never takes noise for samples', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (noise) => {
        assert.equal(decode([noise]).samples, 0);
      }),
    );
  });

  it('takes a range beyond the widest one for the widest', () => {
    const { values } = decode([ppk2Bytes(ppk2Words(20, 0, { adc: 5, range: 7 }))]);
    assert.equal(values[0], 40_005);
  });

  it('marks readings at the end of the converter, and changes of range', () => {
    const words = ppk2Words(60, 0, (index) => ({
      adc: index >= 30 && index < 34 ? 0x3fff : 5,
      range: index < 10 ? 1 : index < 12 ? 2 : 3,
    }));
    const marks = (settings: Settings): TraceEvent[] =>
      decode([ppk2Bytes(words)], settings).events.filter((event) => event.kind === 'mark');
    assert.deepEqual(marks({ filtersSpikes: true }), [
      // The second change came before the first one was over.
      { kind: 'mark', mark: 'range', first: 10, samples: 5 },
      { kind: 'mark', mark: 'saturated', first: 30, samples: 4 },
    ]);
    assert.deepEqual(marks({ filtersSpikes: false }), [
      { kind: 'mark', mark: 'range', first: 10, samples: 1 },
      { kind: 'mark', mark: 'range', first: 12, samples: 1 },
      { kind: 'mark', mark: 'saturated', first: 30, samples: 4 },
    ]);
  });

  describe('filtering spikes', () => {
    function filtered(range: number): number[] {
      const words = ppk2Words(20, 0, (index) => ({ adc: index < 10 ? 1000 : 2000, range: index < 10 ? 0 : range }));
      return decode([ppk2Bytes(words)], { filtersSpikes: true }).values;
    }

    it('replaces three samples behind a change of range by the running average', () => {
      const offset = 10_000;
      let average = 1000;
      const expected = [0, 1, 2].map(() => (average = 0.82 * average + 0.18 * (2000 + offset)));
      const values = filtered(1);
      assert.deepEqual(values.slice(0, 10), Array<number>(10).fill(1000));
      for (const [index, value] of expected.entries()) assert.ok(Math.abs((values[10 + index] ?? NaN) - value) < 0.01);
      assert.deepEqual(values.slice(13), Array<number>(7).fill(2000 + offset));
    });

    it('takes the slower average in range 4, and not the first two samples into it', () => {
      const values = filtered(4);
      assert.deepEqual(values.slice(10, 12), [1000, 1000]);
      assert.ok(Math.abs((values[12] ?? NaN) - (0.94 * 1000 + 0.06 * 42_000)) < 0.01);
      assert.equal(values[13], 42_000);
    });

    it('begins anew behind a gap', () => {
      const { values } = decode(
        [ppk2Bytes(ppk2Words(20, 0, { adc: 10, range: 0 })), ppk2Bytes(ppk2Words(20, 25, { adc: 30, range: 4 }))],
        { filtersSpikes: true },
      );
      assert.deepEqual([...new Set(values)], [10, 40_030]);
    });
  });

  describe('with times of arrival', () => {
    /** Eight seconds in parts of 10 ms, with so many samples lost after 3.2 s; the host is busy now and then. */
    function lossOf(lost: number, lateUs: (part: number) => number = () => 300): Decoded {
      const events: Event[] = [];
      const taken = new Ppk2Decoder({
        polynomials: plainPolynomials,
        input: 0,
        filtersSpikes: false,
        record: (event) => {
          if (event.kind !== 'samples') events.push(event);
        },
      });
      for (let part = 0; part < 800; part++) {
        const from = part < 320 ? part * 1000 : Math.max(part * 1000, 320_000 + lost);
        const count = Math.max((part + 1) * 1000 - from, 0);
        if (count > 0) taken.push(ppk2Run(count, from), 10_000 * (part + 1) + lateUs(part));
      }
      taken.end();
      return { events, values: [], samples: taken.samples };
    }

    it('tells losses of more than a round of the counter', () => {
      for (const lost of [64 + 1, 100, 640, 6400 + 17]) {
        const decoded = lossOf(lost);
        const found = gapsOf(decoded).reduce((sum, [, samples]) => sum + samples, 0);
        assert.equal(found, lost, `${lost} lost, ${JSON.stringify(gapsOf(decoded))}`);
      }
    });

    it('says of the counter what it tells at once, and the rest in less than three seconds', () => {
      const gaps = gapsOf(lossOf(100));
      assert.deepEqual(
        gaps.map(([, samples]) => samples),
        [36, 64],
      );
      const [atOnce = NaN, later = NaN] = gaps.map(([first]) => first);
      assert.equal(atOnce, 320_000);
      assert.ok(later < 320_000 + 300_000);
    });

    it('says how little is known of a loss that the counter hid', () => {
      const [told, hidden] = lossOf(6400 + 17).events.filter((event) => event.kind === 'gap');
      assert.deepEqual([told?.between, told?.isGuess], [undefined, undefined]);
      assert.ok(hidden?.between !== undefined && hidden.isGuess === true);
      const [from, to] = hidden.between;
      assert.ok(from <= 320_000 && to === hidden.first + hidden.samples);
    });

    it('cannot tell the loss of one round, which nothing shows', () => {
      assert.deepEqual(gapsOf(lossOf(64)), []);
    });

    it('finds no loss where the host is busy', () => {
      const decoded = lossOf(0, (part) => 200 + (part % 7) * 9000 + (part > 500 ? 150 : 0));
      assert.deepEqual(gapsOf(decoded), []);
    });

    it('finds no more than the counter says where a clock drifts', () => {
      const decoded = lossOf(5, (part) => part * 0.5);
      assert.deepEqual(gapsOf(decoded), [[320_000, 5]]);
    });

    it('finds no loss where time leaps ahead of the host', () => {
      const events: Event[] = [];
      const taken = decoder(events);
      let sent = 0;
      for (let part = 0; part < 500; part++) {
        const count = 1000 * (part % 100 === 50 ? 100 : 1);
        taken.push(ppk2Run(count, sent), 10_000 * part);
        sent += count;
      }
      assert.ok(events.every(({ kind }) => kind === 'samples'));
    });
  });
});
