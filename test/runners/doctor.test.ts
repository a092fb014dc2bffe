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

async function examine(options: string, wantedModel?: string, rightBaud = 115200, canSweep = true): Promise<Diagnosis> {
  const clock = new TestClock();
  const board = new SimulatedBoard(parseSimulatedUrl(`sim:cortex-m4?${options}`).options, instantModel, clock);
  return diagnose({
    device,
    clock,
    bootLimitMs: 10_000,
    canSweep,
    wantedModel,
    open: (baud = 115200) =>
      atRate(new MemoryTransport(device, () => Promise.resolve(boardPeer(board))), rightBaud, baud),
  });
}

function unopenable(code: 'port.missing' | 'port.permission' | 'port.busy' | 'port.failed'): Transport {
  const details = { device, holder: ' (minicom, process 7)', problem: 'it is no serial port' };
  const error = failure(code, details);
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
    ['nothing answers', 'boot=60000', 'board.no-answer', true, /nothing answers, at any of the usual rates/],
    ['the board is in energy mode', 'mode=energy', 'board.energy-mode', true, /no lap times/],
    ['the firmware wants a CR', 'needs=cr', 'board.line-ends', true, /a CR/],
    ['the firmware wants an LF', 'needs=lf', 'board.line-ends', true, /an LF/],
    ['the board overruns', 'queue=3', 'board.overrun', false, /4 commands .* 2 at a time/],
    ['the board must have lock-step', 'queue=1', 'board.overrun', false, /2 commands .* 1 at a time/],
    ['the board resets when opened', '', 'board.resets-on-open', false, /booted again/],
    ['the board resets late after it was opened', 'banner=late', 'board.resets-on-open', false, /booted again/],
    ['the board boots slowly', 'boot=4000', 'board.slow-boot', false, /took \d{4} ms/],
  ];
  for (const [what, options, code, isBlocking, words] of causes) {
    it(`says so, with one remedy, when ${what}`, async () => {
      const diagnosis = await examine(options);
      assert.equal(diagnosis.cause?.code, code);
      assert.equal(diagnosis.isBlocking, isBlocking);
      assert.match(diagnosis.cause.message, words);
      assert.ok(diagnosis.cause.remedy.length > 20);
      assert.doesNotMatch(diagnosis.cause.remedy, /doctor/);
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

  it('ends with babble on a line that garbles at every rate', async () => {
    const { cause, stages } = await examine('', undefined, 1234);
    assert.equal(cause?.code, 'board.babble');
    assert.match(cause.remedy, /\?baud=/);
    assert.ok(stages.some(({ name }) => name === 'rate'));
  });

  for (const [options, code] of [
    ['boot=60000', 'board.no-answer'],
    ['fault=garbage', 'board.babble'],
    ['fault=drop-in:0.02', 'link.lossy'],
    ['fault=vanish@1', 'board.inference'],
  ] as const) {
    it(`says nothing of rates and cables where there is no serial port, with ${options}`, async () => {
      const { cause, stages } = await examine(options, undefined, 115200, false);
      assert.equal(cause?.code, code);
      const words = [cause.message, cause.remedy, ...stages.map(({ seen }) => seen)].join(' ');
      assert.doesNotMatch(words, /baud|cable|\bTX\b|doctor/);
    });
  }

  it('passes on what the system says of a port that cannot be opened, without coming back to itself', async () => {
    const open = (): Transport => unopenable('port.failed');
    const { cause } = await diagnose({ device, clock: new TestClock(), bootLimitMs: 1000, canSweep: true, open });
    assert.equal(cause?.code, 'port.unusable');
    assert.match(cause.message, /it is no serial port/);
    assert.doesNotMatch(cause.remedy, /doctor/);
  });

  it('runs an inference and tells how long it took', async () => {
    const { stages } = await examine('lap-resolution=1000');
    const stage = stages.find(({ name }) => name === 'inference');
    assert.equal(stage?.isGood, true);
    assert.match(stage.seen, /one took \d+ ms/);
  });

  for (const [fault, code, words] of [
    ['silence@1', 'board.inference', /it falls silent/],
    ['error:1', 'board.inference', /`infer 1 0` is answered with e-\[Inference failed\]/],
    ['nan:1', 'result.invalid', /0 numbers instead of 12/],
  ] as const) {
    it(`calls a board broken whose inference meets ${fault}`, async () => {
      const { cause, isBlocking, stages } = await examine(`reset-on-open=false&fault=${fault}`);
      assert.equal(cause?.code, code);
      assert.match(cause.message, words);
      assert.doesNotMatch(cause.remedy, /doctor/);
      assert.equal(isBlocking, true);
      assert.deepEqual(
        stages.filter(({ isGood }) => !isGood).map(({ name }) => name),
        ['inference'],
      );
    });
  }

  it('tells a reset in an inference from one of opening the port', async () => {
    const { cause, isBlocking } = await examine('fault=reset@1');
    assert.equal(cause?.code, 'board.reset');
    assert.match(cause.message, /1 times during an inference/);
    assert.equal(isBlocking, false);
  });

  it('runs no inference of a model that it does not know', async () => {
    const { cause, stages } = await examine('reset-on-open=false&fault=wrong-model:mine&fault=silence@1');
    assert.equal(cause, null);
    assert.ok(stages.every(({ name }) => name !== 'inference'));
  });
});
