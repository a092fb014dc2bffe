import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Journal } from '../../../harness/session/journal.ts';
import { readJournal } from '../../../harness/session/journal-reader.ts';
import { headOf, inFolder, performanceEvents, steppingClock, writeSession } from './example-session.ts';

const clock = steppingClock();

describe('a journal', () => {
  it('gives back every event in order, with numbers, growing times and a chain of hashes', () =>
    inFolder(async (directory) => {
      const events = [headOf(), ...performanceEvents()];
      writeSession(directory, headOf(), performanceEvents());
      const file = join(directory, 'journal.jsonl');
      const read = [];
      for await (const line of readJournal(file)) read.push(line);
      const texts = readFileSync(file, 'utf8').trimEnd().split('\n');
      let prev = '0'.repeat(64);
      for (const [index, text] of texts.entries()) {
        const { seq, prev: carried, tUs, ...event } = JSON.parse(text) as Record<string, unknown>;
        assert.equal(seq, index);
        assert.equal(carried, prev);
        assert.equal(tUs, read[index]?.tUs);
        assert.deepEqual(event, events[index]);
        assert.equal(read[index]?.line, index + 1);
        prev = hash('sha256', text);
      }
      assert.equal(texts.length, events.length);
      const times = read.map((line) => line.tUs);
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      );
    }));

  it('is begun in a folder that does not exist yet', () =>
    inFolder((directory) => {
      writeSession(join(directory, 'kws01', 'performance'), headOf(), []);
      assert.ok(existsSync(join(directory, 'kws01', 'performance', 'journal.jsonl')));
    }));

  it('is not begun in a folder that holds anything, which it leaves as it was', () =>
    inFolder((directory) => {
      writeFileSync(join(directory, 'thesis.tex'), 'x');
      assert.throws(() => Journal.create(directory, headOf(), { clock }), { code: 'session.not-empty' });
      assert.deepEqual(readdirSync(directory), ['thesis.tex']);
    }));

  it('is not begun where a session is, finished or not', () =>
    inFolder((directory) => {
      writeSession(directory, headOf(), []);
      assert.throws(() => Journal.create(directory, headOf(), { clock }), { code: 'session.not-empty' });
    }));

  it('is begun anew where a crash left nothing but a part of the first line', () =>
    inFolder((directory) => {
      writeFileSync(join(directory, 'journal.jsonl'), '{"seq":0,"tUs":0,"pr');
      Journal.create(directory, headOf(), { clock }).close();
      assert.equal(readFileSync(join(directory, 'journal.jsonl'), 'utf8').split('\n').length, 2);
    }));

  it('says why a folder cannot be made', () =>
    inFolder((directory) => {
      writeFileSync(join(directory, 'file'), '');
      assert.throws(() => Journal.create(join(directory, 'file', 'out'), headOf(), { clock }), { code: 'disk.failed' });
      mkdirSync(join(directory, 'out'));
    }));

  it('takes no event behind the end of the session', () =>
    inFolder((directory) => {
      const journal = Journal.create(directory, headOf(), { clock });
      journal.append({ type: 'finished' });
      assert.throws(() => {
        journal.append({ type: 'note', level: 'info', text: 'late' });
      }, /finished/);
      journal.close();
    }));
});

describe('the lock of a session', () => {
  it('keeps a second writer out until the first has closed', () =>
    inFolder(async (directory) => {
      const first = Journal.create(directory, headOf(), { clock });
      await assert.rejects(Journal.openForResume(directory, { clock, program: '0.1.0' }), { code: 'session.locked' });
      first.close();
      const { journal } = await Journal.openForResume(directory, { clock, program: '0.1.0' });
      journal.close();
      assert.equal(existsSync(join(directory, 'journal.lock')), false);
    }));

  it('keeps out a writer while another process lives', () =>
    inFolder(async (directory) => {
      writeSession(directory, headOf(), []);
      writeFileSync(join(directory, 'journal.lock'), `${process.ppid} -\n`);
      await assert.rejects(Journal.openForResume(directory, { clock, program: '0.1.0' }), {
        code: 'session.locked',
        message: new RegExp(`process ${process.ppid}`),
      });
    }));

  for (const [whose, content] of [
    ['a process that is gone', '4194304999 -\n'],
    ['an earlier process with our own number', `${process.pid} -\n`],
    ['a crash while it was written', ''],
  ] as const) {
    it(`is taken over from ${whose}`, () =>
      inFolder(async (directory) => {
        writeSession(directory, headOf(), []);
        writeFileSync(join(directory, 'journal.lock'), content);
        const { journal } = await Journal.openForResume(directory, { clock, program: '0.1.0' });
        journal.close();
      }));
  }
});
