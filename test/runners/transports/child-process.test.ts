import assert from 'node:assert/strict';
import { BenchError } from '../../../harness/errors.ts';
import { ChildProcessTransport } from '../../../runners/transports/child-process.ts';
import { parseDeviceUrl } from '../../../runners/transports/device-url.ts';
import { Collected } from './collected.ts';

const node = `"${process.execPath}"`;

function childProcess(command: string): ChildProcessTransport {
  const device = parseDeviceUrl(`exec:${command}`);
  assert.ok(device.kind === 'exec');
  return new ChildProcessTransport(device);
}

/** A program of one line, without double quotes in it. */
function program(source: string): ChildProcessTransport {
  return childProcess(`${node} -e "${source}"`);
}

describe('child process transport', () => {
  it('passes bytes in both directions', async () => {
    const transport = program(`process.stdin.on('data', (bytes) => process.stdout.write('m-' + bytes))`);
    const events = new Collected();
    await transport.open(events);
    transport.write(Buffer.from('name%'));
    await events.holds('m-name%');
    await transport.close();
    assert.deepEqual(events.problems, []);
  });

  it('gives the program its arguments', async () => {
    const transport = childProcess(`${node} -p "process.argv.slice(1).join('|')" -- one "two three"`);
    const events = new Collected();
    await transport.open(events);
    await events.closedProblem;
    assert.match(events.text, /one\|two three/);
  });

  it('tells its exit status and what it said last, after all its output', async () => {
    const transport = program(
      `process.stdout.write('x'.repeat(200000) + 'end'); console.error('no model'); console.error('giving up'); process.exitCode = 3`,
    );
    const events = new Collected();
    await transport.open(events);
    const problem = await events.closedProblem;
    assert.match(problem.message, /ended with exit status 3; it last said: no model\ngiving up/);
    assert.equal(events.text.length, 200_003);
    await transport.close();
    assert.equal(events.problems.length, 1);
  });

  it('tells the signal that ended it', async () => {
    const transport = program(`process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)`);
    const events = new Collected();
    await transport.open(events);
    assert.match((await events.closedProblem).message, /ended by the signal SIGKILL/);
  });

  it('survives writes to a program that has closed its input', async () => {
    const transport = program(`process.stdin.destroy(); process.stdout.write('deaf'); setInterval(() => {}, 1000)`);
    const events = new Collected();
    await transport.open(events);
    await events.holds('deaf');
    transport.write(Buffer.alloc(1_000_000));
    await transport.close();
    assert.deepEqual(events.problems, []);
  });

  it('ends a program that heeds neither its input nor a signal', async () => {
    const transport = program(
      `process.on('SIGTERM', () => {}); process.stdout.write('pid=' + process.pid + ';'); setInterval(() => {}, 1000)`,
    );
    const events = new Collected();
    await transport.open(events);
    await events.holds(';');
    const pid = Number(/pid=(\d+)/.exec(events.text)?.[1]);
    await transport.close();
    assert.throws(() => process.kill(pid, 0), /ESRCH/);
    assert.deepEqual(events.problems, []);
  });

  it('says that there is no such program', async () => {
    await assert.rejects(childProcess('./no-such-firmware --fast').open(new Collected()), (error) => {
      assert.ok(error instanceof BenchError);
      assert.equal(error.code, 'program.missing');
      assert.match(error.message, /no program \.\/no-such-firmware$/);
      return true;
    });
  });

  it('says that a file may not be executed', async () => {
    await assert.rejects(childProcess('./package.json').open(new Collected()), (error) => {
      assert.ok(error instanceof BenchError);
      assert.equal(error.code, 'program.failed');
      assert.match(error.message, /it may not be executed/);
      return true;
    });
  });
});
