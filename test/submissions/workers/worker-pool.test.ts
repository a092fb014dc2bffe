import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../../harness/clock.ts';
import type { Clock } from '../../../harness/clock.ts';
import { BenchError } from '../../../harness/errors.ts';
import type { ErrorCode } from '../../../harness/errors.ts';
import { WorkerPool } from '../../../submissions/workers/worker-pool.ts';
import type { PoolOptions } from '../../../submissions/workers/worker-pool.ts';
import type { TestDone, TestTask } from './tasks.ts';

type TestPool = WorkerPool<TestTask, TestDone, number>;

const memoryMb = 250;

function failsWith(code: ErrorCode, message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof BenchError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  };
}

/** Whether a process runs; one that waits for its parent to ask for its status does not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('a pool of workers', function () {
  this.timeout(60_000);
  const pools: TestPool[] = [];

  function open(options: Partial<PoolOptions> = {}): TestPool {
    const pool: TestPool = new WorkerPool({
      module: new URL('./tasks.ts', import.meta.url),
      size: 1,
      limits: { timeS: 60, memoryMb },
      clock: systemClock,
      ...options,
    });
    pools.push(pool);
    return pool;
  }

  afterEach(async () => {
    for (const pool of pools.splice(0)) await pool.close();
  });

  it('does a hundred tasks in two processes, and uses these again', async () => {
    const pool = open({ size: 2 });
    const values = Array.from({ length: 100 }, (_, index) => index);
    const all = values.map((value) => pool.run({ do: 'echo', value }, { what: `task ${value}` }));
    assert.equal(pool.running, 2);
    assert.equal(pool.waiting, 98);
    const done = await Promise.all(all);
    assert.deepEqual(
      done.map(({ value }) => value),
      values,
    );
    assert.equal(pool.waiting, 0);
    // Two, and one for each that had done fifty.
    const pids = new Set(done.map(({ pid }) => pid));
    assert.ok(pids.size >= 2 && pids.size <= 4, `${pids.size} processes`);
  });

  it('replaces a process that has done its share', async () => {
    const pool = open({ tasksPerProcess: 2 });
    const pids: number[] = [];
    for (let value = 0; value < 4; value++) pids.push((await pool.run({ do: 'echo', value }, { what: 'it' })).pid);
    assert.equal(pids[0], pids[1]);
    assert.notEqual(pids[1], pids[2]);
    assert.equal(pids[2], pids[3]);
  });

  it('ends a task that loops for ever at its limit of time, by the clock that was given', async () => {
    const actions = new Map<number, () => void>();
    const clock: Clock = {
      ...systemClock,
      after(delayMs, action) {
        actions.set(delayMs, action);
        return () => actions.get(delayMs) === action && actions.delete(delayMs);
      },
    };
    const pool = open({ clock, limits: { timeS: 3600, memoryMb } });
    const pid = await new Promise<number>((resolve) => {
      const task = pool.run({ do: 'loop' }, { what: 'endless.zip', onProgress: resolve });
      task.catch(() => undefined);
    });
    const after = pool.run({ do: 'echo', value: 1 }, { what: 'the next' });
    actions.get(3_600_000)?.();
    assert.equal((await after).value, 1);
    assert.equal(isAlive(pid), false);
  });

  it('says which limit it was', async () => {
    const pool = open({ limits: { timeS: 1.5, memoryMb } });
    await assert.rejects(
      pool.run({ do: 'loop' }, { what: 'endless.zip' }),
      failsWith('worker.time', /^endless\.zip took longer than 1\.5 s and was ended$/),
    );
  });

  for (const task of ['fill-heap', 'fill-buffers'] as const) {
    it(`ends a task that takes memory without end (${task})`, async () => {
      const pool = open();
      await assert.rejects(
        pool.run({ do: task }, { what: 'greedy.zip' }),
        failsWith('worker.memory', /^greedy\.zip took more than 250 MB of memory and was ended$/),
      );
      assert.equal((await pool.run({ do: 'echo', value: 5 }, { what: 'the next' })).value, 5);
    });
  }

  it('takes the heap for full where nobody looks at the memory in time', async () => {
    const never: Clock = { ...systemClock, after: () => () => undefined };
    const pool = open({ clock: never, limits: { timeS: 60, memoryMb: 100 } });
    await assert.rejects(
      pool.run({ do: 'fill-heap' }, { what: 'greedy.zip' }),
      failsWith('worker.memory', /more than 100 MB/),
    );
  });

  it('outlives tasks that end or break their process', async () => {
    const pool = open();
    await assert.rejects(
      pool.run({ do: 'exit' }, { what: 'a.zip' }),
      failsWith('worker.died', /^The process that worked on a\.zip died \(exit status 7\)$/),
    );
    await assert.rejects(
      pool.run({ do: 'throw' }, { what: 'a.zip' }),
      failsWith('worker.died', /\(TypeError: this is no function\)$/),
    );
    assert.equal((await pool.run({ do: 'echo', value: 2 }, { what: 'the next' })).value, 2);
  });

  it('tells errors of the table as they are, and goes on with the process', async () => {
    const pool = open();
    const { pid } = await pool.run({ do: 'echo', value: 0 }, { what: 'it' });
    await assert.rejects(pool.run({ do: 'fail' }, { what: 'it' }), (error: unknown) => {
      assert.ok(error instanceof BenchError);
      assert.equal(error.code, 'archive.link');
      assert.deepEqual(error.details, { archive: 'a.zip', entry: 'b', kind: 'a link' });
      return true;
    });
    assert.equal((await pool.run({ do: 'echo', value: 0 }, { what: 'it' })).pid, pid);
  });

  it('fails one task after the other where its processes cannot begin', async () => {
    const pool = open({ module: new URL('./absent.ts', import.meta.url) });
    for (const what of ['a', 'b']) {
      await assert.rejects(pool.run({ do: 'echo', value: 0 }, { what }), failsWith('worker.died', /exit status 1/));
    }
  });

  it('ends a process that cannot be told its task', async () => {
    const pool = open();
    const task: TestTask = { do: 'echo', value: 0, ...{ unsendable: () => 0 } };
    await assert.rejects(pool.run(task, { what: 'it' }), failsWith('worker.died', /could not be cloned/));
  });

  it('passes progress on, though not all of it', async () => {
    const pool = open();
    const seen: number[] = [];
    await pool.run({ do: 'report', times: 5000 }, { what: 'it', onProgress: (progress) => seen.push(progress) });
    assert.equal(seen[0], 0);
    assert.ok(seen.length < 100, `${seen.length} of 5000`);
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
    );
  });

  it('gives its processes a folder of their own and nothing of the environment that they do not need', async () => {
    process.env['BOARDBENCH_TEST_SECRET'] = 'postgres://user:password@host/';
    try {
      const pool = open({ tasksPerProcess: 2 });
      const { environment, folder } = await pool.run({ do: 'tell-environment' }, { what: 'it' });
      assert.ok(!JSON.stringify(environment).includes('password'));
      assert.ok(folder !== undefined && existsSync(folder));
      assert.equal((await pool.run({ do: 'leave-file' }, { what: 'it' })).folder, folder);
      await pool.close();
      assert.equal(existsSync(folder), false);
    } finally {
      delete process.env['BOARDBENCH_TEST_SECRET'];
    }
  });

  it('can be told to leave a task, whether it runs or waits', async () => {
    const pool = open();
    const running = new AbortController();
    const waiting = new AbortController();
    let pid = 0;
    const first = pool.run(
      { do: 'loop' },
      {
        what: 'first',
        signal: running.signal,
        onProgress: (progress) => {
          pid = progress;
          running.abort(new Error('not wanted'));
        },
      },
    );
    const second = pool.run({ do: 'loop' }, { what: 'second', signal: waiting.signal });
    waiting.abort(new Error('not wanted either'));
    const third = pool.run({ do: 'echo', value: 3 }, { what: 'third' });
    await assert.rejects(second, /not wanted either/);
    await assert.rejects(first, /not wanted/);
    assert.equal(isAlive(pid), false);
    assert.equal((await third).value, 3);
    await assert.rejects(pool.run({ do: 'echo', value: 4 }, { what: 'fourth', signal: waiting.signal }), /either/);
  });

  it('kills what runs when it is closed, and begins nothing any more', async () => {
    const pool = open();
    const tasks: Promise<TestDone>[] = [];
    const pid = await new Promise<number>((resolve) => {
      tasks.push(pool.run({ do: 'loop' }, { what: 'running', onProgress: resolve }));
    });
    tasks.push(pool.run({ do: 'loop' }, { what: 'waiting' }));
    const settled = Promise.allSettled(tasks);
    await pool.close();
    assert.equal(isAlive(pid), false);
    tasks.push(pool.run({ do: 'loop' }, { what: 'late' }));
    for (const { reason } of [...(await settled), ...(await Promise.allSettled(tasks.slice(2)))].map((each) =>
      each.status === 'rejected' ? each : { reason: undefined },
    )) {
      assert.ok(reason instanceof BenchError);
      assert.equal(reason.code, 'worker.closed');
    }
    assert.equal(pool.running, 0);
    assert.equal(pool.waiting, 0);
  });

  it('leaves no process behind when its own is killed, not even one that loops', async () => {
    const parent = spawn(
      process.execPath,
      ['--import', 'tsx', fileURLToPath(new URL('./parent.ts', import.meta.url))],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const pids: number[] = [];
    for await (const line of createInterface({ input: parent.stdout })) {
      pids.push(Number(line));
      if (pids.length === 2) break;
    }
    assert.ok(pids.every(isAlive));
    // Each is in the folder of its temporary files.
    const folders = process.platform === 'linux' ? pids.map((pid) => readlinkSync(`/proc/${pid}/cwd`)) : [];
    assert.ok(folders.every((folder) => folder.startsWith(tmpdir()) && existsSync(folder)));
    parent.kill('SIGKILL');
    await Promise.all(pids.map(gone));
    assert.deepEqual(
      folders.filter((folder) => existsSync(folder)),
      [],
    );
  });
});
