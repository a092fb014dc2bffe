import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { deriveSession } from '../../../harness/session/derive.ts';
import type { JournalEvent } from '../../../harness/session/events.ts';
import { findSessions } from '../../../harness/session/find-sessions.ts';
import { verifySession, verifySessions } from '../../../harness/session/verify.ts';
import {
  accuracyEvents,
  exchangeOf,
  headOf,
  inFolder,
  openingOf,
  performanceEvents,
  sampleOf,
  windowOf,
  writeSession,
} from './example-session.ts';

const root = new URL('../../../', import.meta.url);

async function writeAndDerive(directory: string, events: readonly JournalEvent[] = performanceEvents()): Promise<void> {
  writeSession(directory, headOf(), events);
  await deriveSession(directory);
}

/** The findings on a session of which someone rewrote the journal and everything derived from it. */
async function findingsOn(directory: string, events: readonly JournalEvent[]): Promise<string[]> {
  await writeAndDerive(directory, events);
  return (await verifySession(directory)).findings.map(({ line, problem }) => `${line}: ${problem}`);
}

describe('verifying a session', () => {
  it('finds nothing in an untouched one', () =>
    inFolder(async (directory) => {
      await writeAndDerive(directory);
      assert.deepEqual((await verifySession(directory)).findings, []);
    }));

  it('finds any one byte changed, added or taken away in any file', () =>
    inFolder(async (directory) => {
      const sound = join(directory, 'sound');
      await writeAndDerive(sound, accuracyEvents());
      const files = readdirSync(sound);
      assert.equal(files.length, 5);
      const touched = join(directory, 'touched');
      mkdirSync(touched);
      for (const file of files) copyFileSync(join(sound, file), join(touched, file));
      const change = fc.record({
        file: fc.constantFrom(...files),
        place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        flip: fc.integer({ min: 1, max: 255 }),
        kind: fc.constantFrom('flip', 'add', 'remove'),
      });
      await fc.assert(
        fc.asyncProperty(change, async ({ file, place, flip, kind }) => {
          const bytes = [...readFileSync(join(sound, file))];
          const at = Math.floor(place * bytes.length);
          const old = bytes[at] ?? 0;
          bytes.splice(at, kind === 'add' ? 0 : 1, ...(kind === 'remove' ? [] : [old ^ flip]));
          writeFileSync(join(touched, file), Uint8Array.from(bytes));
          const { findings } = await verifySession(touched);
          copyFileSync(join(sound, file), join(touched, file));
          assert.notEqual(findings.length, 0);
        }),
        { numRuns: 150 },
      );
    }));

  it('names the line of the journal where the chain breaks', () =>
    inFolder(async (directory) => {
      await writeAndDerive(directory);
      const file = join(directory, 'journal.jsonl');
      writeFileSync(file, readFileSync(file, 'utf8').replace('"elapsedUs":10401000', '"elapsedUs":10301000'));
      const { findings } = await verifySession(directory);
      assert.deepEqual(
        findings.map(({ file: name, problem }) => [name, problem.replace(/\d+/, 'N')]),
        [['journal.jsonl', 'the hash in this line is not that of line N: one of the two was changed']],
      );
      assert.match(readFileSync(file, 'utf8').split('\n')[(findings[0]?.line ?? 0) - 2] ?? '', /10301000/);
    }));

  it('names the first line of a derived file that is not what the journal gives', () =>
    inFolder(async (directory) => {
      await writeAndDerive(directory);
      const file = join(directory, 'results.txt');
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, text.replace('Median throughput is 23', 'Median throughput is 32'));
      const line = text.slice(0, text.indexOf('Median')).split('\n').length;
      assert.deepEqual((await verifySession(directory)).findings, [
        { file: 'results.txt', line, problem: 'from here on the file is not what the journal gives' },
      ]);
    }));

  it('finds text behind the end of a derived file, and a file that is missing or a folder', () =>
    inFolder(async (directory) => {
      await writeAndDerive(directory);
      appendFileSync(join(directory, 'log.txt'), 'x');
      rmSync(join(directory, 'results.txt'));
      rmSync(join(directory, 'results.json'));
      mkdirSync(join(directory, 'results.json'));
      const { findings } = await verifySession(directory);
      assert.deepEqual(
        findings.map(({ file, problem }) => `${file}: ${problem.slice(0, 19)}`),
        ['log.txt: from here on the fi', 'results.txt: the file is missing', 'results.json: the file is missing'].map(
          (text) => text.slice(0, text.indexOf(':') + 21),
        ),
      );
    }));

  it('finds the half line that a crash left', () =>
    inFolder(async (directory) => {
      writeSession(directory, headOf(), openingOf());
      appendFileSync(join(directory, 'journal.jsonl'), '{"seq"');
      await deriveSession(directory);
      const problem = 'the last line is cut off after 6 bytes; --resume drops it and goes on';
      assert.deepEqual((await verifySession(directory)).findings, [{ file: 'journal.jsonl', line: 11, problem }]);
    }));

  it('says in one finding that a run was cut off before anything was derived', () =>
    inFolder(async (directory) => {
      writeSession(directory, headOf(), openingOf());
      const { findings } = await verifySession(directory);
      assert.deepEqual(
        findings.map(({ file, line, problem }) => `${file}:${line} ${problem.slice(0, 22)}`),
        ['journal.jsonl:10 the session has no end'],
      );
    }));

  it('says so where not even the first line is whole', () =>
    inFolder(async (directory) => {
      writeFileSync(join(directory, 'journal.jsonl'), '{"seq":0');
      const { findings, outcome } = await verifySession(directory);
      assert.deepEqual(findings, [{ file: 'journal.jsonl', problem: 'not even the first line is whole' }]);
      assert.equal(outcome, undefined);
    }));
});

describe('verifying the figures of a journal that was written anew', () => {
  const honest = exchangeOf(windowOf(0)).slice(0, -1);

  it('finds laps that the board did not send', () =>
    inFolder(async (directory) => {
      const forged = windowOf(0, { startLapUs: 1_000_000, elapsedUs: 10_000_000 });
      assert.deepEqual(await findingsOn(directory, [...openingOf(), ...honest, forged]), [
        '17: the board did not send the laps 1000000 and 11000000 of this window',
      ]);
    }));

  it('finds a time that is not that between the laps', () =>
    inFolder(async (directory) => {
      assert.deepEqual(
        await findingsOn(directory, [...openingOf(), ...honest, { ...windowOf(0), elapsedUs: 10_000_000 }]),
        ['17: this window does not last 10000000 us between its laps 1000000 and 11400000'],
      );
    }));

  it('finds more inferences than the board was asked for', () =>
    inFolder(async (directory) => {
      assert.deepEqual(await findingsOn(directory, [...openingOf(), ...honest, windowOf(0, { iterations: 480 })]), [
        '17: the window says `infer 480 10`, the board was sent `infer 240 10`',
      ]);
    }));

  it('finds results that the board did not send', () =>
    inFolder(async (directory) => {
      const events = [...openingOf(), ...exchangeOf(sampleOf(0)).slice(0, -1), sampleOf(0, { results: [1, 0, 0] })];
      assert.deepEqual(await findingsOn(directory, events), ['17: the board did not send the results of this sample']);
    }));

  it('accepts laps between which a 32-bit counter wrapped', () =>
    inFolder(async (directory) => {
      const wrapped = { ...windowOf(0), startLapUs: 4_294_000_000, endLapUs: 9_432_704, elapsedUs: 10_400_000 };
      assert.deepEqual(await findingsOn(directory, [...openingOf(), ...exchangeOf(wrapped)]), []);
    }));
});

describe('verifying a folder of sessions', () => {
  it('finds them all, below and in order', () =>
    inFolder((directory) => {
      const folders = ['kws01/accuracy', 'ic01/performance', 'kws01/performance'].map((name) => join(directory, name));
      for (const folder of folders) writeSession(folder, headOf(), []);
      assert.deepEqual(findSessions(directory), folders.toSorted());
      assert.deepEqual(findSessions(join(directory, 'ic01', 'performance')), [join(directory, 'ic01', 'performance')]);
    }));

  it('says so where there is none', () =>
    inFolder((directory) => {
      assert.throws(() => findSessions(directory), { code: 'session.not-found' });
      assert.throws(() => findSessions(join(directory, 'nowhere')), { code: 'session.not-found' });
    }));

  it('finds a session that was exchanged for another one', () =>
    inFolder(async (directory) => {
      const performance = join(directory, 'performance');
      const accuracy = join(directory, 'accuracy');
      const hash = writeSession(performance, headOf(), performanceEvents());
      const previousSession = { mode: 'performance', hash } as const;
      writeSession(accuracy, headOf({ mode: 'accuracy', previousSession }), accuracyEvents());
      for (const folder of [performance, accuracy]) await deriveSession(folder);
      assert.deepEqual(
        (await verifySessions(directory)).flatMap((session) => session.findings),
        [],
      );
      rmSync(performance, { recursive: true });
      writeSession(performance, headOf({ id: 'another' }), performanceEvents());
      await deriveSession(performance);
      assert.deepEqual(
        (await verifySessions(directory)).map(({ folder, findings }) => [
          folder,
          findings.map(({ problem }) => problem),
        ]),
        [
          [accuracy, ['this session followed another performance session than the one beside it']],
          [performance, []],
        ],
      );
    }));
});

describe('boardbench session', () => {
  function run(...words: readonly string[]): { status: number | null; stdout: string; stderr: string } {
    const module = JSON.stringify(new URL('harness/cli/session.ts', root).href);
    const script = `const { sessionCommand } = await import(${module});
      await sessionCommand().parseAsync(${JSON.stringify(words)}, { from: 'user' });`;
    const words2 = ['--import', 'tsx', '--input-type=module', '--eval', script];
    return spawnSync(process.execPath, words2, { cwd: root, encoding: 'utf8' });
  }

  it('verify prints what is sound, with status 0, and what is not, with file, line and status 1', () =>
    inFolder(async (directory) => {
      await writeAndDerive(directory);
      const sound = run('verify', directory);
      assert.equal(sound.status, 0, sound.stderr);
      assert.equal(
        sound.stdout,
        `${directory}: sound (53 journal lines, finished, all files follow from the journal)\n`,
      );
      rmSync(join(directory, 'log.txt'));
      const touched = run('verify', directory, '--json');
      assert.equal(touched.status, 1, touched.stderr);
      const problem = 'the file is missing; `boardbench session derive` writes it';
      assert.deepEqual(JSON.parse(touched.stdout), {
        sessions: [
          {
            folder: directory,
            sound: false,
            findings: [{ file: 'log.txt', problem }],
            workload: 'kws01',
            mode: 'performance',
            finished: true,
            official: true,
            simulated: false,
          },
        ],
      });
    }));

  it('derive writes what is missing', () =>
    inFolder(async (directory) => {
      writeSession(directory, headOf(), performanceEvents());
      assert.equal(run('derive', directory).stdout, `${directory}: derived from its journal\n`);
      assert.deepEqual((await verifySession(directory)).findings, []);
    }));
});
