import assert from 'node:assert/strict';
import { BenchError } from '../../../harness/errors.ts';
import { numberOption, parseLanUrl } from '../../../power/monitors/lan-url.ts';
import { n6705Instrument } from '../../../power/monitors/n6705.ts';
import { otiiInstrument } from '../../../power/monitors/otii.ts';
import { MemoryTransport } from '../../../runners/transports/memory.ts';
import { TestClock } from '../../test-clock.ts';

function misread(problem: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof BenchError && error.code === 'usage.monitor' && problem.test(error.message);
}

const nowhere = {
  clock: new TestClock(),
  transport: (url: string) =>
    new MemoryTransport(url, () => {
      throw new Error('nothing is opened');
    }),
};

describe('the URL of a monitor in the network', () => {
  it('names a host, and its usual port', () => {
    assert.equal(parseLanUrl('n6705://lab.local', 'n6705', 5025, []).deviceUrl, 'tcp://lab.local:5025');
    assert.equal(parseLanUrl('N6705://10.0.0.7:4000/', 'n6705', 5025, []).deviceUrl, 'tcp://10.0.0.7:4000');
    assert.equal(parseLanUrl('otii://[::1]', 'otii', 1905, []).deviceUrl, 'tcp://[::1]:1905');
  });

  it('carries options', () => {
    const { options } = parseLanUrl('otii://lab?device=My%20Arc&limit=0.5', 'otii', 1905, ['device', 'limit']);
    assert.deepEqual(
      [...options],
      [
        ['device', 'My Arc'],
        ['limit', '0.5'],
      ],
    );
    assert.equal(numberOption('', options, 'limit', { least: 0, most: 1, unit: 'amperes' }, null), 0.5);
    assert.equal(numberOption('', options, 'rate', { least: 0, most: 1, unit: 'Hz' }, null), null);
  });

  it('is refused where it names no host, or too much', () => {
    for (const url of ['n6705:', 'n6705:lab', 'n6705://', 'n6705:///dev/x', 'n6705://lab:99999', 'n6705://lab:0']) {
      assert.throws(() => parseLanUrl(url, 'n6705', 5025, []), misread(/./), url);
    }
    assert.throws(() => parseLanUrl('n6705://lab/x', 'n6705', 5025, []), misread(/"\/x" after the host/));
  });

  it('is refused with options that there are not, that are given twice, or that are no number in their range', () => {
    assert.throws(
      () => n6705Instrument('n6705://lab?chanel=1', nowhere),
      misread(/no option "chanel".*channel, period/),
    );
    assert.throws(() => n6705Instrument('n6705://lab?channel=1&channel=2', nowhere), misread(/given twice/));
    for (const option of ['channel=0', 'channel=1.5', 'channel=', 'period=1e-6', 'limit=x', 'duration=0']) {
      assert.throws(() => n6705Instrument(`n6705://lab?${option}`, nowhere), misread(/is no number/), option);
    }
    assert.throws(() => otiiInstrument('otii://lab?limit=9', nowhere), misread(/limit=9 is no number of amperes/));
    assert.throws(() => otiiInstrument('otii://lab?input=3', nowhere), misread(/input=3/));
  });
});
