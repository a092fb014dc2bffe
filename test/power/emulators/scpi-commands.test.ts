import assert from 'node:assert/strict';
import {
  ScpiCommands,
  ScpiFault,
  scpiBlock,
  scpiNumber,
  splitChannels,
} from '../../../power/emulators/scpi-commands.ts';
import { N6705Emulator } from '../../../power/emulators/n6705.ts';
import { SimulatedCircuit } from '../../../power/emulators/simulated-circuit.ts';
import { TestClock } from '../../test-clock.ts';

function commands(): { say: (text: string) => void; replies: (string | Uint8Array)[]; done: string[] } {
  const replies: (string | Uint8Array)[] = [];
  const done: string[] = [];
  const all = new ScpiCommands(
    {
      'SENSe:DLOG:FUNCtion:CURRent': (argument) => {
        done.push(argument);
        return undefined;
      },
      'SYSTem:CHANnel[:COUNt]?': () => '4',
      'MMEMory:DATA[:DEFinite]?': () => Buffer.from('abc'),
      'OUTPut[:STATe]': () => {
        throw new ScpiFault('dataOutOfRange');
      },
    },
    (reply) => replies.push(reply),
  );
  return {
    say: (text) => {
      all.take(Buffer.from(text));
    },
    replies,
    done,
  };
}

describe('the commands of an emulated SCPI instrument', () => {
  it('may be written short, long, in small letters, and with what may be left out', () => {
    const { say, replies, done } = commands();
    say('SENS:DLOG:FUNC:CURR ON,(@1)\nsense:dlog:function:current off,(@1)\n:SYST:CHAN?\nSYSTem:CHANnel:COUNt?\n');
    assert.deepEqual(done, ['ON,(@1)', 'off,(@1)']);
    assert.deepEqual(replies, ['4', '4']);
  });

  it('come in lines and between semicolons, in any pieces', () => {
    const { say, replies } = commands();
    for (const piece of ['SYST:CH', 'AN?;SYST:CHAN', '?\r\nMMEM:DATA? "a;b"\n']) say(piece);
    assert.deepEqual(replies, ['4', '4', Buffer.from('abc')]);
  });

  it('put an error into the queue where they are unknown or refused, and say nothing', () => {
    const { say, replies } = commands();
    say('FOO:BAR 1\nOUTP ON\nSENS:DLOG:FUNCT:CURR ON\n');
    assert.deepEqual(replies, []);
    say('SYST:ERR?\nSYST:ERR?\nSYSTem:ERRor?\nSYST:ERR?\n');
    assert.deepEqual(replies, [
      '-113,"Undefined header"',
      '-222,"Data out of range"',
      '-113,"Undefined header"',
      '+0,"No error"',
    ]);
  });

  it('keep twenty errors, and say that there were more', () => {
    const { say, replies } = commands();
    for (let count = 0; count < 25; count += 1) say('FOO\n');
    for (let count = 0; count < 21; count += 1) say('SYST:ERR?\n');
    assert.equal(replies[18], '-113,"Undefined header"');
    assert.equal(replies[19], '-350,"Queue overflow"');
    assert.equal(replies[20], '+0,"No error"');
    say('FOO\n*CLS\nSYST:ERR?\n');
    assert.equal(replies[21], '+0,"No error"');
  });

  it('give numbers, channels and blocks as the real ones do', () => {
    assert.deepEqual([3.3, 0, -0.00123, 20.4].map(scpiNumber), [
      '+3.30000000E+00',
      '+0.00000000E+00',
      '-1.23000000E-03',
      '+2.04000000E+01',
    ]);
    assert.deepEqual(splitChannels('3.3 ,(@1,3:4)'), { value: '3.3', channels: [1, 3, 4] });
    assert.deepEqual(splitChannels('(@2)'), { value: '', channels: [2] });
    assert.deepEqual(splitChannels('3.3'), { value: '3.3', channels: null });
    assert.equal(Buffer.from(scpiBlock(Buffer.from('0123456789'))).toString(), '#2100123456789');
  });
});

describe('the emulated N6705', () => {
  function said(...lines: readonly string[]): string[] {
    const clock = new TestClock();
    const emulator = new N6705Emulator({ circuit: new SimulatedCircuit(clock), clock });
    let text = '';
    emulator.opened({ send: (bytes) => (text += Buffer.from(bytes).toString()), drop: () => undefined });
    for (const line of lines) emulator.data(Buffer.from(`${line}\n`));
    return text.split('\n').slice(0, -1);
  }

  it('ignores a trigger while it is not armed', () => {
    assert.deepEqual(said('*TRG', 'SYST:ERR?'), ['-211,"Trigger ignored"']);
    const arming = ['TRIG:DLOG:SOUR BUS', 'INIT:DLOG "internal:\\a.dlog"', '*TRG', 'SYST:ERR?'];
    assert.deepEqual(said(...arming), ['-211,"Trigger ignored"']);
  });

  it('has no file before anything was logged', () => {
    assert.deepEqual(said('MMEM:DATA:DEF? "internal:\\a.dlog"', 'SYST:ERR?'), ['-256,"File name not found"']);
  });

  it('makes the period a multiple of its steps, for as many parameters as are logged', () => {
    assert.deepEqual(
      said(
        'SENS:DLOG:FUNC:CURR ON,(@1)',
        'SENS:DLOG:PER 2.048E-5;PER?',
        'SENS:DLOG:PER?',
        'SENS:DLOG:FUNC:VOLT ON,(@1)',
        'SENS:DLOG:PER?',
        'SENS:DLOG:PER 1E-3',
        'SENS:DLOG:PER?',
      ),
      ['+2.04800000E-05', '+4.09600000E-05', '+1.00352000E-03'],
    );
  });

  it('samples more coarsely what would make too long a file', () => {
    assert.deepEqual(
      said('SENS:DLOG:FUNC:CURR ON,(@1)', 'SENS:DLOG:TIME 100000', 'SENS:DLOG:PER 2.048E-5', 'SENS:DLOG:PER?'),
      ['+2.04800000E-04'],
    );
  });

  it('limits the current of a source-measure module alone', () => {
    assert.deepEqual(
      said('CURR:LIM 1,(@1)', 'SYST:ERR?', 'CURR:LIM 1,(@2)', 'SYST:ERR?', 'VOLT 99,(@1)', 'SYST:ERR?'),
      ['+0,"No error"', '-221,"Settings conflict"', '-222,"Data out of range"'],
    );
  });
});
