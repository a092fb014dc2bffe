import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { eventProblem } from '../../../harness/session/event-shape.ts';
import type { JournalEvent } from '../../../harness/session/events.ts';
import { lineText, noHash } from '../../../harness/session/journal-line.ts';
import { readJournal } from '../../../harness/session/journal-reader.ts';
import { accuracyEvents, headOf, inFolder, performanceEvents, writeSession } from './example-session.ts';

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const text = fc.string({ unit: 'binary', maxLength: 40 });
const results = fc.array(fc.option(number), { maxLength: 12 });

const anyEvent: fc.Arbitrary<JournalEvent> = fc.oneof(
  fc.record({ type: fc.constant('sent' as const), text }),
  fc.record({ type: fc.constant('received' as const), lines: fc.array(text, { maxLength: 5 }) }),
  fc.record({ type: fc.constant('note' as const), level: fc.constantFrom('info' as const, 'warning' as const), text }),
  fc.record({ type: fc.constant('opened' as const), device: text, baud: fc.option(number) }),
  fc.record({
    type: fc.constant('sample' as const),
    index: fc.nat(),
    file: text,
    label: fc.nat(11),
    segment: fc.nat(195),
    segments: fc.nat(196),
    startLapUs: fc.nat(),
    endLapUs: fc.nat(),
    elapsedUs: fc.nat(),
    results,
    verified: fc.boolean(),
  }),
);

async function problemOf(file: string): Promise<unknown> {
  try {
    for await (const line of readJournal(file)) assert.ok(line.line > 0);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(file, 'FILE') : error;
  }
}

describe('journal events', () => {
  it('come back as they were written, whatever they hold', () =>
    inFolder(async (directory) => {
      let count = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(anyEvent, { maxLength: 20 }), async (events) => {
          const folder = join(directory, String(count++));
          writeSession(folder, headOf(), events);
          const read: unknown[] = [];
          for await (const { event } of readJournal(join(folder, 'journal.jsonl'))) {
            const { seq, tUs, prev, ...own } = event as JournalEvent & Record<string, unknown>;
            assert.ok(seq === read.length && typeof tUs === 'number' && typeof prev === 'string');
            read.push(own);
          }
          assert.deepEqual(read, [headOf(), ...events.map((event) => ({ ...event }))]);
        }),
        { numRuns: 60 },
      );
    }));

  it('of every example pass the check of their shape', () => {
    for (const event of [headOf(), ...performanceEvents(), ...accuracyEvents()]) {
      assert.equal(eventProblem(event), undefined);
    }
  });

  it('are refused when a field is missing or of another kind, by the name of the field', () => {
    for (const event of [headOf(), ...performanceEvents(), ...accuracyEvents()]) {
      for (const field of Object.keys(event).filter((key) => key !== 'type')) {
        const wrong = { ...event, [field]: { surprise: true } };
        assert.equal(eventProblem(wrong), `the "${field}" of this ${event.type} event is missing or of the wrong kind`);
      }
    }
  });

  it('of a kind this program does not know are refused by name', () => {
    assert.equal(eventProblem({ type: 'toString' }), 'there is no event "toString" in this format');
    assert.equal(eventProblem([]), 'the line is no JSON object');
  });
});

describe('reading a journal', () => {
  const head = lineText(headOf(), 0, 5, noHash);
  const cases: readonly (readonly [what: string, content: string, problem: string])[] = [
    ['no JSON', 'hello\n', 'FILE:1: this line is no JSON'],
    ['a list', '[]\n', 'FILE:1: this line is no JSON object'],
    ['an empty line', `${head}\n\n`, 'FILE:2: this line is no JSON'],
    [
      'a first line that is no head',
      `${lineText({ type: 'finished' }, 0, 0, noHash)}\n`,
      'FILE:1: the first line is not the head of a session',
    ],
    [
      'a beginning in the middle',
      `${lineText(headOf(), 0, 0, 'f'.repeat(64))}\n`,
      'FILE:1: the first line does not begin a chain of hashes',
    ],
    [
      'a line that was taken out',
      `${head}\n${lineText({ type: 'finished' }, 2, 9, noHash)}\n`,
      'FILE:2: the hash in this line is not that of line 1: one of the two was changed',
    ],
    ['a wrong number', `${lineText(headOf(), 1, 0, noHash)}\n`, 'FILE:1: this line has the number 1 and should have 0'],
    ['a time before the beginning', `${lineText(headOf(), 0, -1, noHash)}\n`, 'FILE:1: the time goes backwards'],
  ];
  for (const [what, content, problem] of cases) {
    it(`stops with file and line at ${what}`, () =>
      inFolder(async (directory) => {
        const file = join(directory, 'journal.jsonl');
        writeFileSync(file, content);
        assert.equal(await problemOf(file), problem);
      }));
  }

  it('stops at a line without end before it fills the memory', () =>
    inFolder(async (directory) => {
      const file = join(directory, 'journal.jsonl');
      writeFileSync(file, Buffer.alloc(6 * 1024 * 1024, 'x'));
      assert.equal(await problemOf(file), 'FILE:1: this line is longer than 4194304 bytes');
    }));

  it('says that there is no session where there is no file', () =>
    inFolder(async (directory) => {
      assert.equal(await problemOf(join(directory, 'journal.jsonl')), `${directory} holds no session`);
    }));
});
