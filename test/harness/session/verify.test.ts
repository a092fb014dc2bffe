import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { deriveSession } from '../../../harness/session/derive.ts';
import type { DeviceIdentity, JournalEvent, SessionHead } from '../../../harness/session/events.ts';
import { findSessions } from '../../../harness/session/find-sessions.ts';
import { verifySession, verifySessions } from '../../../harness/session/verify.ts';
import { parseLabelFile } from '../../../workloads/datasets/label-file.ts';
import { describeWithReference } from '../../reference.ts';
import {
  accuracyEvents,
  exchangeOf,
  headOf,
  identityOf,
  inFolder,
  openingOf,
  ownDataset,
  performanceEvents,
  sampleOf,
  windowOf,
  writeSession,
} from './example-session.ts';

const root = new URL('../../../', import.meta.url);

async function writeAndDerive(
  directory: string,
  events: readonly JournalEvent[] = performanceEvents(),
  head: SessionHead = headOf(),
): Promise<void> {
  writeSession(directory, head, events);
  await deriveSession(directory);
}

/** The findings on a session of which someone rewrote the journal and everything derived from it. */
async function findingsOn(
  directory: string,
  events: readonly JournalEvent[],
  head: SessionHead = headOf(),
): Promise<string[]> {
  await writeAndDerive(directory, events, head);
  return (await verifySession(directory)).findings.map(({ line, problem }) => `${line ?? 'all'}: ${problem}`);
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
      await writeAndDerive(sound, accuracyEvents(), headOf({ dataset: ownDataset }));
      assert.deepEqual((await verifySession(sound)).findings, []);
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

describe('verifying what a journal that was written anew calls the board', () => {
  const simulator = identityOf({ capabilities: ['simulated', 'virtual-clock'], simulated: true });
  const told: JournalEvent = { type: 'received', lines: ['m-cap-[simulated,virtual-clock]'] };

  /** An opening in which the board says `lines` beside its name and profile, and is then called `identity`. */
  function opening(identity: DeviceIdentity, ...heard: readonly JournalEvent[]): JournalEvent[] {
    return openingOf().flatMap((event) => (event.type === 'identity' ? [...heard, identity] : [event]));
  }

  it('accepts a simulated board that is called one, also where noise garbled one of its answers', () =>
    inFolder(async (directory) => {
      const garbled: JournalEvent = { type: 'received', lines: ['m-name-dut-[Exbmple]', 'm-cap-[simulated,vir'] };
      assert.deepEqual(await findingsOn(directory, opening(simulator, garbled, told)), []);
    }));

  it('finds a simulated board that is called a real one', () =>
    inFolder(async (directory) => {
      const problem = '9: the board said that it is simulated';
      assert.deepEqual(await findingsOn(directory, opening(identityOf(), told)), [problem]);
      const quiet = { ...simulator, simulated: false };
      assert.deepEqual(await findingsOn(join(directory, 'again'), opening(quiet, told)), [problem]);
    }));

  it('finds a real board that is called simulated', () =>
    inFolder(async (directory) => {
      assert.deepEqual(await findingsOn(directory, opening(simulator)), [
        '8: the board did not say that it is simulated',
      ]);
    }));

  for (const [changes, problem] of [
    [{ name: 'Better' }, 'the board did not call itself Better'],
    [{ profile: 'V9' }, 'the board did not send the profile V9'],
    [{ model: 'vww01' }, 'the board did not send the model vww01'],
    [{ capabilities: ['dma'] }, 'the board did not send the capabilities dma'],
  ] as const) {
    it(`finds another ${Object.keys(changes).join()}`, () =>
      inFolder(async (directory) => {
        assert.deepEqual(await findingsOn(directory, opening(identityOf(changes))), [`8: ${problem}`]);
      }));
  }

  it('finds a capability left out', () =>
    inFolder(async (directory) => {
      const fewer = { ...simulator, capabilities: ['simulated'] };
      assert.deepEqual(await findingsOn(directory, opening(fewer, told)), [
        '9: the board did not send the capabilities simulated',
      ]);
    }));

  it('asks each opening of the link anew who is there', () =>
    inFolder(async (directory) => {
      const opened: JournalEvent = { type: 'opened', device: 'tcp://127.0.0.1:3456', baud: null };
      assert.deepEqual(await findingsOn(directory, [...openingOf(), opened, identityOf()]), [
        '12: the board did not call itself Example',
      ]);
    }));
});

describe('verifying which inference a measurement of a journal that was written anew is of', () => {
  it('finds one inference used for several windows', () =>
    inFolder(async (directory) => {
      const copies = [windowOf(0, { index: 1 }), windowOf(0, { index: 2, use: 'rejected', why: 'x' })];
      const problem = 'this window has no inference of its own: the one before it was measured already';
      assert.deepEqual(await findingsOn(directory, [...openingOf(), ...exchangeOf(windowOf(0)), ...copies]), [
        `18: ${problem}`,
        `19: ${problem}`,
      ]);
    }));

  it('finds one inference used for several samples', () =>
    inFolder(async (directory) => {
      const copy = sampleOf(0, { index: 1 });
      assert.deepEqual(await findingsOn(directory, [...openingOf(), ...exchangeOf(sampleOf(0)), copy]), [
        '18: this sample has no inference of its own: the one before it was measured already',
      ]);
    }));

  it('finds a window and a sample of another input than was loaded', () =>
    inFolder(async (directory) => {
      const window = [...exchangeOf(windowOf(0)).slice(0, -1), windowOf(0, { input: 'other.bin' })];
      const sample = [...exchangeOf(sampleOf(0)).slice(0, -1), sampleOf(0, { file: 'other.bin' })];
      assert.deepEqual(await findingsOn(directory, [...openingOf(), ...window, ...sample]), [
        '17: the window says other.bin, the board was sent tst_000000.bin',
        '24: the sample says other.bin, the board was sent tst_000000.bin',
      ]);
    }));

  it('finds measurements whose loads were taken out', () =>
    inFolder(async (directory) => {
      const events = [...exchangeOf(sampleOf(0)).slice(1), ...exchangeOf(sampleOf(1))];
      assert.deepEqual(await findingsOn(directory, [...openingOf(), ...events]), [
        '16: the sample says tst_000000.bin, the board was sent no input',
      ]);
    }));

  it('finds an input that was loaded only after the inference', () =>
    inFolder(async (directory) => {
      const [load, ...others] = exchangeOf(windowOf(0));
      assert.ok(load !== undefined);
      const events = [...openingOf(), ...others.slice(0, -1), load, windowOf(0)];
      assert.deepEqual(await findingsOn(directory, events), [
        '17: the window says tst_000000.bin, the board was sent no input',
      ]);
    }));

  it('finds a sample of more than one inference', () =>
    inFolder(async (directory) => {
      const events = exchangeOf(sampleOf(0)).map((event): JournalEvent =>
        event.type === 'sent' ? { ...event, text: event.text.replace('infer 1 0', 'infer 2 0') } : event,
      );
      assert.deepEqual(await findingsOn(directory, [...openingOf(), ...events]), [
        '17: the sample says `infer 1 0`, the board was sent `infer 2 0`',
      ]);
    }));

  it('accepts further inferences on an input that stays loaded, and results that were asked for again', () =>
    inFolder(async (directory) => {
      const second = windowOf(1, { input: windowOf(0).input });
      const again: JournalEvent[] = [
        { type: 'sent', text: 'results%' },
        { type: 'received', lines: ['m-results-[0.900,0.100,0.000]', 'm-ready'] },
      ];
      const events = [...exchangeOf(second).slice(2, -1), ...again, second];
      assert.deepEqual(await findingsOn(directory, [...openingOf(), ...exchangeOf(windowOf(0)), ...events]), []);
    }));
});

describe('verifying labels that a journal calls official', () => {
  it('finds labels that are on no official list of the workload', () =>
    inFolder(async (directory) => {
      const problem = 'all: the data set is called official, but its labels are no official list of';
      const dataset = { ...ownDataset, kind: 'official' } as const;
      assert.deepEqual(await findingsOn(directory, performanceEvents(), headOf({ dataset })), [`${problem} kws01`]);
      const workload = { ...headOf().workload, name: 'ic01' };
      assert.deepEqual(await findingsOn(join(directory, 'again'), performanceEvents(), headOf({ workload })), [
        `${problem} ic01`,
      ]);
    }));

  it('finds samples that are not the rows of the list, once they are all there', () =>
    inFolder(async (directory) => {
      const head = headOf({ mode: 'accuracy' });
      assert.deepEqual(await findingsOn(directory, accuracyEvents(), head), [
        'all: the files and labels of the samples are not those of the official list kws01',
      ]);
      assert.deepEqual(
        await findingsOn(join(directory, 'again'), [...openingOf(), ...exchangeOf(sampleOf(0))], head),
        [],
      );
    }));
});

describeWithReference('verifying the samples of an official list', (reference) => {
  const path = join(reference, 'datasets', 'kws01', 'y_labels.csv');

  function samples(relabelled?: number): JournalEvent[] {
    return parseLabelFile(readFileSync(path, 'utf8'), path).flatMap(({ file, label }, index) =>
      exchangeOf(sampleOf(index, { file, label: index === relabelled ? (label + 1) % 12 : label })),
    );
  }
  const head = headOf({ mode: 'accuracy', dataset: { ...headOf().dataset, samples: 1000 } });

  it('accepts its rows', () =>
    inFolder(async (directory) => {
      assert.deepEqual(await findingsOn(directory, [...openingOf(), ...samples()], head), []);
    }));

  it('finds one label changed', () =>
    inFolder(async (directory) => {
      assert.deepEqual(await findingsOn(directory, [...openingOf(), ...samples(500)], head), [
        'all: the files and labels of the samples are not those of the official list kws01',
      ]);
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
      writeSession(accuracy, headOf({ mode: 'accuracy', previousSession, dataset: ownDataset }), accuracyEvents());
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
