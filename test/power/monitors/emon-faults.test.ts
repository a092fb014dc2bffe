import assert from 'node:assert/strict';
import { wait } from '../../../harness/clock.ts';
import { EmonEmulator } from '../../../power/emulators/emon.ts';
import { parseEmonEmulatorOptions } from '../../../power/emulators/emon-options.ts';
import { emonInstrument } from '../../../power/monitors/emon.ts';
import type { Instrument } from '../../../power/monitors/instrument.ts';
import { MemoryTransport } from '../../../runners/transports/memory.ts';
import { memoryBench } from '../../contract/instrument-bench.ts';
import type { MemoryBenchOf } from '../../contract/instrument-bench.ts';
import { Recording, settle } from '../../contract/instrument-recording.ts';
import { TestClock } from '../../test-clock.ts';

const voltageV = 3;

function bench(emulated: string, query = ''): MemoryBenchOf<EmonEmulator> {
  return memoryBench({
    make: emonInstrument,
    url: `emon:COM5${query}`,
    emulate: (surroundings) => new EmonEmulator(surroundings, parseEmonEmulatorOptions(emulated)),
    voltageV,
    isSupplied: true,
    relativeError: 1e-4,
    edgeErrorS: 1e-3,
  });
}

/** A line to a driver, on which whatever one likes can be said. */
function line(query = '', answer: (command: string) => string = () => '') {
  const clock = new TestClock();
  let say: (text: string) => void = () => undefined;
  const transport = (url: string): MemoryTransport =>
    new MemoryTransport(url, () => ({
      opened(port) {
        say = (text) => {
          port.send(Buffer.from(text));
        };
      },
      data(bytes) {
        say(answer(Buffer.from(bytes).toString().trim()));
      },
      closed: () => undefined,
    }));
  const instrument: Instrument = emonInstrument(`emon:COM5${query}`, { clock, transport });
  return {
    clock,
    instrument,
    say: (text: string): Promise<void> => {
      say(text);
      return wait(clock, 10);
    },
    /** Opens while the instrument says something. */
    opening: async (text: string) => {
      const opening = instrument.open();
      clock.after(10, () => {
        say(text);
      });
      return opening;
    },
  };
}

async function record(instrument: Instrument, whileRecording: () => Promise<void>): Promise<Recording> {
  const recording = new Recording();
  recording.began(await instrument.start(recording, voltageV));
  await whileRecording();
  await instrument.stop();
  recording.assertOrderly();
  return recording;
}

function codes(recording: Recording): unknown[] {
  return recording.failures.map((error) => ('code' in error ? error.code : error));
}

describe('a stream of #emon lines in trouble', () => {
  it('loses what is damaged or lost, and no more', async () => {
    const { instrument, circuit, clock } = bench(
      'rate=1000&cols=t_us|i_A&faults=stale,nul,glue,cut,lose,drop&every=401',
    );
    circuit.rest(1e-3);
    const monitor = instrument();
    await monitor.open();
    const recording = await record(monitor, async () => {
      await wait(clock, 100);
      circuit.edge(0);
      circuit.draw(5e-3, 12e6);
      circuit.edge(1);
      circuit.edge(0);
      await wait(clock, 100);
    });
    await monitor.close();
    const [startS = NaN, endS = NaN] = recording.fallsS;
    assert.ok(Math.abs(endS - startS - 12) < 2.1e-3, `${endS - startS} s`);
    // Every 2005 samples seven are nan, three have no row, two are glued together and one is cut.
    const rounds = Math.floor(recording.samples / 2005);
    assert.ok(
      rounds >= 5 && recording.lost >= 13 * rounds && recording.lost <= 13 * (rounds + 1),
      `${recording.lost} lost`,
    );
  });

  it('says that an instrument was started again, and records its new stream', async () => {
    const { instrument, opening, say } = line();
    await opening('#emon,1,fs=1000,cols=i_A,v=3\n');
    const recording = new Recording();
    recording.began(await instrument.start(recording, voltageV));
    await say('0.001\n0.001\n0.0');
    await say('#em');
    await say('on,1,fs=500,cols=i_A,v=3\n0.002\n');
    assert.deepEqual(codes(recording), ['instrument.vanished']);
    assert.match(recording.failures[0]?.message ?? '', /begins anew/);
    assert.equal(recording.samples, 2);
    await instrument.stop();
    const again = await record(instrument, async () => {
      await say('0.003\n0.003\n');
    });
    assert.deepEqual(codes(again), []);
    assert.equal(again.head.sampleRateHz, 500);
    assert.deepEqual([...(again.chunks[0]?.values ?? [])], [0.003, 0.003]);
    await instrument.close();
  });

  it('says that an instrument has ended its stream, with what got lost', async () => {
    const { instrument, opening, say } = line();
    await opening('boot\r\n#emon,1,fs=1000,cols=i_A\r\n');
    const recording = new Recording();
    recording.began(await instrument.start(recording, voltageV));
    await say('0.001\r\n0.001\r\n#end,2,5\r\n');
    assert.deepEqual(codes(recording), ['instrument.vanished']);
    assert.equal(recording.lost, 5);
    assert.equal(recording.head.voltageV, voltageV);
    await instrument.close();
  });

  it('is told from silence and from a head that cannot be understood', async () => {
    await assert.rejects(line().instrument.open(), { code: 'instrument.silent', message: /#emon,1/ });
    await assert.rejects(line().opening('0.001\n0.002\n'), { code: 'instrument.silent' });
    await assert.rejects(line().opening('#emon,2,fs=1000,cols=i_A\n'), {
      code: 'instrument.reply',
      message: /version 2/,
    });
    await assert.rejects(line().opening('#emon,1,fs=0,cols=i_A\n'), { code: 'instrument.reply' });
  });

  it('gives up where nothing can be read any more', async () => {
    const { instrument, opening, say } = line();
    await opening('#emon,1,fs=1000,cols=i_A\n');
    const recording = new Recording();
    recording.began(await instrument.start(recording, voltageV));
    await say('0.001\n');
    await say('?!\n'.repeat(3000));
    assert.deepEqual(codes(recording), ['instrument.vanished']);
    await say('?!\n'.repeat(3000));
    assert.equal(recording.failures.length, 1);
    await instrument.close();
  });

  it('ends on command, whether it says so or falls silent', async () => {
    for (const farewell of ['#end,2,0\n', '']) {
      const { instrument } = line('?start=S&stop=X', (command) =>
        command === 'S' ? '#emon,1,fs=1000,cols=p_W,name=mine\n0.1\n0.1\n' : farewell,
      );
      const identity = await instrument.open();
      assert.match(identity.name, /^mine, .*power/);
      assert.equal(identity.simulated, false);
      const recording = await record(instrument, () => Promise.resolve());
      assert.deepEqual(codes(recording), []);
      assert.equal(recording.samples, 2);
      await instrument.close();
    }
  });

  it('is an error where it goes on in spite of the command to end', async () => {
    let isStreaming = false;
    const { clock, instrument, say } = line('?start=S&stop=X', (command) => {
      if (command === 'X') return '';
      isStreaming = true;
      return '#emon,1,fs=1000,cols=p_W\n';
    });
    const stream = (): void => {
      if (isStreaming) void say('0.1\n');
      if (clock.nowUs() < 20e6) clock.after(50, stream);
    };
    stream();
    await assert.rejects(instrument.open(), { code: 'instrument.silent', message: /answer X/ });
  });

  it('needs to be told a voltage only where it measures current alone', async () => {
    const needs = async (head: string): Promise<boolean> => {
      const { instrument, opening } = line();
      await opening(`#emon,1,fs=1000,${head}\n`);
      await instrument.close();
      return instrument.capabilities.measuresCurrentOnly;
    };
    assert.equal(await needs('cols=i_A'), true);
    assert.equal(await needs('cols=i_A,v=0'), true);
    assert.equal(await needs('cols=i_A,v=3.3'), false);
    assert.equal(await needs('cols=i_A|v_V'), false);
    assert.equal(await needs('cols=v_V|i_A'), false);
    assert.equal(await needs('cols=p_W'), false);
  });

  it('tells nothing more once it was closed in the midst of an opening', async () => {
    const { instrument, clock } = line();
    const opening = assert.rejects(instrument.open(), /was closed/);
    await wait(clock, 100);
    await instrument.close();
    await opening;
    await settle(clock);
  });

  it('names what is wrong with its URL', () => {
    const { surroundings } = bench('');
    const usage = (problem: RegExp): object => ({ code: 'usage.monitor', message: problem });
    assert.throws(() => emonInstrument('emon:', surroundings), usage(/names no port/));
    assert.throws(() => emonInstrument('emon:COM3?start=S', surroundings), usage(/belong together/));
    assert.throws(() => emonInstrument('emon:COM3?edges=maybe', surroundings), usage(/edges=maybe is none of on, off/));
    assert.equal(emonInstrument('emon:COM3?edges=off', surroundings).capabilities.hasEdges, false);
    assert.throws(() => parseEmonEmulatorOptions('cols=q_C'), usage(/no column "q_C"/));
    assert.throws(() => parseEmonEmulatorOptions('fs=0'), usage(/need a t_us/));
    assert.throws(() => parseEmonEmulatorOptions('rate=0'), usage(/rate=0/));
    assert.throws(() => parseEmonEmulatorOptions('faults=rust'), usage(/no fault "rust"; there are: stale, nul/));
  });
});
