import assert from 'node:assert/strict';
import type { ErrorCode } from '../../harness/errors.ts';
import { failure } from '../../harness/errors.ts';
import type { Transport } from '../../harness/protocol/transport.ts';
import { diagnose } from '../../runners/doctor.ts';
import type { Diagnosis } from '../../runners/doctor.ts';
import { SimulatedBoard } from '../../runners/simulated/board.ts';
import { parseSimulatedUrl } from '../../runners/simulated/options.ts';
import { boardPeer } from '../../runners/simulated/transport.ts';
import { MemoryTransport } from '../../runners/transports/memory.ts';
import { instantModel } from '../bench/instant-model.ts';
import { TestClock } from '../test-clock.ts';

const device = '/dev/ttyACM0';

/** The board behind a serial port: heard at its own rate, garbled at any other. */
function atRate(transport: Transport, rightBaud: number, baud: number): Transport {
  return {
    url: device,
    baud,
    open: (events) =>
      transport.open({
        ...events,
        data: (bytes) => {
          events.data(baud === rightBaud ? bytes : bytes.map((byte) => (byte << 1) | 0x81));
        },
      }),
    write: (bytes) => {
      transport.write(baud === rightBaud ? bytes : bytes.map((byte) => byte | 0x80));
    },
    close: () => transport.close(),
  };
}

async function examine(options: string, wantedModel?: string, rightBaud = 115200): Promise<Diagnosis> {
  const clock = new TestClock();
  const board = new SimulatedBoard(parseSimulatedUrl(`sim:cortex-m4?${options}`).options, instantModel, clock);
  return diagnose({
    device,
    clock,
    bootLimitMs: 10_000,
    canSweep: true,
    wantedModel,
    open: (baud = 115200) =>
      atRate(new MemoryTransport(device, () => Promise.resolve(boardPeer(board))), rightBaud, baud),
  });
}

function unopenable(code: 'port.missing' | 'port.permission' | 'port.busy'): Transport {
  const error =
    code === 'port.busy' ? failure(code, { device, holder: ' (minicom, process 7)' }) : failure(code, { device });
  return {
    url: device,
    baud: 115200,
    open: () => Promise.reject(error),
    write: () => undefined,
    close: () => Promise.resolve(),
  };
}

describe('the doctor', () => {
  it('finds a healthy board well', async () => {
    const { cause, isBlocking, identity, burstDepth } = await examine('reset-on-open=false&banner=none', 'kws01');
    assert.equal(cause, null);
    assert.equal(isBlocking, false);
    assert.equal(identity?.model, 'kws01');
    assert.equal(burstDepth, 16);
  });

  for (const code of ['port.missing', 'port.permission', 'port.busy'] as const) {
    it(`passes on ${code}`, async () => {
      const open = (): Transport => unopenable(code);
      const diagnosis = await diagnose({ device, clock: new TestClock(), bootLimitMs: 1000, canSweep: true, open });
      assert.equal(diagnosis.cause?.code, code);
      assert.equal(diagnosis.isBlocking, true);
    });
  }

  const causes: [string, string, ErrorCode, boolean, RegExp][] = [
    ['nothing answers', 'boot=60000', 'board.silent', true, /doctor|did not answer/],
    ['the board is in energy mode', 'mode=energy', 'board.energy-mode', true, /no lap times/],
    ['the firmware wants a CR', 'needs=cr', 'board.line-ends', true, /a CR/],
    ['the firmware wants an LF', 'needs=lf', 'board.line-ends', true, /an LF/],
    ['the board overruns', 'queue=3', 'board.overrun', false, /4 commands .* 2 at a time/],
    ['the board must have lock-step', 'queue=1', 'board.overrun', false, /2 commands .* 1 at a time/],
    ['the board resets when opened', '', 'board.resets-on-open', false, /booted again/],
    ['the board boots slowly', 'boot=4000', 'board.slow-boot', false, /took \d{4} ms/],
  ];
  for (const [what, options, code, isBlocking, words] of causes) {
    it(`says so, with one remedy, when ${what}`, async () => {
      const diagnosis = await examine(options);
      assert.equal(diagnosis.cause?.code, code);
      assert.equal(diagnosis.isBlocking, isBlocking);
      assert.match(diagnosis.cause.message, words);
      assert.ok(diagnosis.cause.remedy.length > 20);
    });
  }

  it('names the model where it is not the one wanted', async () => {
    const { cause, isBlocking } = await examine('fault=wrong-model:vww01', 'kws01');
    assert.equal(cause?.code, 'model.mismatch');
    assert.match(cause.message, /vww01, not kws01/);
    assert.equal(isBlocking, true);
  });

  it('sweeps the usual rates, and names the one that answers', async () => {
    const { cause, isBlocking } = await examine('', undefined, 921600);
    assert.equal(cause?.code, 'board.baud');
    assert.match(cause.message, /921600 baud, not at 115200/);
    assert.equal(isBlocking, true);
  });

  it('calls a line that garbles at every rate garbage', async () => {
    const { cause } = await examine('', undefined, 1234);
    assert.equal(cause?.code, 'board.garbage');
  });
});
