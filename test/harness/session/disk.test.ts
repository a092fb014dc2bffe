import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Journal } from '../../../harness/session/journal.ts';
import type { WriteBytes } from '../../../harness/session/journal-file.ts';
import { verifySession } from '../../../harness/session/verify.ts';
import { headOf, inFolder, performanceEvents, steppingClock } from './example-session.ts';

const root = new URL('../../../', import.meta.url);
const clock = steppingClock();

/** A disk with room for so many bytes, which takes them a few at a time. */
function diskOf(roomBytes: number, code: string): { write: WriteBytes; free(): void } {
  let room = roomBytes;
  return {
    write: (descriptor, bytes, from, length, position) => {
      const count = Math.min(length, room, 100);
      if (count === 0) throw Object.assign(new Error(`${code}: no room`), { code });
      room -= count;
      return writeSync(descriptor, bytes, from, count, position);
    },
    free: () => {
      room = Infinity;
    },
  };
}

describe('a journal on a full disk', () => {
  it('keeps every event that was recorded, whole, and goes on once there is room', () =>
    inFolder(async (directory) => {
      const events = performanceEvents();
      let count = 0;
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1200, max: 9000 }), async (roomBytes) => {
          const folder = join(directory, String(count++));
          const disk = diskOf(roomBytes, 'ENOSPC');
          const journal = Journal.create(folder, headOf(), { clock, write: disk.write });
          const full = events.findIndex((event) => {
            try {
              journal.append(event);
              return false;
            } catch (error) {
              assert.ok(error instanceof Error && 'code' in error && error.code === 'disk.full', String(error));
              return true;
            }
          });
          assert.ok(readFileSync(join(folder, 'journal.jsonl'), 'utf8').endsWith('\n'));
          disk.free();
          for (const event of events.slice(full)) journal.append(event);
          journal.close();
          const { outcome } = await verifySession(folder);
          assert.equal(outcome?.state.events, 1 + events.length);
          assert.equal(outcome.journal.tornBytes, 0);
        }),
        { numRuns: 15 },
      );
    }));

  for (const code of ['ENOSPC', 'EFBIG', 'EDQUOT']) {
    it(`says so (${code})`, () =>
      inFolder((directory) => {
        assert.throws(() => Journal.create(directory, headOf(), { clock, write: diskOf(10, code).write }), {
          code: 'disk.full',
          message: new RegExp(join(directory, 'journal.jsonl')),
        });
        Journal.create(directory, headOf(), { clock }).close();
      }));
  }

  it('says what else went wrong with the disk', () =>
    inFolder((directory) => {
      assert.throws(() => Journal.create(directory, headOf(), { clock, write: diskOf(10, 'EIO').write }), {
        code: 'disk.failed',
        message: /EIO/,
      });
    }));

  it('stops a real process with that error, and can be resumed', function () {
    if (process.platform === 'win32') {
      console.warn('SKIPPED: file size limits need a POSIX shell');
      this.skip();
    }
    return inFolder(async (directory) => {
      const script = new URL('fill-journal.ts', import.meta.url).pathname;
      const command = `ulimit -f 64; exec "${process.execPath}" --import tsx "${script}" "${join(directory, 'out')}"`;
      const { stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: root, encoding: 'utf8' });
      assert.match(stdout, /^disk\.full after \d+ events\n$/, stderr);
      const { journal, state, droppedBytes } = await Journal.openForResume(join(directory, 'out'), {
        clock,
        program: '0.1.0',
      });
      journal.close();
      assert.equal(droppedBytes, 0);
      assert.equal(`disk.full after ${state.events - 2} events\n`, stdout);
    });
  });
});
