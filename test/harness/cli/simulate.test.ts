import assert from 'node:assert/strict';
import { lstat, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, wait } from '../../../harness/clock.ts';
import { DeviceClient } from '../../../harness/protocol/device-client.ts';
import type { DeviceClientOptions } from '../../../harness/protocol/device-client.ts';
import type { Identity } from '../../../harness/protocol/identity.ts';
import { openMonitor } from '../../../power/monitors/open-monitor.ts';
import { ioManagerTransport } from '../../../runners/io-manager/open-io-manager.ts';
import { deviceTransport } from '../../../runners/transports/open-device.ts';
import { Recording } from '../../contract/instrument-recording.ts';
import { describeWithPty } from '../../runners/serving/socat.ts';
import { boardbench, RunningCommand } from './running-command.ts';

const plain: DeviceClientOptions = {
  clock: systemClock,
  record: () => undefined,
  burst: 1,
  verifyLoads: false,
  bootLimitMs: 10_000,
};

async function identityOf(url: string): Promise<Identity> {
  const client = await DeviceClient.connect(deviceTransport(url), plain);
  await client.close();
  return client.identity;
}

describe('boardbench simulate', () => {
  const refusals: readonly [string, readonly string[], number, RegExp][] = [
    ['without a place to serve at', ['sim:cortex-m4?model=none'], 2, /needs one of --tcp, --pty and --stdio/],
    [
      'a monitor that has no emulator',
      ['sim:cortex-m4?model=none', '--stdio', '--monitor', 'joulescope', '--monitor-tcp', '0'],
      2,
      /there are: lpm01a, ppk2, n6705, otii, emon/,
    ],
    ['a monitor nowhere', ['sim:cortex-m4?model=none', '--stdio', '--monitor', 'ppk2'], 2, /--monitor-tcp/],
    ['a board that is not simulated', ['tcp://127.0.0.1:80', '--stdio'], 2, /usage\.device-url/],
    ['a model that is not there', ['sim:cortex-m4?model=/none.tflite', '--stdio'], 1, /no file \/none\.tflite/],
  ];
  for (const [title, words, status, said] of refusals) {
    it(`refuses to serve ${title}`, async () => {
      const command = new RunningCommand('simulate', ...words);
      assert.equal(await command.ended(), status);
      assert.match(command.stderr, said);
      assert.equal(command.stdout, '');
    });
  }

  it('refuses a TCP address that is none, and two places at once', async () => {
    const unread = new RunningCommand('simulate', 'sim:cortex-m4?model=none', '--tcp', 'here');
    const both = new RunningCommand('simulate', 'sim:cortex-m4?model=none', '--tcp', '0', '--stdio');
    assert.equal(await unread.ended(), 2);
    assert.equal(await both.ended(), 2);
    assert.match(unread.stderr, /must be PORT or HOST:PORT/);
    assert.match(both.stderr, /cannot be used with option '--stdio'/);
  });
});

describe('boardbench simulate with the built-in kws model', () => {
  const board = 'sim:cortex-m4';

  it('listens on a TCP port, serves one host after the other, and ends well at SIGTERM', async () => {
    const command = new RunningCommand('simulate', board, '--tcp', '0');
    const [, url = ''] = /^listening at (tcp:\/\/127\.0\.0\.1:\d+)$/.exec(await command.firstLine()) ?? [];
    for (let host = 0; host < 2; host++) assert.equal((await identityOf(url)).model, 'kws01');
    command.signal('SIGTERM');
    assert.equal(await command.ended(), 0, command.stderr);
    assert.equal(command.stdout.split('\n').length, 2);
  });

  it('speaks nothing but the protocol on standard output', async () => {
    const url = `exec:"${process.execPath}" "${boardbench}" simulate "${board}" --stdio`;
    const events: string[] = [];
    const transport = deviceTransport(url);
    const ready = new Promise<void>((resolve, reject) => {
      void transport.open({
        data(bytes) {
          events.push(Buffer.from(bytes).toString('latin1'));
          if (events.join('').endsWith('m-ready\r\n')) resolve();
        },
        closed: reject,
      });
    });
    await ready;
    await transport.close();
    assert.match(events.join(''), /^m-timestamp-mode-performance\r\nm-lap-us-\d+\r\nm-init-done\r\nm-ready\r\n$/);
  });

  it('serves an I/O manager in front of the board, and an instrument in the same circuit', async () => {
    const words = [
      `${board}?mode=energy`,
      '--io-manager',
      '--tcp',
      '0',
      '--monitor',
      'emon?rate=1000',
      '--monitor-tcp',
      '0',
    ];
    const command = new RunningCommand('simulate', ...words);
    const [managerLine = '', monitorLine = ''] = await command.lines(2);
    const [, managerUrl = ''] = /^listening at (tcp:\S+)$/.exec(managerLine) ?? [];
    const [, monitorUrl = ''] = /^emon listening at (tcp:\S+)$/.exec(monitorLine) ?? [];
    const manager = ioManagerTransport(managerUrl);
    const client = await DeviceClient.connect(manager, { ...plain, bytesPerLoadCommand: 26 });
    const instrument = openMonitor(`emon:${monitorUrl}`, {
      clock: systemClock,
      transport: (url) => deviceTransport(url),
    });
    await instrument.open();
    const recording = new Recording();
    recording.began(await instrument.start(recording, 3));
    await client.load({ name: 'silence', bytes: new Uint8Array(490), offset: 0 });
    manager.takeLaps();
    await client.inferMarked({ iterations: 400, warmups: 0, outputs: 12, unseenInferenceLimitUs: 1e6 });
    await wait(systemClock, 300);
    await instrument.stop();
    const [startS = 0, endS = 0, ...more] = recording.fallsS;
    assert.deepEqual(more, []);
    const [first, last] = manager.takeLaps();
    assert.ok(endS - startS > 10);
    const managerS = ((last?.lapUs ?? 0) - (first?.lapUs ?? 0)) / 1e6;
    assert.ok(Math.abs(managerS / (endS - startS) / 1.0012 - 1) < 2e-4, `${managerS} s and ${endS - startS} s`);
    await instrument.close();
    await client.close();
    command.signal('SIGINT');
    assert.equal(await command.ended(), 0, command.stderr);
  });

  describeWithPty('on a pseudo-terminal', () => {
    it('links the port, serves it, and takes the link away at Ctrl-C', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'simulate-'));
      const link = join(folder, 'board');
      const command = new RunningCommand('simulate', board, '--pty', link);
      assert.equal(await command.firstLine(), `listening at serial://${link}`);
      assert.equal((await identityOf(link)).model, 'kws01');
      command.signal('SIGINT');
      assert.equal(await command.ended(), 0, command.stderr);
      await assert.rejects(lstat(link), /ENOENT/);
      await rm(folder, { recursive: true });
    });
  });
});
