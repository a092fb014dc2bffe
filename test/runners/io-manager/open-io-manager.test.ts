import assert from 'node:assert/strict';
import { ioManagerTransport } from '../../../runners/io-manager/open-io-manager.ts';

describe('the way to a board behind an I/O manager', () => {
  it('is that to the manager, at the rate of the slower wire', () => {
    const transport = ioManagerTransport('/dev/ttyACM0');
    assert.equal(transport.url, '/dev/ttyACM0');
    assert.equal(transport.baud, Math.round(1 / (1 / 9600 + 1 / 115_200)));
  });

  it('takes the rate of the board from its URL, and leaves the other options to the port', () => {
    const transport = ioManagerTransport('serial:///dev/ttyACM0?baud=921600&dut-baud=115200&dtr=off');
    assert.equal(transport.url, 'serial:///dev/ttyACM0?baud=921600&dtr=off');
    assert.equal(transport.baud, Math.round(1 / (1 / 115_200 + 1 / 921_600)));
    assert.equal(ioManagerTransport('tcp://127.0.0.1:1?dut-baud=9600').url, 'tcp://127.0.0.1:1');
  });

  for (const query of ['dut-baud=fast', 'dut-baud=', 'dut-baud=1', 'dut-baud=9600&dut-baud=9600', 'dot-baud=9600']) {
    it(`is refused with ?${query}`, () => {
      assert.throws(() => ioManagerTransport(`/dev/ttyACM0?${query}`), { code: 'usage.device-url' });
    });
  }
});
