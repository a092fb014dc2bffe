import assert from 'node:assert/strict';
import { Polling } from '../../../../site/server/queue/polling.ts';
import { TestClock } from '../../../test-clock.ts';

function noError(error: Error): void {
  throw error;
}

describe('Polling', () => {
  it('goes on at once while there is something to do, and looks again later', async () => {
    const clock = new TestClock();
    const timesMs: number[] = [];
    const answers = [true, true, false, false, true, false];
    const polling = new Polling(clock, noError);
    await new Promise<void>((resolve) => {
      polling.repeat(() => {
        timesMs.push(clock.nowUs() / 1000);
        if (timesMs.length === answers.length) resolve();
        return Promise.resolve(answers[timesMs.length - 1] ?? false);
      });
    });
    await polling.stop();
    assert.deepEqual(timesMs, [0, 0, 0, 500, 1000, 1000]);
  });

  it('tells what fails, and tries again after a pause', async () => {
    const clock = new TestClock();
    const errors: string[] = [];
    const timesMs: number[] = [];
    const polling = new Polling(clock, (error) => errors.push(error.message));
    await new Promise<void>((resolve) => {
      polling.repeat(() => {
        timesMs.push(clock.nowUs() / 1000);
        if (timesMs.length === 1) return Promise.reject(new Error('away'));
        resolve();
        return Promise.resolve(false);
      });
    });
    await polling.stop();
    assert.deepEqual(errors, ['away']);
    assert.deepEqual(timesMs, [0, 5000]);
  });

  it('loses no call that comes while it looks', async () => {
    const clock = new TestClock();
    const timesMs: number[] = [];
    const polling = new Polling(clock, noError);
    await new Promise<void>((resolve) => {
      polling.repeat(() => {
        timesMs.push(clock.nowUs() / 1000);
        if (timesMs.length === 1) polling.wake();
        else resolve();
        return Promise.resolve(false);
      });
    });
    await polling.stop();
    assert.deepEqual(timesMs, [0, 0]);
  });

  it('stops when the step that runs is done, and takes no other', async () => {
    const polling = new Polling(new TestClock(), noError);
    let steps = 0;
    let end: ((found: boolean) => void) | undefined;
    polling.repeat(() => {
      steps += 1;
      return new Promise((resolve) => {
        end = resolve;
      });
    });
    let isStopped = false;
    const stopped = polling.stop().then(() => {
      isStopped = true;
    });
    await new Promise(setImmediate);
    assert.equal(isStopped, false);
    end?.(true);
    await stopped;
    assert.equal(steps, 1);
  });
});
