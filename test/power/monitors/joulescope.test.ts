import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, wait } from '../../../harness/clock.ts';
import { BenchError } from '../../../harness/errors.ts';
import type { ErrorCode } from '../../../harness/errors.ts';
import { SimulatedCircuit } from '../../../power/emulators/simulated-circuit.ts';
import type { Instrument } from '../../../power/monitors/instrument.ts';
import { joulescopeInstrument } from '../../../power/monitors/joulescope.ts';
import { parseJoulescopeScan } from '../../../power/monitors/joulescope-device.ts';
import { commandWords, startProgram } from '../../../power/monitors/recorder-program.ts';
import { describeInstrument } from '../../contract/instrument-contract.ts';
import type { InstrumentBench } from '../../contract/instrument-contract.ts';
import { Recording } from '../../contract/instrument-recording.ts';
import { TestClock } from '../../test-clock.ts';
import { JlsWriter } from '../jls-writer.ts';
import { FakeJoulescope } from './fake-joulescope.ts';

const noPorts = (): never => assert.fail('it has no port');

describeInstrument('The Joulescope', (): InstrumentBench => {
  const clock = new TestClock();
  const circuit = new SimulatedCircuit(clock, { voltageV: 3 });
  const joulescope = new FakeJoulescope({ clock, circuit });
  return {
    clock,
    circuit,
    instrument: () => joulescopeInstrument('joulescope:?rate=20000', { clock, transport: noPorts }, joulescope.start),
    voltageV: 3,
    vanish: () => {
      joulescope.vanish();
    },
    // A sample is a float32.
    relativeError: 1e-6,
    edgeErrorS: 5e-5,
    windowS: 3,
  };
});

const program = join(import.meta.dirname, 'joulescope-recorder.ts');
const sampleRateHz = 10_000;

describe('The Joulescope and its recorder', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'boardbench-test-'));
    writeFileSync(join(directory, 'recorded'), recorded());
  });

  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  function instrument(manner: string, query = ''): Instrument {
    const command = `"${process.execPath}" --import tsx "${program}" ${manner} "${join(directory, 'recorded')}"`;
    const options = new URLSearchParams({ program: command, dir: directory, rate: `${sampleRateHz}` });
    return joulescopeInstrument(`joulescope:?${options.toString()}${query}`, {
      clock: systemClock,
      transport: noPorts,
    });
  }

  /** Files that were left behind by recordings. */
  function left(): string[] {
    return readdirSync(directory).filter((name) => name !== 'recorded');
  }

  it('records through a program until it is interrupted, and reads what that wrote', async () => {
    const joulescope = instrument('well');
    assert.deepEqual(await joulescope.open(), {
      kind: 'joulescope',
      name: 'Joulescope JS220 001122',
      simulated: false,
    });
    const recording = new Recording();
    recording.began(await joulescope.start(recording, 3));
    assert.equal(recording.events, 0);
    await joulescope.stop();
    recording.assertOrderly();
    assert.equal(recording.samples, 2 * sampleRateHz);
    assert.ok(Math.abs(recording.energyJ(NaN) - 0.002 * 3 * 2) < 1e-6);
    assert.deepEqual(recording.fallsS, [0.5]);
    await joulescope.close();
    assert.deepEqual(left(), []);
  });

  it('gives what there is when the recorder dies, and then says so', async () => {
    const joulescope = instrument('dies');
    await joulescope.open();
    const recording = new Recording();
    recording.began(await joulescope.start(recording, 3));
    while (recording.failures.length === 0) await wait(systemClock, 20);
    assertFailure(
      recording.failures[0],
      'instrument.vanished',
      /ended with status 1; it last said: ERROR: device removed/,
    );
    assert.equal(recording.samples, 2 * sampleRateHz);
    await joulescope.stop();
    await joulescope.close();
    while (left().length > 0) await wait(systemClock, 20);
  });

  it('gives what a file holds that was not closed, and says that there was more', async () => {
    writeFileSync(join(directory, 'recorded'), recorded('abandon'));
    const joulescope = instrument('well');
    await joulescope.open();
    const recording = new Recording();
    recording.began(await joulescope.start(recording, 3));
    const error = await joulescope.stop().catch((thrown: unknown) => thrown);
    assertFailure(error, 'instrument.reply', /answered record with a recording that cannot be read to its end/);
    recording.assertOrderly();
    assert.ok(recording.samples > 2000 && recording.samples < 2 * sampleRateHz, `${recording.samples} samples`);
    await joulescope.close();
    assert.deepEqual(left(), []);
  });

  it('says how to install what is missing', async () => {
    const missing = joulescopeInstrument('joulescope:?program=no-such-recorder-here', {
      clock: systemClock,
      transport: noPorts,
    });
    const error = await missing.open().catch((thrown: unknown) => thrown);
    assertFailure(error, 'instrument.program', /needs the program no-such-recorder-here: it is not installed/);
    assert.match(error instanceof BenchError ? error.remedy : '', /pip install pyjoulescope_driver pyjls/);
  });

  for (const [manner, query, code, message] of [
    ['without-pyjls', '', 'instrument.program', /RuntimeError: pyjls package not found/],
    ['no-device', '', 'instrument.reply', /answered scan with no Joulescope$/],
    ['two-devices', '', 'instrument.reply', /JS220 001122, JS110 003344: say which is meant with \?serial=/],
    ['well', '&serial=77', 'instrument.reply', /no Joulescope 77, but JS220 001122/],
  ] as const) {
    it(`explains a recorder that runs ${manner}${query}`, async () => {
      const error = await instrument(manner, query)
        .open()
        .catch((thrown: unknown) => thrown);
      assertFailure(error, code, message);
    });
  }

  it('takes the one of several whose number it is given', async () => {
    const { name } = await instrument('two-devices', '&serial=3344').open();
    assert.equal(name, 'Joulescope JS110 003344');
  });

  it('says that the instrument is gone when the recorder does not find it again', async () => {
    const joulescope = instrument('unplugged');
    await joulescope.open();
    const error = await joulescope.start(new Recording(), 3).catch((thrown: unknown) => thrown);
    assertFailure(error, 'instrument.vanished', /device not found/);
    assert.deepEqual(left(), []);
  });

  it('ends a recorder that does not end', async () => {
    const clock = new TestClock();
    const words: string[] = [];
    const deaf = joulescopeInstrument('joulescope:', { clock, transport: noPorts }, (_program, [task = '']) => ({
      ended: task === 'scan' ? Promise.resolve({ status: 0 }) : new Promise(() => undefined),
      output: () => 'u/js110/000001\n',
      interrupt: () => words.push('interrupt'),
      kill: () => words.push('kill'),
    }));
    await deaf.open();
    const error = await deaf.start(new Recording(), 3).catch((thrown: unknown) => thrown);
    assertFailure(error, 'instrument.silent', /did not answer record/);
    assert.deepEqual(words, ['kill']);
  });
});

describe('What is told of a Joulescope', () => {
  it('is read from the list of the vendor’s program', () => {
    assert.deepEqual(
      parseJoulescopeScan('INFO: starting\r\nu/js110/001370\r\nu/js220/000415\r\n').map(
        ({ model, serial, sampleRateHz: rate }) => [model, serial, rate],
      ),
      [
        ['JS110', '001370', 2_000_000],
        ['JS220', '000415', 1_000_000],
      ],
    );
    assert.deepEqual(parseJoulescopeScan('No device\n'), []);
  });

  it('is refused with what is wrong about its URL', () => {
    for (const [url, problem] of [
      ['joulescope', /it is written joulescope:/],
      ['joulescope:/dev/ttyACM0', /it is written joulescope:/],
      ['joulescope:?pin=4', /pin=4/],
      ['joulescope:?pin=0.5', /pin=0\.5/],
      ['joulescope:?rate=1', /rate=1/],
      ['joulescope:?rate=1000.5', /rate=1000\.5/],
      ['joulescope:?program=', /names no program/],
      ['joulescope:?colour=red', /no option "colour"/],
      ['joulescope:?pin=1&pin=2', /given twice/],
    ] as const) {
      assert.throws(
        () => joulescopeInstrument(url, { clock: systemClock, transport: noPorts }),
        (error) => error instanceof BenchError && error.code === 'usage.monitor' && problem.test(error.message),
        url,
      );
    }
  });

  it('keeps the words of a command together that stand in quotation marks', () => {
    assert.deepEqual(commandWords('"/opt/my tools/python" -m  pyjoulescope_driver'), [
      '/opt/my tools/python',
      '-m',
      'pyjoulescope_driver',
    ]);
  });

  it('tells a program that cannot be started by how it ends', async () => {
    assert.deepEqual(await startProgram('no-such-recorder-here', []).ended, { problem: 'it is not installed' });
  });
});

/** Two seconds at 2 mA and 3 V, the pin low in the middle. */
function recorded(how: 'close' | 'abandon' = 'close'): Uint8Array {
  const jls = new JlsWriter();
  const samples = Array.from({ length: 2 * sampleRateHz }, (_, index) => index);
  jls.source(1, 'JS220-001122');
  jls.signal({ id: 1, name: 'current', unit: 'A', type: 'f32', sampleRateHz });
  jls.signal({ id: 2, name: 'voltage', unit: 'V', type: 'f32', sampleRateHz });
  jls.signal({ id: 3, name: 'gpi[0]', type: 'u1', sampleRateHz, samplesPerData: 2048 });
  // As an instrument does: all signals of one time, then those of the next.
  for (let first = 0; first < 2 * sampleRateHz; first += 1000) {
    const some = samples.slice(first, first + 1000);
    jls.add(
      1,
      first,
      some.map(() => 0.002),
    );
    jls.add(
      2,
      first,
      some.map(() => 3),
    );
    jls.add(
      3,
      first,
      some.map((index) => (index >= 5000 && index < 15_000 ? 0 : 1)),
    );
  }
  return jls[how]();
}

function assertFailure(error: unknown, code: ErrorCode, message: RegExp): void {
  assert.ok(error instanceof BenchError, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, message);
}
