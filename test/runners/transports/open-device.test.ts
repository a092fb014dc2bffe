import assert from 'node:assert/strict';
import { deviceTransport } from '../../../runners/transports/open-device.ts';

describe('device transport', () => {
  it('is of the kind that the URL names, under that URL and at its rate', () => {
    const kinds: readonly [string, string, number | undefined][] = [
      ['serial:///dev/ttyACM0?baud=9600', 'SerialTransport', 9600],
      ['COM3', 'SerialTransport', 115_200],
      ['tcp://127.0.0.1:3456', 'TcpTransport', undefined],
      ['exec:./firmware', 'ChildProcessTransport', undefined],
      ['sim:cortex-m4?model=kws.tflite', 'MemoryTransport', undefined],
    ];
    for (const [url, kind, baud] of kinds) {
      const transport = deviceTransport(url);
      assert.deepEqual([transport.url, transport.constructor.name, transport.baud], [url, kind, baud]);
    }
  });

  it('opens nothing yet, and refuses what it cannot read', () => {
    assert.throws(() => deviceTransport('usb:1'), /Unknown kind of device "usb:"/);
    assert.throws(() => deviceTransport('sim:cortex-m99?model=kws.tflite'), /no simulated core "cortex-m99"/);
  });
});
