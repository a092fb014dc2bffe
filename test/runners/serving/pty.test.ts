import assert from 'node:assert/strict';
import { lstatSync, watch } from 'node:fs';
import { lstat, mkdtemp, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BenchError } from '../../../harness/errors.ts';
import { servePty } from '../../../runners/serving/pty.ts';
import type { Serving } from '../../../runners/serving/seat.ts';
import { parseDeviceUrl } from '../../../runners/transports/device-url.ts';
import { SerialTransport } from '../../../runners/transports/serial.ts';
import { Collected } from '../transports/collected.ts';
import { EchoBoard } from './echo-board.ts';
import { Hosts } from './hosts.ts';
import { describeWithPty } from './socat.ts';

function hostOf(url: string): SerialTransport {
  const device = parseDeviceUrl(url);
  assert.ok(device.kind === 'serial');
  return new SerialTransport(device);
}

/** Resolves once another link has taken the place of this one. */
function replacement(link: string): Promise<void> {
  const made = lstatSync(link, { bigint: true }).ctimeNs;
  return new Promise((resolve) => {
    const watcher = watch(dirname(link), () => {
      const now = lstatSync(link, { bigint: true, throwIfNoEntry: false });
      if (now === undefined || now.ctimeNs === made) return;
      watcher.close();
      resolve();
    });
  });
}

describeWithPty('serving on a pseudo-terminal', () => {
  let folder: string;
  let link: string;
  let board: EchoBoard;
  let hosts: Hosts;
  let serving: Serving;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pty-'));
    link = join(folder, 'board');
    board = new EchoBoard();
    hosts = new Hosts();
    serving = await servePty(board, link, hosts);
  });

  afterEach(async () => {
    await serving.stop();
    await rm(folder, { recursive: true });
  });

  it('gives a serial host the board, every byte as it is', async () => {
    const host = hostOf(`${serving.url}?baud=921600`);
    const events = new Collected();
    await host.open(events);
    await events.holds('boot 1\r\n');
    const allBytes = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
    host.write(allBytes);
    host.write(Buffer.from('end'));
    await events.holds('end');
    assert.ok(events.text.replaceAll('m-', '').endsWith(`${allBytes.toString('latin1')}end`));
    await host.close();
  });

  it('passes more than a terminal holds at once, in both directions', async () => {
    const host = hostOf(serving.url);
    const events = new Collected();
    await host.open(events);
    await events.holds('boot 1\r\n');
    host.write(Buffer.from('x'.repeat(300_000)));
    host.write(Buffer.from('end'));
    await events.holds('end');
    assert.equal(events.text.split('x').length - 1, 300_000);
    await host.close();
  });

  it('keeps the port while hosts come and go, and opens the board anew for each', async () => {
    for (const time of [1, 2, 3]) {
      const host = hostOf(serving.url);
      const events = new Collected();
      await host.open(events);
      host.write(Buffer.from('name%'));
      await events.holds('m-name%');
      await host.close();
      await hosts.haveLeft(time);
    }
    assert.equal(board.opened, 3);
  });

  it('answers a host that opens the port again at once', async () => {
    for (let time = 0; time < 20; time++) {
      const host = hostOf(serving.url);
      const events = new Collected();
      await host.open(events);
      host.write(Buffer.from(`${time}%`));
      await events.holds(`m-${time}%`);
      await host.close();
    }
  });

  it('tells the host that the port has gone when stopped, and takes its link away', async () => {
    const host = hostOf(serving.url);
    const events = new Collected();
    await host.open(events);
    await events.holds('boot');
    await serving.stop();
    await serving.stop();
    assert.match((await events.closedProblem).message, /unplugged or closed at its other end/);
    host.write(Buffer.from('name%'));
    await host.close();
    await assert.rejects(lstat(link), /ENOENT/);
    assert.equal(events.problems.length, 1);
    assert.deepEqual([hosts.came, hosts.left], [1, 1]);
  });

  it('takes the port away when the board ends by itself, and plugs it in again', async () => {
    const first = hostOf(serving.url);
    const events = new Collected();
    await first.open(events);
    await events.holds('boot 1');
    const isReplaced = replacement(link);
    board.die();
    await events.closedProblem;
    await isReplaced;
    const second = hostOf(serving.url);
    const later = new Collected();
    await second.open(later);
    await later.holds('boot 2');
    await second.close();
  });

  it('replaces a link that an earlier run left behind', async () => {
    const stale = join(folder, 'stale');
    await symlink('/dev/pts/987654', stale);
    const second = await servePty(new EchoBoard(), stale);
    assert.match(await readlink(stale), /^\/dev\/pts\/\d{1,5}$/);
    await second.stop();
  });

  it('leaves a file alone that is no link of its own', async () => {
    const file = join(folder, 'notes.txt');
    await writeFile(file, 'precious');
    await assert.rejects(servePty(new EchoBoard(), file), (error) => {
      assert.ok(error instanceof BenchError);
      assert.equal(error.code, 'serve.failed');
      assert.match(error.message, /notes\.txt failed: EEXIST/);
      return true;
    });
  });
});
