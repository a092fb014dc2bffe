import assert from 'node:assert/strict';
import { choiceOption, parsePortUrl } from '../../../power/monitors/port-url.ts';

describe('the URL of a monitor behind a port', () => {
  const parse = (url: string): readonly [string, Record<string, string>] => {
    const { deviceUrl, options } = parsePortUrl(url, 'ppk2', ['mode', 'pin']);
    return [deviceUrl, Object.fromEntries(options)];
  };

  it('names a port', () => {
    assert.deepEqual(parse('ppk2:/dev/ttyACM1'), ['/dev/ttyACM1', {}]);
    assert.deepEqual(parse('ppk2:///dev/ttyACM1'), ['/dev/ttyACM1', {}]);
    assert.deepEqual(parse('PPK2:COM3'), ['COM3', {}]);
    assert.deepEqual(parse('ppk2:./monitor'), ['./monitor', {}]);
    assert.deepEqual(parse('ppk2:serial:///dev/ttyACM1'), ['serial:///dev/ttyACM1', {}]);
    assert.deepEqual(parse('ppk2:tcp://127.0.0.1:4000'), ['tcp://127.0.0.1:4000', {}]);
  });

  it("keeps the monitor's options apart from the port's", () => {
    assert.deepEqual(parse('ppk2:COM3?mode=source&baud=9600&pin=3&dtr=off'), [
      'COM3?baud=9600&dtr=off',
      { mode: 'source', pin: '3' },
    ]);
  });

  it('is refused without a port, with unknown options and with doubled ones', () => {
    const usage = (problem: RegExp): object => ({ code: 'usage.monitor', message: problem });
    assert.throws(() => parse('ppk2:'), usage(/names no port/));
    assert.throws(() => parse('emon:COM3'), usage(/written ppk2:PORT/));
    assert.throws(() => parse('ppk2:COM3?speed=1'), usage(/no option "speed"; there are: mode, pin, baud, dtr/));
    assert.throws(() => parse('ppk2:COM3?pin=1&pin=2'), usage(/"pin" is given twice/));
    assert.throws(() => parse('ppk2:COM3?baud=1&baud=2'), usage(/"baud" is given twice/));
  });

  it('chooses among the values of an option', () => {
    const choose = (options: Record<string, string>): string =>
      choiceOption('ppk2:COM3', new Map(Object.entries(options)), 'mode', ['source', 'ampere']);
    assert.equal(choose({}), 'source');
    assert.equal(choose({ mode: 'ampere' }), 'ampere');
    assert.throws(() => choose({ mode: 'volt' }), {
      code: 'usage.monitor',
      message: /mode=volt is none of source, amp/,
    });
  });
});
