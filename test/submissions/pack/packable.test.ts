import assert from 'node:assert/strict';
import { join } from 'node:path';
import { BenchError } from '../../../harness/errors.ts';
import { deriveSession } from '../../../harness/session/derive.ts';
import type { DeviceIdentity, JournalEvent, SessionHead } from '../../../harness/session/events.ts';
import { verifySession } from '../../../harness/session/verify.ts';
import { packability } from '../../../submissions/pack/packable.ts';
import { packableSessions } from '../../../submissions/pack/pack.ts';
import {
  exchangeOf,
  headOf,
  identityOf,
  inFolder,
  openingOf,
  ownDataset,
  performanceEvents,
  windowOf,
  writeSession,
} from '../../harness/session/example-session.ts';

async function reasonsOn(directory: string, sessions: readonly (readonly [SessionHead, readonly JournalEvent[]])[]) {
  const verified = [];
  for (const [index, [head, events]] of sessions.entries()) {
    const folder = join(directory, String(index));
    writeSession(folder, head, events);
    await deriveSession(folder);
    verified.push(await verifySession(folder));
  }
  return packability(verified).problems.map(({ reason }) => reason);
}

function eventsOf(identity: DeviceIdentity): JournalEvent[] {
  return [
    ...openingOf(identity),
    ...[0, 1, 2, 3, 4].flatMap((index) => exchangeOf(windowOf(index))),
    { type: 'finished' },
  ];
}

describe('What can be packed', () => {
  it('is no session of a simulated board', () =>
    inFolder(async (directory) => {
      const events = eventsOf(identityOf({ simulated: true, capabilities: ['simulated'] }));
      const reasons = await reasonsOn(directory, [[headOf(), events]]);
      assert.ok(reasons.includes('a simulated board or instrument had a part in it'), reasons.join('\n'));
    }));

  it('is no session on other data, with too few windows or cut short, and every reason is said', () =>
    inFolder(async (directory) => {
      const head = headOf({ dataset: ownDataset });
      const events = [...openingOf(), ...exchangeOf(windowOf(0, { elapsedUs: 9_000_000 }))];
      const reasons = (await reasonsOn(directory, [[head, events]])).join('\n');
      assert.match(reasons, /the session is not finished/);
      assert.match(reasons, /the data set is not the official one \(own\)/);
      assert.match(reasons, /1 of 5 windows were measured/);
      assert.match(reasons, /window 1 lasted 9\.000000 s/);
      assert.match(reasons, /there is no accuracy session of kws/);
    }));

  it('is no mixture of devices', () =>
    inFolder(async (directory) => {
      const other = eventsOf(identityOf({ name: 'Other' }));
      const reasons = (
        await reasonsOn(directory, [
          [headOf(), performanceEvents()],
          [headOf(), other],
        ])
      ).join('\n');
      assert.match(reasons, /the sessions are of 2 devices or firmwares/);
      assert.match(reasons, /there are 2 performance sessions of kws/);
    }));

  it('is no mixture of data sets', () =>
    inFolder(async (directory) => {
      const { dataset } = headOf();
      const reasons = await reasonsOn(directory, [
        [headOf(), performanceEvents()],
        [headOf({ mode: 'accuracy', dataset: { ...dataset, inputsSha256: 'd'.repeat(64) } }), openingOf()],
      ]);
      assert.ok(reasons.includes('the sessions of kws01 are on 2 different data sets'), reasons.join('\n'));
    }));

  it('is no workload that is none of the rounds', () =>
    inFolder(async (directory) => {
      const head = headOf({ workload: { ...headOf().workload, name: 'gestures' } });
      const reasons = await reasonsOn(directory, [[head, eventsOf(identityOf({ model: 'gestures' }))]]);
      assert.ok(reasons.includes('gestures is no benchmark of the rounds'), reasons.join('\n'));
    }));

  it('is refused with all reasons', () =>
    inFolder(async (directory) => {
      writeSession(join(directory, 'run'), headOf({ dataset: ownDataset }), performanceEvents());
      await deriveSession(join(directory, 'run'));
      await assert.rejects(packableSessions([directory]), (error: unknown) => {
        assert.ok(error instanceof BenchError);
        assert.equal(error.code, 'pack.refused');
        assert.match(error.message, /not the official one[^]*no accuracy session/);
        return true;
      });
    }));

  it('is found once, however often its folder is named', () =>
    inFolder(async (directory) => {
      writeSession(join(directory, 'run'), headOf(), performanceEvents());
      await deriveSession(join(directory, 'run'));
      await assert.rejects(packableSessions([directory, join(directory, 'run')]), (error: unknown) => {
        assert.ok(error instanceof BenchError);
        assert.doesNotMatch(error.message, /2 performance sessions/);
        return true;
      });
    }));
});
