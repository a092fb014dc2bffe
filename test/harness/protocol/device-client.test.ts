import assert from 'node:assert/strict';
import { BenchError, failure } from '../../../harness/errors.ts';
import type { ErrorCode } from '../../../harness/errors.ts';
import { DeviceClient } from '../../../harness/protocol/device-client.ts';
import type { DeviceClientOptions, InferRequest, InputToLoad } from '../../../harness/protocol/device-client.ts';
import type { LinkEvent } from '../../../harness/protocol/link-events.ts';
import { TestClock } from '../../test-clock.ts';
import { ScriptedTransport, wellBehaved } from './scripted-transport.ts';
import type { Script } from './scripted-transport.ts';

const input: InputToLoad = { name: 'a.bin', bytes: Uint8Array.from({ length: 100 }, (_, index) => index), offset: 0 };
const once: InferRequest = { iterations: 1, warmups: 0, outputs: 2, unseenInferenceLimitUs: 1e6 };

interface Bench {
  readonly device: DeviceClient;
  readonly transport: ScriptedTransport;
  readonly events: LinkEvent[];
  readonly clock: TestClock;
}

async function connect(script: Script, options: Partial<DeviceClientOptions> = {}): Promise<Bench> {
  const transport = new ScriptedTransport(script);
  const events: LinkEvent[] = [];
  const clock = new TestClock();
  const device = await DeviceClient.connect(transport, {
    clock,
    record: (event) => events.push(event),
    burst: 'auto',
    verifyLoads: false,
    bootLimitMs: 10_000,
    ...options,
  });
  return { device, transport, events, clock };
}

function hasCode(code: ErrorCode, text?: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof BenchError, String(error));
    assert.equal(error.code, code);
    if (text !== undefined) assert.match(error.message, text);
    return true;
  };
}

/** Gives `reply` to the first `times` commands that match, after `skip` of them. */
function atFirst(pattern: RegExp, times: number, reply: string, skip = 0): Script {
  let seen = 0;
  return (command) => (pattern.test(command) && seen++ >= skip && seen <= skip + times ? reply : null);
}

describe('the device client', () => {
  it('learns who the board is and how many commands it takes back to back', async () => {
    const { device, transport } = await connect(wellBehaved());
    assert.deepEqual(device.identity, { name: 'test', profile: 'firmware', model: 'kws01', capabilities: [] });
    assert.equal(device.burstDepth, 16);
    await device.loadAndInfer(input, once);
    const burst = transport.bursts.at(-1) ?? [];
    assert.deepEqual(
      burst.map((command) => command.slice(0, 8)),
      ['db load ', 'db 00010', 'db 26272', 'db 4c4d4', 'infer 1 '],
    );
    assert.ok(burst.every((command) => command.length <= 79));
  });

  it('puts fewer bytes in a command where it is told to', async () => {
    const { device, transport } = await connect(wellBehaved(), { burst: 1, bytesPerLoadCommand: 26 });
    await device.load(input);
    assert.deepEqual(
      transport.bursts.flat().filter((command) => command.startsWith('db ')),
      [
        'db load 100',
        ...[0, 26, 52, 78].map((at) => `db ${Buffer.from(input.bytes.subarray(at, at + 26)).toString('hex')}`),
      ],
    );
  });

  it('measures between the laps of the board', async () => {
    const { device } = await connect(wellBehaved());
    const measured = await device.loadAndInfer(input, once);
    assert.equal(measured.elapsedUs, 40_000);
    assert.deepEqual(measured.results, [0.1, 0.9]);
    assert.equal(typeof (await device.timestamp()), 'number');
  });

  it('sends one command at a time when told so', async () => {
    const { device, transport } = await connect(wellBehaved(), { burst: 1 });
    await device.loadAndInfer(input, once);
    assert.ok(transport.bursts.every((burst) => burst.length <= 2));
    assert.ok(transport.bursts.slice(2).every((burst) => burst.length === 1));
  });

  it('finds a shallower depth where names get lost', async () => {
    let inBurst = 0;
    const board = wellBehaved();
    const transport = new ScriptedTransport((command) => (++inBurst > 4 ? null : board(command)));
    const write = transport.write.bind(transport);
    transport.write = (bytes) => {
      inBurst = 0;
      write(bytes);
    };
    const clock = new TestClock();
    const device = await DeviceClient.connect(transport, {
      clock,
      record: () => undefined,
      burst: 'auto',
      verifyLoads: false,
      bootLimitMs: 10_000,
    });
    assert.equal(device.burstDepth, 4);
    assert.deepEqual((await device.loadAndInfer(input, once)).results, [0.1, 0.9]);
  });

  const losses: [string, Script][] = [
    ['an m-ready is lost', atFirst(/^db 4c/, 1, '')],
    ['m-load-done is lost', atFirst(/^db 4c/, 1, 'm-ready\r\n')],
    ['a digit is lost', atFirst(/^db 26/, 1, 'e-[Insufficient number of hex digits]\r\nm-ready\r\n')],
    ['the answer to db load is lost', atFirst(/^db load/, 1, 'm-ready\r\n')],
    [
      'a line of the inference is torn apart',
      atFirst(/^infer/, 1, 'm-lap-us-5\r\n00\r\nm-lap-us-900\r\nm-results-[0.1,0.9]\r\nm-ready\r\n'),
    ],
    ['a lap is lost', atFirst(/^infer/, 1, 'm-lap-us-500\r\nm-results-[0.1,0.9]\r\nm-ready\r\n')],
    [
      'the board resets in the middle',
      atFirst(/^infer/, 1, 'm-timestamp-mode-performance\r\nm-lap-us-5\r\nm-init-done\r\nm-ready\r\n'),
    ],
    [
      'the count of iterations is corrupted',
      atFirst(/^infer/, 1, 'm-infer-start-11\r\nm-lap-us-5\r\nm-lap-us-9\r\nm-results-[0.1,0.9]\r\nm-ready\r\n'),
    ],
  ];
  for (const [what, fault] of losses) {
    it(`tries again when ${what}, and says so in the journal`, async () => {
      const { device, events } = await connect(wellBehaved(fault));
      const measured = await device.loadAndInfer(input, once);
      assert.equal(measured.elapsedUs, 40_000);
      assert.deepEqual(measured.results, [0.1, 0.9]);
      assert.equal(events.filter((event) => event.type === 'fault').length, 1);
    });
  }

  it('halves the depth at every loss and keeps it', async () => {
    const { device } = await connect(wellBehaved(atFirst(/^db 4c/, 2, '')));
    await device.loadAndInfer(input, once);
    assert.equal(device.burstDepth, 4);
    await device.loadAndInfer(input, once);
    assert.equal(device.burstDepth, 4);
    assert.equal(device.lineIsNoisy, false);
  });

  it('calls the line noisy when a depth that carried many loads fails', async () => {
    const { device } = await connect(wellBehaved(atFirst(/^db 4c/, 1, '', 10)));
    for (let load = 0; load < 12; load++) await device.loadAndInfer(input, once);
    assert.equal(device.lineIsNoisy, true);
  });

  it('asks for results again when they are missing', async () => {
    const reply = 'm-lap-us-5\r\nm-lap-us-45\r\nm-ready\r\n';
    const { device } = await connect(wellBehaved(atFirst(/^infer/, 1, reply)));
    assert.deepEqual((await device.loadAndInfer(input, once)).results, [0.1, 0.9]);
  });

  it('gives null, never zero, for a result that stays nan', async () => {
    const nan = 'm-results-[nan,0.900]\r\nm-ready\r\n';
    const board = wellBehaved((command) => {
      if (command.startsWith('infer')) return `m-lap-us-5\r\nm-lap-us-45\r\n${nan}`;
      return command === 'results' ? nan : null;
    });
    const { device } = await connect(board);
    assert.deepEqual((await device.loadAndInfer(input, once)).results, [null, 0.9]);
  });

  it('finds a flipped digit by reading the buffer back', async () => {
    let flips = 1;
    const inner = wellBehaved();
    const board: Script = (command) =>
      inner(command.startsWith('db 00') && flips-- > 0 ? command.replace('db 00', 'db 01') : command);
    const { device, events } = await connect(board, { verifyLoads: true });
    const measured = await device.loadAndInfer(input, once);
    assert.equal(measured.verified, true);
    assert.ok(events.some((event) => event.type === 'fault' && event.fault === 'corruption'));
    assert.equal(device.lineIsNoisy, true);
  });

  it('stops with what the board says when it refuses', async () => {
    const { device } = await connect(wellBehaved(atFirst(/^infer/, 99, 'e-[Invalid model]\r\nm-ready\r\n')));
    device.activity = 'in sample 7 of 9';
    await assert.rejects(
      device.loadAndInfer(input, once),
      hasCode('board.error', /infer 1 0.*Invalid model.*sample 7 of 9/),
    );
  });

  it('stops with both sizes when an input is too long for the board', async () => {
    const tooLong = 'The requested length 100 exceeds the maximum 64\r\nm-ready\r\n';
    const { device } = await connect(wellBehaved(atFirst(/^db load/, 99, tooLong)));
    await assert.rejects(device.load(input), hasCode('board.error', /db load 100.*maximum 64/));
  });

  it('stops when the lap counter of more than 32 bits runs backwards', async () => {
    const backwards = 'm-lap-us-8000000000\r\nm-lap-us-5\r\nm-results-[0.1,0.9]\r\nm-ready\r\n';
    const { device } = await connect(wellBehaved(atFirst(/^infer/, 99, backwards)));
    await assert.rejects(device.loadAndInfer(input, once), hasCode('board.clock'));
  });

  it('knows a board in energy mode by its missing laps', async () => {
    const board = wellBehaved((command) => {
      if (command === 'timestamp') return 'm-ready\r\n';
      return command.startsWith('infer') ? 'm-infer-done\r\nm-results-[0.1,0.9]\r\nm-ready\r\n' : null;
    });
    const { device } = await connect(board);
    await assert.rejects(device.loadAndInfer(input, once), hasCode('board.energy-mode'));
  });

  it('stops with an error that names the last command when the board falls silent', async () => {
    const { device, transport } = await connect(wellBehaved());
    transport.say = () => undefined;
    device.activity = 'in sample 3 of 9';
    await assert.rejects(device.loadAndInfer(input, once), hasCode('board.silent', /sample 3 of 9/));
  });

  it('stops when the line never gets better', async () => {
    const { device } = await connect(wellBehaved(atFirst(/^db 4c/, 99, '')));
    await assert.rejects(device.load(input), hasCode('link.unreliable', /no m-ready/));
  });

  it('stops when the board resets again and again', async () => {
    const banner = 'm-timestamp-mode-performance\r\nm-lap-us-5\r\nm-init-done\r\nm-ready\r\n';
    const { device } = await connect(wellBehaved(atFirst(/^infer/, 99, banner)));
    await assert.rejects(device.loadAndInfer(input, once), hasCode('board.reset'));
  });

  it('names a port that vanished, and what it was doing', async () => {
    const { device, transport } = await connect(wellBehaved(atFirst(/^infer/, 1, '')));
    device.activity = 'in sample 5 of 9';
    const running = device.loadAndInfer(input, once);
    setImmediate(() => {
      transport.vanish('EIO');
    });
    await assert.rejects(running, hasCode('port.vanished', /EIO.*sample 5 of 9/));
  });

  it('stops with the reason when what the board says cannot be recorded', async () => {
    let isFull = false;
    const transport = new ScriptedTransport(wellBehaved());
    const device = await DeviceClient.connect(transport, {
      clock: new TestClock(),
      record: (event) => {
        if (isFull && event.type === 'received') throw failure('disk.full', { file: 'journal.jsonl' });
      },
      burst: 'auto',
      verifyLoads: false,
      bootLimitMs: 10_000,
    });
    isFull = true;
    await assert.rejects(device.loadAndInfer(input, once), hasCode('disk.full'));
  });

  it('stops with the reason when what is sent cannot be recorded', async () => {
    const transport = new ScriptedTransport(wellBehaved());
    const device = await DeviceClient.connect(transport, {
      clock: new TestClock(),
      record: (event) => {
        if (event.type === 'sent' && event.text.startsWith('infer'))
          throw failure('disk.full', { file: 'journal.jsonl' });
      },
      burst: 2,
      verifyLoads: false,
      bootLimitMs: 10_000,
    });
    await assert.rejects(device.loadAndInfer(input, once), hasCode('disk.full'));
  });

  it('does not wait for ever for a board that hangs and babbles', async () => {
    const { device, transport, clock } = await connect(wellBehaved());
    transport.write = () => undefined;
    let cancel = (): void => undefined;
    const babble = (): void => {
      transport.say('heartbeat alive\r\n');
      cancel = clock.after(200, babble);
    };
    babble();
    await assert.rejects(device.loadAndInfer(input, once), hasCode('board.silent'));
    cancel();
  });

  for (const text of ['----------', '[ 42 ]', 'cycles: 1234, 5678']) {
    it(`passes over "${text}" in the middle of an inference`, async () => {
      const reply = `m-lap-us-5\r\n${text}\r\nm-lap-us-45\r\n${text}\r\nm-results-[0.1,0.9]\r\nm-ready\r\n`;
      const { device, events } = await connect(wellBehaved(atFirst(/^infer/, 99, reply)));
      assert.equal((await device.loadAndInfer(input, once)).elapsedUs, 40);
      assert.deepEqual(
        events.filter((event) => event.type === 'fault'),
        [],
      );
    });
  }

  it('names a host that hangs up before it has said anything', async () => {
    const transport = new ScriptedTransport(() => null);
    const write = transport.write.bind(transport);
    transport.write = (bytes) => {
      write(bytes);
      setImmediate(() => {
        transport.vanish('closed at the other end');
      });
    };
    const options = { record: () => undefined, burst: 1, verifyLoads: false, bootLimitMs: 10_000 } as const;
    await assert.rejects(
      DeviceClient.connect(transport, { clock: new TestClock(), ...options }),
      hasCode('port.hung-up', /closed at the other end/),
    );
  });

  it('stops at once when it is cancelled', async () => {
    const controller = new AbortController();
    const { device } = await connect(wellBehaved(atFirst(/^infer/, 1, '')), { signal: controller.signal });
    const running = device.loadAndInfer(input, once);
    setImmediate(() => {
      controller.abort(new Error('enough'));
    });
    await assert.rejects(running, /enough/);
  });

  describe('when it connects', () => {
    const banner = 'm-timestamp-mode-performance\r\nm-lap-us-5\r\nm-init-done\r\nm-ready\r\n';

    it('waits for a board that is still booting', async () => {
      const clock = new TestClock();
      let isUp = false;
      const board = wellBehaved();
      const transport = new ScriptedTransport((command) => (isUp ? board(command) : null));
      clock.after(3000, () => {
        isUp = true;
        transport.say(banner);
      });
      const device = await DeviceClient.connect(transport, {
        clock,
        record: () => undefined,
        burst: 'auto',
        verifyLoads: false,
        bootLimitMs: 10_000,
      });
      assert.equal(device.identity.name, 'test');
      assert.equal(device.bannerMode, 'performance');
      assert.deepEqual((await device.loadAndInfer(input, once)).results, [0.1, 0.9]);
    });

    it('survives a second banner between its first commands', async () => {
      const { device } = await connect(wellBehaved(atFirst(/^profile/, 1, banner)));
      assert.equal(device.identity.model, 'kws01');
    });

    it('gives up on a board that stays silent for as long as one may boot', async () => {
      await assert.rejects(
        connect(() => null),
        hasCode('board.silent'),
      );
    });

    it('says that the baud rate is wrong when it hears garbage', async () => {
      const garbage = '\xfe\x80\x91\x03\xf8'.repeat(5);
      await assert.rejects(
        connect(() => garbage),
        hasCode('board.garbage'),
      );
    });

    it('stops when the board does not say which model it runs', async () => {
      const board = wellBehaved(atFirst(/^profile/, 99, 'm-profile-[x]\r\nm-ready\r\n'));
      await assert.rejects(connect(board), hasCode('board.reply', /m-model/));
    });
  });
});
