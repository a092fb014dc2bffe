import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { deriveSession } from '../../../harness/session/derive.ts';
import type { JournalEvent, Mode, SampleMeasured, SessionHead } from '../../../harness/session/events.ts';
import { Journal } from '../../../harness/session/journal.ts';
import type { SessionResult } from '../../../harness/session/results/result.ts';
import type { SessionState } from '../../../harness/session/state.ts';
import { verifySession } from '../../../harness/session/verify.ts';
import {
  accuracyEvents,
  exchangeOf,
  headOf,
  inFolder,
  openingOf,
  ownDataset,
  performanceEvents,
  sampleOf,
  steppingClock,
  windowOf,
  writeSession,
} from './example-session.ts';

const clock = steppingClock();
const options = { clock, program: '0.2.0' };

/** What is still to be measured, as a run would go about it. */
function remaining(state: SessionState | undefined, mode: Mode): JournalEvent[] {
  if (mode === 'performance') {
    const counted = new Set(state?.windows.map((window) => window.index));
    return [0, 1, 2, 3, 4].filter((index) => !counted.has(index)).flatMap((index) => exchangeOf(windowOf(index)));
  }
  const all = accuracyEvents().filter((event): event is SampleMeasured => event.type === 'sample');
  return all.filter((sample) => state?.samples.has(sample.index, sample.segment) !== true).flatMap(exchangeOf);
}

/** Goes on with what is in the folder, or begins anew where that is nothing, and finishes. */
async function goOn(directory: string, head: SessionHead): Promise<SessionResult | null> {
  const { journal, state } = await open(directory, head);
  for (const event of [...openingOf(), ...remaining(state, head.mode)]) journal.append(event);
  journal.append({ type: 'finished' });
  journal.close();
  return (await deriveSession(directory)).result;
}

async function open(directory: string, head: SessionHead): Promise<{ journal: Journal; state?: SessionState }> {
  try {
    return await Journal.openForResume(directory, options);
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error && error.code === 'session.not-found', String(error));
    return { journal: Journal.create(directory, head, { clock }) };
  }
}

describe('a session cut off anywhere', () => {
  for (const [mode, events] of [
    ['performance', performanceEvents()],
    ['accuracy', accuracyEvents()],
  ] as const) {
    it(`goes on and ends with the results of an undisturbed one (${mode})`, () =>
      inFolder(async (directory) => {
        const head = headOf({ mode, dataset: ownDataset });
        const whole = join(directory, 'whole');
        writeSession(whole, head, events);
        const undisturbed = (await deriveSession(whole)).result;
        const bytes = readFileSync(join(whole, 'journal.jsonl'));
        let count = 0;
        await fc.assert(
          fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (length) => {
            const folder = join(directory, `cut-${count++}`);
            mkdirSync(folder);
            writeFileSync(join(folder, 'journal.jsonl'), bytes.subarray(0, length));
            assert.deepEqual(await goOn(folder, head), undisturbed);
            assert.deepEqual((await verifySession(folder)).findings, []);
          }),
          { numRuns: 40, examples: [[0], [1], [bytes.indexOf('\n')], [bytes.indexOf('\n') + 1], [bytes.length - 1]] },
        );
      }));
  }

  it('can be taken up at every single byte', () =>
    inFolder(async (directory) => {
      const whole = join(directory, 'whole');
      writeSession(whole, headOf({ mode: 'accuracy' }), [...openingOf().slice(0, 3), sampleOf(0)]);
      const bytes = readFileSync(join(whole, 'journal.jsonl'));
      const headBytes = bytes.indexOf('\n') + 1;
      const folder = join(directory, 'cut');
      mkdirSync(folder);
      for (let length = 0; length <= bytes.length; length++) {
        writeFileSync(join(folder, 'journal.jsonl'), bytes.subarray(0, length));
        const opening = Journal.openForResume(folder, options);
        if (length < headBytes) {
          await assert.rejects(opening, { code: 'session.not-found' });
          continue;
        }
        const { journal, droppedBytes } = await opening;
        journal.close();
        assert.equal(droppedBytes, length - (bytes.lastIndexOf('\n', length - 1) + 1));
        assert.ok(readFileSync(join(folder, 'journal.jsonl'), 'utf8').endsWith('}\n'));
      }
    }));

  it('says when it was taken up, by what, and how much of a line was dropped', () =>
    inFolder(async (directory) => {
      writeSession(directory, headOf(), openingOf());
      appendFileSync(join(directory, 'journal.jsonl'), '{"seq":10,');
      const { journal, state } = await Journal.openForResume(directory, options);
      journal.close();
      assert.equal(state.resumed, 1);
      const last = readFileSync(join(directory, 'journal.jsonl'), 'utf8').trimEnd().split('\n').at(-1) ?? '';
      const { type, program, droppedBytes } = JSON.parse(last) as Record<string, unknown>;
      assert.deepEqual({ type, program, droppedBytes }, { type: 'resumed', program: '0.2.0', droppedBytes: 10 });
    }));

  it('drops the zeros that a power cut can leave behind the last line', () =>
    inFolder(async (directory) => {
      writeSession(directory, headOf(), openingOf());
      appendFileSync(join(directory, 'journal.jsonl'), Buffer.alloc(4096));
      const { journal, droppedBytes } = await Journal.openForResume(directory, options);
      journal.close();
      assert.equal(droppedBytes, 4096);
    }));

  it('keeps its times growing, whatever the calendar says', () =>
    inFolder(async (directory) => {
      writeSession(directory, headOf({ startedAt: '2099-01-01T00:00:00.000Z' }), openingOf());
      const { journal, state } = await Journal.openForResume(directory, options);
      const resumedUs = state.lastUs;
      journal.append({ type: 'note', level: 'info', text: 'on' });
      journal.close();
      const { outcome } = await verifySession(directory);
      assert.ok(resumedUs >= 10_000 && (outcome?.state.lastUs ?? 0) >= resumedUs);
    }));

  it('loses the files derived from what it was before', () =>
    inFolder(async (directory) => {
      writeSession(directory, headOf(), openingOf());
      await deriveSession(directory);
      const { journal } = await Journal.openForResume(directory, options);
      journal.close();
      assert.equal(existsSync(join(directory, 'manifest.json')), false);
    }));
});

describe('resuming', () => {
  it('refuses a finished session', () =>
    inFolder(async (directory) => {
      writeSession(directory, headOf(), performanceEvents());
      await assert.rejects(Journal.openForResume(directory, options), { code: 'session.complete' });
      assert.equal(existsSync(join(directory, 'journal.lock')), false);
    }));

  it('refuses a folder without a session, and leaves nothing there', () =>
    inFolder(async (directory) => {
      await assert.rejects(Journal.openForResume(directory, options), { code: 'session.not-found' });
      assert.equal(existsSync(join(directory, 'journal.lock')), false);
    }));

  it('refuses a journal that was changed, by file and line', () =>
    inFolder(async (directory) => {
      writeSession(directory, headOf(), openingOf());
      const file = join(directory, 'journal.jsonl');
      writeFileSync(file, readFileSync(file, 'utf8').replace('m-lap-us-12"', 'm-lap-us-13"'));
      await assert.rejects(Journal.openForResume(directory, options), {
        code: 'session.broken',
        message: `${file}:4: the hash in this line is not that of line 3: one of the two was changed`,
      });
    }));
});
