import assert from 'node:assert/strict';
import { systemClock } from '../../../../harness/clock.ts';
import type { Clock } from '../../../../harness/clock.ts';
import type { Checker } from '../../../../site/server/checking/checker.ts';
import type { Database } from '../../../../site/server/database/database.ts';
import type { Person } from '../../../../site/server/intake/person.ts';
import type { SubmissionState } from '../../../../site/server/intake/submission.ts';
import { openJobQueue } from '../../../../site/server/queue/boss-queue.ts';
import type { JobQueue } from '../../../../site/server/queue/job-queue.ts';
import { startWork } from '../../../../site/server/queue/start-work.ts';
import type { RunningWork } from '../../../../site/server/queue/start-work.ts';
import { reportAlive } from '../../../../site/server/records/runners.ts';
import { describeWithDatabases } from '../databases.ts';
import { checkedAs, fakeChecker, IntakeStand } from '../intake/intake-stand.ts';
import { until } from '../until.ts';

const noChecks = fakeChecker(() => assert.fail('Nothing is checked here'));
const never = fakeChecker(
  (_request, signal) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => {
        reject(new Error('given up'));
      });
    }),
);

describeWithDatabases('The queue', (openDatabase) => {
  let stand: IntakeStand;
  let submitter: Person;
  let works: RunningWork[];
  let queues: JobQueue[];
  let published: number;
  before(async () => {
    stand = await IntakeStand.open(await openDatabase());
    submitter = await stand.person('submitter');
  });
  after(() => stand.close());
  beforeEach(async () => {
    await stand.renewQueue();
    works = [];
    queues = [];
    published = 0;
  });
  afterEach(async () => {
    for (const work of works) await work.stop();
    for (const queue of queues) await queue.stop();
    assert.deepEqual(stand.errors.splice(0), []);
  });

  async function work(
    checker: Checker,
    options: {
      database?: Database;
      clock?: Clock;
      queue?: JobQueue;
      checksAtOnce?: number;
      publish?: () => Promise<void>;
    } = {},
  ): Promise<RunningWork> {
    const { files, intake, errors } = stand;
    const { database = stand.database } = options;
    const started = await startWork(
      {
        ...{ database, files, checker, changes: intake.changes, clock: options.clock ?? systemClock },
        queue: options.queue ?? stand.queue,
        publish:
          options.publish ??
          (() => {
            published += 1;
            return Promise.resolve();
          }),
        onError: (error) => errors.push(error),
      },
      { checksAtOnce: options.checksAtOnce ?? 1 },
    );
    works.push(started);
    return started;
  }

  async function anotherQueue(): Promise<JobQueue> {
    const { database, errors } = stand;
    const queue = await openJobQueue(database, { clock: systemClock, onError: (error) => errors.push(error) });
    queues.push(queue);
    return queue;
  }

  async function stateOf(id: string): Promise<SubmissionState> {
    return (await stand.intake.get(submitter, id)).state;
  }

  async function actionsOf(id: string): Promise<readonly string[]> {
    return (await stand.intake.history(submitter, id)).map(({ action }) => action);
  }

  /** Has the check of one begun by a process that is never heard of again. */
  async function dieOver(id: string, name: string): Promise<void> {
    const { database } = stand;
    await reportAlive(database, { id: name, host: 'gone', pid: 1 });
    const dead = stand.runner(name, noChecks);
    const queue = await anotherQueue();
    let isTaken = false;
    await queue.work(
      {
        check: {
          take: (transaction, submission) => dead.take(transaction, submission),
          run: () => {
            isTaken = true;
            return Promise.resolve();
          },
        },
        publish: () => Promise.resolve(),
      },
      { checksAtOnce: 1 },
    );
    await until(() => isTaken);
    await queue.stop();
    assert.equal(await stateOf(id), 'checking');
    await database.query(`update runners set seen_at = now() - interval '21 seconds' where id = $1`, [name]);
  }

  it('gives each of thirty submissions to one of two processes, once', async () => {
    const checked = new Map<string, number>();
    const checker = fakeChecker(async ({ archive }) => {
      checked.set(archive, (checked.get(archive) ?? 0) + 1);
      await new Promise(setImmediate);
      return checkedAs();
    });
    await work(checker, { checksAtOnce: 3 });
    // PGlite has one process; its queue is shared all the same.
    await work(checker, { checksAtOnce: 3, queue: await anotherQueue() });
    const many = await stand.person('submitter', 'many');
    const ids: string[] = [];
    for (let index = 0; index < 30; index++) ids.push((await stand.receive(many)).id);
    await until(async () => (await stand.intake.list(many, { state: 'checked', limit: 100 })).length === 30);
    assert.deepEqual(
      [...checked.values()],
      ids.map(() => 1),
    );
    for (const id of ids) {
      const history = await stand.intake.history(many, id);
      assert.deepEqual(
        history.map(({ action }) => action),
        ['received', 'check-began', 'checked'],
      );
    }
    assert.deepEqual(await stand.queue.size(), { waiting: 0, active: 0 });
  });

  it('has what it was given, but for what was not committed', async () => {
    const { id } = await stand.receive(submitter);
    await stand.database
      .transaction(async (transaction) => {
        await stand.queue.sendCheck(transaction, id);
        await stand.queue.sendPublish(transaction, null);
        throw new Error('at last');
      })
      .catch(() => undefined);
    assert.deepEqual(await stand.queue.size(), { waiting: 1, active: 0 });
    for (let again = 0; again < 3; again++) await stand.queue.sendCheck(stand.database, id);
    assert.deepEqual(await stand.queue.size(), { waiting: 1, active: 0 });
  });

  it('begins again what a dead process was checking, and records it once', async () => {
    const { id } = await stand.receive(submitter);
    await dieOver(id, 'first');
    assert.deepEqual(await stand.queue.size(), { waiting: 0, active: 1 });
    await work(fakeChecker(() => checkedAs()));
    await until(async () => (await stateOf(id)) === 'checked');
    assert.deepEqual(await actionsOf(id), ['received', 'check-began', 'check-interrupted', 'check-began', 'checked']);
    assert.deepEqual(await stand.queue.size(), { waiting: 0, active: 0 });
  });

  it('leaves to a process that is only slow what it checks, and refuses its outcome once another has it', async () => {
    const { id } = await stand.receive(submitter);
    let end: (() => void) | undefined;
    const slow = stand.runner(
      'slow',
      fakeChecker(
        () =>
          new Promise((resolve) => {
            end = () => {
              resolve(checkedAs({ program: 'slow' }));
            };
          }),
      ),
    );
    await reportAlive(stand.database, { id: 'slow', host: 'here', pid: 1 });
    await stand.begin(id, slow);
    const running = slow.run(id);
    await until(() => end !== undefined);
    const other = stand.runner(
      'other',
      fakeChecker(() => checkedAs({ program: 'other' })),
    );
    await other.interrupt(id, 'died');
    await stand.begin(id, other);
    await other.run(id);
    end?.();
    await running;
    const { outcome, version } = await stand.intake.get(submitter, id);
    assert.equal(outcome?.kind === 'checked' && outcome.summary.program, 'other');
    assert.equal(version, 5);
  });

  it('gives up a submission over which the process has died three times, until somebody asks again', async () => {
    const { id } = await stand.receive(submitter);
    for (const name of ['first', 'second', 'third']) {
      await dieOver(id, name);
      const recovering = await work(noChecks, { checksAtOnce: 0, queue: await anotherQueue() });
      await recovering.stop();
      works = [];
      if (name !== 'third') assert.equal(await stateOf(id), 'queued');
    }
    const { state, outcome } = await stand.intake.get(submitter, id);
    assert.equal(state, 'failed');
    assert.equal(outcome?.kind === 'failed' && outcome.error.code, 'worker.died');
    assert.deepEqual(await stand.queue.size(), { waiting: 0, active: 0 });
    await stand.intake.checkAgain(await stand.person('reviewer', 'jury'), id);
    await dieOver(id, 'fourth');
    const recovering = await work(noChecks, { checksAtOnce: 0, queue: await anotherQueue() });
    await recovering.stop();
    works = [];
    assert.equal(await stateOf(id), 'queued');
  });

  it('checks nothing that was withdrawn while it waited', async () => {
    const [one, two] = [await stand.receive(submitter), await stand.receive(submitter)];
    await stand.intake.withdraw(submitter, one.id, { reason: null });
    await work(fakeChecker(() => checkedAs()));
    await until(async () => (await stateOf(two.id)) === 'checked');
    await until(async () => (await stand.queue.size()).waiting === 0);
    assert.deepEqual(await actionsOf(one.id), ['received', 'withdrawn']);
    assert.deepEqual(await stand.queue.size(), { waiting: 0, active: 0 });
  });

  it('ends the check of a submission that is withdrawn', async () => {
    await work(never);
    const { id } = await stand.receive(submitter);
    await until(async () => (await stateOf(id)) === 'checking');
    assert.deepEqual(await stand.queue.size(), { waiting: 0, active: 1 });
    await stand.intake.withdraw(submitter, id, { reason: null });
    await until(async () => (await stand.queue.size()).active === 0);
    assert.deepEqual(await actionsOf(id), ['received', 'check-began', 'withdrawn']);
  });

  it('ends the check of a submission that another process has withdrawn, in its next round', async () => {
    const running = await work(never);
    const { id } = await stand.receive(submitter);
    await until(async () => (await stateOf(id)) === 'checking');
    await stand.database.query(`update submissions set state = 'withdrawn' where id = $1`, [id]);
    await running.recover();
    await until(async () => (await stand.queue.size()).active === 0);
  });

  it('has back what is being checked when the process stops, without a grudge', async () => {
    const { id } = await stand.receive(submitter);
    for (let times = 1; times <= 4; times++) {
      const queue = await anotherQueue();
      const stopped = await work(never, { queue });
      await until(async () => (await stateOf(id)) === 'checking');
      await stopped.stop();
      works = [];
      assert.equal(await stateOf(id), 'queued');
      assert.deepEqual(await stand.queue.size(), { waiting: 1, active: 0 });
    }
    assert.deepEqual(await stand.database.query('select id from runners'), []);
  });

  it('leaves to others what it would take while it stops', async () => {
    const { id } = await stand.receive(submitter);
    const stopping = stand.runner('stopping', noChecks);
    stopping.giveUpAll();
    const queue = await anotherQueue();
    let offers = 0;
    await queue.work(
      {
        check: {
          take(transaction, submission) {
            offers += 1;
            return stopping.take(transaction, submission);
          },
          run: () => Promise.resolve(),
        },
        publish: () => Promise.resolve(),
      },
      { checksAtOnce: 1 },
    );
    await until(() => offers === 1);
    await queue.stop();
    assert.deepEqual(await stand.queue.size(), { waiting: 1, active: 0 });
    await work(fakeChecker(() => checkedAs()));
    await until(async () => (await stateOf(id)) === 'checked');
  });

  it('loses nothing that comes while one process after another stops', async () => {
    const ids: string[] = [];
    for (let turn = 0; turn < 5; turn++) {
      const stopped = await work(
        fakeChecker(() => checkedAs()),
        { queue: await anotherQueue() },
      );
      const arriving = Array.from({ length: 4 }, () => stand.receive(submitter));
      ids.push((await arriving[0])?.id ?? '');
      await stopped.stop();
      ids.push(...(await Promise.all(arriving)).slice(1).map(({ id }) => id));
    }
    works = [];
    await work(fakeChecker(() => checkedAs()));
    for (const id of ids) await until(async () => (await stateOf(id)) === 'checked');
  });

  it('checks what waits although its job is done, as an earlier version left it', async () => {
    const { id } = await stand.receive(submitter);
    await stand.database.query(`update pgboss.job set state = 'completed', completed_on = now() where name = 'check'`);
    assert.deepEqual(await stand.queue.size(), { waiting: 0, active: 0 });
    await work(fakeChecker(() => checkedAs()));
    await until(async () => (await stateOf(id)) === 'checked');
  });

  it('blames no submission for an outage of the database', async () => {
    const { database } = stand;
    let isAway = false;
    const flaky: Database = {
      ...database,
      transaction: (step) => (isAway ? Promise.reject(new Error('no database')) : database.transaction(step)),
    };
    const checker = fakeChecker(() => {
      isAway = checks++ < 4;
      return checkedAs();
    });
    let checks = 0;
    const running = await work(checker, { database: flaky });
    const { id } = await stand.receive(submitter);
    for (let outage = 1; outage <= 4; outage++) {
      await until(() => stand.errors.length === outage);
      isAway = false;
      // The next outage may come before the end of the round.
      await until(async () => {
        await running.recover().catch(() => undefined);
        return (await actionsOf(id)).filter((action) => action === 'check-interrupted').length === outage;
      });
      stand.queue.wake();
    }
    await until(async () => (await stateOf(id)) === 'checked');
    assert.deepEqual(
      stand.errors.splice(0).map(({ message }) => message),
      ['no database', 'no database', 'no database', 'no database'],
    );
  });

  it('takes nobody for dead who could not say otherwise', async () => {
    const { database } = stand;
    let isAway = false;
    const flaky: Database = {
      ...database,
      query: (sql, values) => (isAway ? Promise.reject(new Error('no database')) : database.query(sql, values)),
    };
    let nowUs = 0;
    const running = await work(noChecks, { database: flaky, clock: { ...systemClock, nowUs: () => nowUs } });
    isAway = true;
    await assert.rejects(running.recover());
    isAway = false;
    await database.query(
      `insert into runners (id, host, pid, started_at, seen_at)
       values ('silent', 'there', 1, now(), now() - interval '21 seconds')`,
    );
    const others = (): Promise<readonly object[]> => database.query(`select id from runners where id = 'silent'`);
    await running.recover();
    assert.equal((await others()).length, 1);
    nowUs += 20e6;
    await running.recover();
    assert.equal((await others()).length, 0);
  });

  it('takes a failure of the checker for its own, says nothing of where, and goes on', async () => {
    const broken = fakeChecker(({ name }) => {
      if (name === 'broken.zip') throw new Error('EIO at /secret/place');
      return checkedAs();
    });
    await work(broken);
    const { id } = await stand.receive(submitter, { fileName: 'broken.zip' });
    const next = await stand.receive(submitter);
    await until(async () => (await stateOf(next.id)) === 'checked');
    const { state, outcome } = await stand.intake.get(submitter, id);
    assert.equal(state, 'failed');
    assert.ok(!JSON.stringify(outcome).includes('secret'));
    assert.deepEqual(
      stand.errors.splice(0).map((error) => error.message),
      ['EIO at /secret/place'],
    );
  });

  it('finds submissions that wait without a job, as after a restored backup', async () => {
    const { id } = await stand.receive(submitter);
    await stand.database.query('delete from pgboss.job');
    await work(fakeChecker(() => checkedAs()));
    await until(async () => (await stateOf(id)) === 'checked');
  });

  it('tells how far a check is', async () => {
    const told: unknown[] = [];
    const checker: Checker = {
      async check(_request, options) {
        await until(() => isListening);
        options?.onProgress?.(1, 2);
        return checkedAs();
      },
      close: () => Promise.resolve(),
    };
    let isListening = false;
    await work(checker);
    const { id } = await stand.receive(submitter);
    stand.intake.changes.subscribe(id, (change) => {
      if (change.kind === 'progress') told.push(change);
    });
    isListening = true;
    await until(async () => (await stateOf(id)) === 'checked');
    assert.deepEqual(told, [{ kind: 'progress', done: 1, total: 2 }]);
  });

  it('publishes once for all that were asked for meanwhile, and again for what comes later', async () => {
    let release: (() => void) | undefined;
    const publish = (): Promise<void> => {
      published += 1;
      return new Promise((resolve) => {
        release = resolve;
      });
    };
    await work(noChecks, { publish });
    await until(() => published === 1 && release !== undefined);
    for (let index = 0; index < 20; index++) await stand.queue.sendPublish(stand.database, null);
    release?.();
    stand.queue.wake();
    await until(() => published === 2);
    release?.();
    await until(async () => (await waitingPublications()) === 0);
    await stand.queue.sendPublish(stand.database, null);
    stand.queue.wake();
    await until(() => published === 3);
    release?.();
  });

  it('publishes in one process at a time', async function () {
    // Whose folder is locked for one process.
    if (stand.database.kind === 'pglite') this.skip();
    let atOnce = 0;
    let most = 0;
    const publish = async (): Promise<void> => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      for (let turn = 0; turn < 20; turn++) await stand.database.query('select 1');
      published += 1;
      atOnce -= 1;
    };
    const queue = await anotherQueue();
    await work(noChecks, { publish });
    await work(noChecks, { publish, queue });
    for (let index = 0; index < 10; index++) {
      await stand.queue.sendPublish(stand.database, null);
      stand.queue.wake();
      queue.wake();
      await stand.database.query('select 1');
    }
    await until(async () => (await waitingPublications()) === 0 && atOnce === 0);
    assert.ok(published >= 2);
    assert.equal(most, 1);
  });

  it('publishes at the end of an embargo', async () => {
    await work(fakeChecker(() => checkedAs()));
    const { id } = await stand.receive(submitter);
    await until(async () => (await stateOf(id)) === 'checked');
    const embargoUntil = new Date(systemClock.wallTime().getTime() + 1500);
    let publishedAt = systemClock.wallTime();
    const before = published;
    await stand.intake.accept(await stand.person('reviewer', 'jury'), id, { reason: null, embargoUntil });
    await until(() => published > before);
    assert.ok(systemClock.wallTime() < embargoUntil);
    const meanwhile = published;
    await until(() => {
      publishedAt = systemClock.wallTime();
      return published > meanwhile;
    });
    assert.ok(publishedAt >= embargoUntil);
  });

  it('publishes again when a process has died, perhaps in the middle of it', async () => {
    const running = await work(noChecks);
    await until(async () => published === 1 && (await waitingPublications()) === 0);
    await running.recover();
    assert.equal(await waitingPublications(), 0);
    await stand.database.query(
      `insert into runners (id, host, pid, started_at, seen_at)
       values ('dead', 'gone', 1, now(), now() - interval '21 seconds')`,
    );
    await running.recover();
    stand.queue.wake();
    await until(() => published === 2);
  });

  it('publishes again what failed', async () => {
    let tries = 0;
    const publish = (): Promise<void> => {
      tries += 1;
      return tries === 1 ? Promise.reject(new Error('no space')) : Promise.resolve();
    };
    await work(noChecks, { publish });
    await until(() => tries === 1);
    await until(() => {
      stand.queue.wake();
      return tries === 2;
    });
    assert.deepEqual(
      stand.errors.splice(0).map((error) => error.message),
      ['no space'],
    );
  });

  async function waitingPublications(): Promise<number> {
    const rows = await stand.database.query<{ count: number }>(
      `select count(*) as count from pgboss.job where name = 'publish' and state < 'completed'`,
    );
    return rows[0]?.count ?? 0;
  }
});
