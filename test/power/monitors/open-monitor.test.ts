import assert from 'node:assert/strict';
import { monitorSchemes, openMonitor } from '../../../power/monitors/open-monitor.ts';
import { MemoryTransport } from '../../../runners/transports/memory.ts';
import { TestClock } from '../../test-clock.ts';

const devices: string[] = [];
const surroundings = {
  clock: new TestClock(),
  transport: (deviceUrl: string, baud: number): MemoryTransport => {
    devices.push(`${deviceUrl} ${baud}`);
    return new MemoryTransport(deviceUrl, () => Promise.reject(new Error('nothing is opened here')));
  },
};

describe('the URL of a monitor', () => {
  const urls: Record<string, string> = {
    lpm01a: 'lpm01a:/dev/ttyACM1',
    ppk2: 'ppk2:/dev/ttyACM1?mode=source',
    n6705: 'n6705://192.168.1.7?channel=1',
    otii: 'otii://localhost',
    emon: 'emon:tcp://127.0.0.1:4711',
    joulescope: 'joulescope:',
  };

  it('opens nothing by itself, and makes an instrument of each kind that there is', () => {
    assert.deepEqual(Object.keys(urls).sort(), [...monitorSchemes].sort());
    for (const url of Object.values(urls)) assert.equal(openMonitor(url, surroundings).url, url);
    assert.ok(openMonitor('LPM01A:COM3', surroundings).capabilities.supplyV !== null);
  });

  it('leaves the port to its device URL', () => {
    devices.length = 0;
    openMonitor('emon:tcp://127.0.0.1:4711', surroundings);
    openMonitor('lpm01a:COM3?baud=921600&rate=5k', surroundings);
    openMonitor('lpm01a:COM3', surroundings);
    assert.deepEqual(devices, ['tcp://127.0.0.1:4711 921600', 'COM3?baud=921600 3686400', 'COM3 3686400']);
  });

  const refused: Record<string, RegExp> = {
    'sim:': /simulated board.*--device sim:/,
    'file:trace.jls': /boardbench energy FILE/,
    '/dev/ttyACM0': /begins with none of lpm01a:, ppk2:/,
    'serial:///dev/ttyACM0': /which instrument is behind the port/,
    'tcp://127.0.0.1:4711': /emon:tcp:/,
    'multimeter:': /no instrument "multimeter:"; there are lpm01a:/,
    '': /begins with none of/,
  };
  for (const [url, message] of Object.entries(refused)) {
    it(`is explained where it is "${url}"`, () => {
      assert.throws(() => openMonitor(url, surroundings), { code: 'usage.monitor', message });
    });
  }
});
