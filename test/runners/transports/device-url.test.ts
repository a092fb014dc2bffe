import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BenchError } from '../../../harness/errors.ts';
import { parseDeviceUrl } from '../../../runners/transports/device-url.ts';

function problemOf(url: string): string {
  try {
    parseDeviceUrl(url);
  } catch (error) {
    assert.ok(error instanceof BenchError);
    assert.equal(error.exitStatus, 2);
    assert.ok(error.message.includes(url), error.message);
    return `${error.code}: ${error.message}`;
  }
  return assert.fail(`${url} was understood`);
}

describe('device URL', () => {
  it('reads a serial port with its rate', () => {
    assert.deepEqual(parseDeviceUrl('serial:///dev/ttyACM0?baud=9600&dtr=off'), {
      kind: 'serial',
      url: 'serial:///dev/ttyACM0?baud=9600&dtr=off',
      path: '/dev/ttyACM0',
      baud: 9600,
      dtr: 'off',
    });
  });

  it('takes a bare path or a COM port for serial, at 115200 baud', () => {
    for (const path of ['/dev/ttyACM0', './pty', '../pty', 'COM3', 'com12', '\\\\.\\COM10']) {
      assert.deepEqual(parseDeviceUrl(path), { kind: 'serial', url: path, path, baud: 115_200, dtr: 'on' });
    }
  });

  it('lets the rate of the URL go before the rate given beside it', () => {
    assert.equal(baudOf(parseDeviceUrl('/dev/ttyUSB0', 9600)), 9600);
    assert.equal(baudOf(parseDeviceUrl('/dev/ttyUSB0?baud=921600', 9600)), 921_600);
  });

  it('reads a COM port behind the scheme', () => {
    const device = parseDeviceUrl('serial://COM7?baud=57600');
    assert.ok(device.kind === 'serial');
    assert.equal(device.path, 'COM7');
    assert.equal(device.baud, 57_600);
  });

  it('undoes percent-encoding in a serial path', () => {
    const device = parseDeviceUrl('serial:///dev/serial/by-id/usb-a%20b');
    assert.ok(device.kind === 'serial');
    assert.equal(device.path, '/dev/serial/by-id/usb-a b');
  });

  it('reads host and port of TCP, IPv6 too', () => {
    assert.deepEqual(parseDeviceUrl('tcp://127.0.0.1:3456'), {
      kind: 'tcp',
      url: 'tcp://127.0.0.1:3456',
      host: '127.0.0.1',
      port: 3456,
      baud: undefined,
    });
    const device = parseDeviceUrl('tcp://[::1]:80?baud=9600');
    assert.ok(device.kind === 'tcp');
    assert.deepEqual([device.host, device.port, device.baud], ['::1', 80, 9600]);
  });

  it('splits the command of a child process at spaces outside quotes', () => {
    const device = parseDeviceUrl(`exec:./firmware --name "two words"  -x='a "b"' '' C:\\dir`);
    assert.ok(device.kind === 'exec');
    assert.equal(device.program, './firmware');
    assert.deepEqual(device.arguments, ['--name', 'two words', '-x=a "b"', '', 'C:\\dir']);
  });

  it('gives back every word that was quoted', () => {
    const word = fc.string().filter((text) => !text.includes('"'));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const device = parseDeviceUrl(`exec:program ${words.map((text) => `"${text}"`).join(' ')}`);
        assert.ok(device.kind === 'exec');
        assert.deepEqual(device.arguments, words);
      }),
    );
  });

  it('leaves the options of a simulated board to the simulation', () => {
    const url = 'sim:cortex-m4?model=kws.tflite&fault=drop-in:0.1';
    assert.deepEqual(parseDeviceUrl(url), { kind: 'sim', url });
  });

  it('says which scheme it does not know', () => {
    assert.match(problemOf('usb:///dev/ttyACM0'), /usage\.device-scheme: .*"usb:"/);
    assert.match(problemOf('C:\\firmware.exe'), /usage\.device-scheme: .*"C:"/);
  });

  const misread: readonly [string, RegExp][] = [
    ['', /is empty/],
    ['ttyACM0', /\/dev\/ttyACM0/],
    ['board', /no scheme/],
    ['serial:', /names no port/],
    ['serial://dev/ttyACM0', /serial:\/\/\/dev\/ttyACM0 with three slashes/],
    ['serial:///dev/ttyACM0?baud=fast', /baud "fast" is no number/],
    ['serial:///dev/ttyACM0?baud=', /baud "" is no number/],
    ['serial:///dev/ttyACM0?baud=-9600', /baud "-9600" is no number/],
    ['serial:///dev/ttyACM0?baud=0', /not between/],
    ['serial:///dev/ttyACM0?baud=9600&baud=19200', /"baud" is given twice/],
    ['serial:///dev/ttyACM0?speed=9600', /no option "speed"; there are: baud, dtr/],
    ['/dev/ttyACM0?dtr=low', /dtr "low" is none of on, off, keep/],
    ['serial:///dev/tty%', /two hex digits/],
    ['tcp://127.0.0.1', /no port number/],
    ['tcp://127.0.0.1:', /no port number/],
    ['tcp://127.0.0.1:http', /"http" is no number from 1 to 65535/],
    ['tcp://127.0.0.1:70000', /"70000" is no number from 1 to 65535/],
    ['tcp://:3456', /names no host/],
    ['tcp://host:1?nodelay=1', /no option "nodelay"/],
    ['exec:', /names no program/],
    ['exec:   ', /names no program/],
    ['exec:./firmware "half', /quote " is not closed/],
  ];
  for (const [url, problem] of misread) {
    it(`explains what is wrong with "${url}"`, () => {
      assert.match(problemOf(url), problem);
      assert.match(problemOf(url), /^usage\.device-url/);
    });
  }

  it('understands or refuses any text, and never fails otherwise', () => {
    const text = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.constantFrom('serial:', 'serial://', 'tcp://', 'exec:', 'sim:', '/', ''), fc.string())
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (url) => {
        try {
          assert.equal(parseDeviceUrl(url).url, url);
        } catch (error) {
          assert.ok(error instanceof BenchError, String(error));
        }
      }),
    );
  });
});

function baudOf(device: ReturnType<typeof parseDeviceUrl>): number | undefined {
  return device.kind === 'serial' || device.kind === 'tcp' ? device.baud : undefined;
}
