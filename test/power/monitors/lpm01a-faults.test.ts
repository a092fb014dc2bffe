import assert from 'node:assert/strict';
import { wait } from '../../../harness/clock.ts';
import { Lpm01aEmulator } from '../../../power/emulators/lpm01a.ts';
import { lpm01aFaults, parseLpm01aEmulatorOptions } from '../../../power/emulators/lpm01a-options.ts';
import type { Lpm01aEmulatorOptions } from '../../../power/emulators/lpm01a-options.ts';
import { integrate } from '../../../power/integration.ts';
import { energyOf } from '../../../power/interval.ts';
import { lpm01aInstrument } from '../../../power/monitors/lpm01a.ts';
import type { Instrument, Recorder } from '../../../power/monitors/instrument.ts';
import type { TraceEvent } from '../../../power/trace.ts';
import { trustOf } from '../../../power/trust.ts';
import { MemoryTransport } from '../../../runners/transports/memory.ts';
import { memoryBench } from '../../contract/instrument-bench.ts';
import type { MemoryBenchOf } from '../../contract/instrument-bench.ts';
import { Recording, settle } from '../../contract/instrument-recording.ts';
import { TestClock } from '../../test-clock.ts';
import { traceOf } from '../traces.ts';

const voltageV = 3;

function bench(options: Lpm01aEmulatorOptions, query = ''): MemoryBenchOf<Lpm01aEmulator> {
  return memoryBench({
    make: lpm01aInstrument,
    url: `lpm01a:COM5${query}`,
    emulate: (surroundings) => new Lpm01aEmulator(surroundings, options),
    voltageV,
    relativeError: 1e-4,
    edgeErrorS: 1e-3,
  });
}

/** An instrument behind a port that answers as `answer` does. */
function behind(answer: (line: string) => string): Instrument {
  const clock = new TestClock();
  let send: (text: string) => void = () => undefined;
  const peer = {
    opened(port: { send(bytes: Uint8Array): void }) {
      send = (text) => {
        port.send(Buffer.from(text));
      };
    },
    data(bytes: Uint8Array) {
      send(answer(Buffer.from(bytes).toString().trim()));
    },
    closed: () => undefined,
  };
  return lpm01aInstrument('lpm01a:COM5', { clock, transport: (url) => new MemoryTransport(url, () => peer) });
}

describe('an LPM01A in trouble', () => {
  it('loses what is damaged or lost, and no more, with all its faults at once', async () => {
    const { instrument, circuit, clock } = bench(
      parseLpm01aEmulatorOptions(`faults=${Object.keys(lpm01aFaults).join()}&every=401`),
    );
    circuit.rest(1e-3);
    const monitor = instrument();
    const recording = new Recording();
    await monitor.open();
    await monitor.supplyOn(voltageV);
    recording.began(await monitor.start(recording, voltageV));
    await wait(clock, 100);
    circuit.edge(0);
    circuit.draw(5e-3, 12.5e6);
    circuit.edge(1);
    circuit.edge(0);
    await wait(clock, 100);
    await monitor.stop();
    await monitor.close();
    recording.assertOrderly();
    const [startS = NaN, endS = NaN] = recording.fallsS;
    assert.equal(recording.fallsS.length, 2);
    // Three samples that are lost without a trace have their place somewhere before the next time stamp.
    assert.ok(Math.abs(endS - startS - 12.5) < 5.1e-3, `${endS - startS} s`);
    // Every 1203 samples three are lost, two glued together and one is cut.
    const rounds = Math.floor(recording.samples / 1203);
    assert.ok(
      rounds >= 10 && recording.lost >= 6 * rounds && recording.lost <= 6 * rounds + 5,
      `${recording.lost} lost`,
    );
    const lostInside = recording.gaps.reduce(
      (sum, { first, samples }) => sum + (first / 1000 >= startS && first / 1000 < endS ? samples : 0),
      0,
    );
    const expectedJ = 5e-3 * voltageV * (12.5 - lostInside / 1000);
    assert.ok(Math.abs(recording.energyJ(voltageV, startS, endS) - expectedJ) < 1e-3 * expectedJ);
  });

  for (const every of [37, 301]) {
    it(`stays within the bound of the trust statement with a fault every ${every} samples`, async () => {
      const options = parseLpm01aEmulatorOptions(`faults=nul,glue,cut,lose&every=${every}`);
      const { instrument, circuit, clock } = bench(options);
      circuit.rest(1e-4);
      const monitor = instrument();
      await monitor.open();
      await monitor.supplyOn(voltageV);
      for (const startsMs of [413, 977, 1650]) {
        const recording = new Recording();
        const events: TraceEvent[] = [];
        const keep: Recorder = {
          record: (event) => {
            recording.record(event);
            events.push(event.kind === 'samples' ? { ...event, values: event.values.slice() } : event);
          },
          failed: (error) => {
            recording.failed(error);
          },
        };
        const head = await monitor.start(keep, voltageV);
        circuit.leap(startsMs * 1000);
        circuit.edge(0);
        circuit.edge(1);
        circuit.draw(14e-3, 10.7e6);
        circuit.edge(0);
        circuit.edge(1);
        circuit.leap(1.5e6);
        await wait(clock, 100);
        await monitor.stop();
        recording.began(head).assertOrderly();
        const { intervals } = await integrate(traceOf(head, events));
        const [interval] = intervals;
        assert.ok(interval !== undefined && intervals.length === 1);
        const window = { interval, iterations: 1, edgeUncertaintyS: 1e-3, beforeW: 3e-4, afterW: 3e-4 };
        const { boundJ } = trustOf({ windows: [window], clock: null, simulated: true, flaws: [] });
        const offJ = Math.abs((energyOf(interval) ?? NaN) - 14e-3 * voltageV * 10.7);
        assert.ok(boundJ !== null && offJ <= boundJ, `${offJ} J off, beyond ${boundJ ?? NaN} J`);
        // A bound of everything would hold, too.
        assert.ok(boundJ <= 0.02 * 14e-3 * voltageV * 10.7, `${boundJ} J`);
      }
      await monitor.close();
    });
  }

  it('tells that it switched an overloaded board off, once, and records again after the supply was switched on', async () => {
    const { instrument, circuit, clock } = bench({});
    const monitor = instrument();
    await monitor.open();
    await monitor.supplyOn(voltageV);
    const recording = new Recording();
    recording.began(await monitor.start(recording, voltageV));
    await wait(clock, 100);
    circuit.draw(0.08, 1000);
    await settle(clock);
    assert.deepEqual(
      recording.failures.map((error) => 'code' in error && error.code),
      ['instrument.overcurrent'],
    );
    assert.equal(circuit.voltageV, 0);
    assert.ok(recording.samples >= 100);
    recording.assertOrderly();
    await monitor.stop();
    await assert.rejects(monitor.start(new Recording(), voltageV), { code: 'instrument.overcurrent' });
    await monitor.supplyOn(voltageV);
    const again = new Recording();
    again.began(await monitor.start(again, voltageV));
    await wait(clock, 100);
    await monitor.stop();
    assert.ok(again.samples > 50);
    await monitor.close();
  });

  it('is refused with a firmware that is too old', async () => {
    const { instrument } = bench({ firmware: '1.0.5' });
    await assert.rejects(instrument().open(), {
      code: 'instrument.reply',
      message: /version with 1\.0\.5.*1\.0\.6 or newer/,
    });
    for (const firmware of ['1.0.6', '1.0.10', '1.1.0', '2.0.0']) {
      const monitor = bench({ firmware }).instrument();
      assert.match((await monitor.open()).name, new RegExp(firmware.replaceAll('.', '\\.')));
      await monitor.close();
    }
  });

  it('is told from something silent and from something else', async () => {
    await assert.rejects(behind(() => '').open(), { code: 'instrument.silent' });
    await assert.rejects(behind(() => 'm-ready\r\n').open(), { code: 'instrument.silent' });
    await assert.rejects(behind((line) => `error: unknown command ${line}\r\n`).open(), { code: 'instrument.reply' });
  });

  it('says why it refuses a command', async () => {
    const monitor = behind((line) =>
      line === 'freq 1k'
        ? '\r\nPowerShield > error freq 1k\r\nError detail: not now\r\n'
        : `\r\nPowerShield > ack ${line}\r\n\r\n`,
    );
    await assert.rejects(monitor.open(), { code: 'instrument.reply', message: /freq 1k with .*Error detail: not now/ });
  });

  it('waits no longer when the user interrupts, but switches off all the same', async () => {
    const { surroundings, circuit, clock } = bench({});
    const interruption = new AbortController();
    const monitor = lpm01aInstrument('lpm01a:COM5', { ...surroundings, signal: interruption.signal });
    await monitor.open();
    await monitor.supplyOn(voltageV);
    const waiting = assert.rejects(monitor.supplyOn(2), /enough/);
    await wait(clock, 100);
    interruption.abort(new Error('enough'));
    await waiting;
    await monitor.supplyOff();
    assert.equal(circuit.voltageV, 0);
    await monitor.close();
  });

  it('leaves no acquisition behind when it is closed in the midst of one', async () => {
    const { surroundings, instrument, clock } = bench({});
    const monitor = instrument();
    await monitor.open();
    const recording = new Recording();
    recording.began(await monitor.start(recording, voltageV));
    await wait(clock, 100);
    await monitor.close();
    let bytes = 0;
    const port = surroundings.transport('COM5', 115_200);
    await port.open({ data: (chunk) => void (bytes += chunk.length), closed: () => undefined });
    await wait(clock, 500);
    await port.close();
    assert.equal(bytes, 0);
  });

  it('vanishes for a while when it is reset', async () => {
    const { surroundings, instrument, clock } = bench({});
    const problems: Error[] = [];
    const port = surroundings.transport('COM5', 115_200);
    await port.open({ data: () => undefined, closed: (problem) => problems.push(problem) });
    port.write(Buffer.from('psrst\n'));
    await wait(clock, 100);
    assert.equal(problems.length, 1);
    await assert.rejects(instrument().open(), { code: 'instrument.silent' });
    await wait(clock, 15_000);
    const monitor = instrument();
    await monitor.open();
    await monitor.close();
  });

  it('names what is wrong with its URL', () => {
    const { surroundings } = bench({});
    const usage = (problem: RegExp): object => ({ code: 'usage.monitor', message: problem });
    assert.throws(() => lpm01aInstrument('lpm01a:COM5?rate=10k', surroundings), usage(/rate=10k is none of 1k, /));
    for (const rate of [1, 5, 50]) {
      assert.throws(() => lpm01aInstrument(`lpm01a:COM5?rate=${rate}`, surroundings), usage(/is none of 1k, .*, 100/));
    }
    assert.throws(() => lpm01aInstrument('lpm01a:COM5?output=power', surroundings), usage(/energy, current/));
    assert.throws(() => lpm01aInstrument('lpm01a:', surroundings), usage(/names no port/));
    assert.throws(() => parseLpm01aEmulatorOptions('faults=glue,rust'), usage(/no fault "rust"; there are: nul, glue/));
    assert.throws(() => parseLpm01aEmulatorOptions('every=0'), usage(/every=0/));
    assert.throws(() => parseLpm01aEmulatorOptions('speed=1'), usage(/no option "speed"/));
  });
});
