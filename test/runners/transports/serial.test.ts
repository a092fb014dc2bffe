import assert from 'node:assert/strict';
import { BenchError } from '../../../harness/errors.ts';
import { openPseudoTerminal } from '../../../runners/serving/pseudo-terminal.ts';
import type { PseudoTerminal } from '../../../runners/serving/pseudo-terminal.ts';
import { parseDeviceUrl } from '../../../runners/transports/device-url.ts';
import { SerialTransport } from '../../../runners/transports/serial.ts';
import type { SerialBinding, SerialBindingPort } from '../../../runners/transports/serial.ts';
import { describeWithPty } from '../serving/socat.ts';
import { Collected } from './collected.ts';

function serial(url: string, binding?: SerialBinding): SerialTransport {
  const device = parseDeviceUrl(url);
  assert.ok(device.kind === 'serial');
  return new SerialTransport(device, binding);
}

async function openingError(transport: SerialTransport): Promise<BenchError> {
  try {
    await transport.open(new Collected());
  } catch (error) {
    assert.ok(error instanceof BenchError, String(error));
    return error;
  }
  return assert.fail('it was opened');
}

/** A binding whose port can be read and written from the test. */
class FakePort implements SerialBinding, SerialBindingPort {
  readonly calls: string[] = [];
  readonly written: string[] = [];
  isClosed = false;
  finishWrite: () => void = () => undefined;
  failRead: (error: Error) => void = () => undefined;

  open(options: Parameters<SerialBinding['open']>[0]): Promise<this> {
    this.calls.push(`open ${JSON.stringify(options)}`);
    return Promise.resolve(this);
  }

  read(): Promise<{ bytesRead: number }> {
    return new Promise((_resolve, reject) => {
      this.failRead = reject;
    });
  }

  write(bytes: Buffer): Promise<void> {
    this.written.push(bytes.toString());
    return new Promise((resolve) => {
      this.finishWrite = resolve;
    });
  }

  set(lines: object): Promise<void> {
    this.calls.push(`set ${JSON.stringify(lines)}`);
    return Promise.reject(new Error('Error: Inappropriate ioctl for device, cannot set'));
  }

  close(): Promise<void> {
    this.isClosed = true;
    this.failRead(Object.assign(new Error('Canceled'), { canceled: true }));
    return Promise.resolve();
  }
}

const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

describe('serial transport', () => {
  const refusals: readonly [string, string, RegExp][] = [
    ['Error: No such file or directory, cannot open /dev/ttyACM0', 'port.missing', /no port \/dev\/ttyACM0/],
    ['Error: No such device or address, cannot open /dev/ttyACM0', 'port.missing', /no port/],
    ['Opening COM3: File not found', 'port.missing', /no port/],
    ['Error: Permission denied, cannot open /dev/ttyACM0', 'port.permission', /permission/],
    ['Error: Device or resource busy, cannot open /dev/ttyACM0', 'port.busy', /in use by another program$/],
    ['Error Resource temporarily unavailable Cannot lock port', 'port.busy', /in use/],
    ['Opening COM3: Access denied', 'port.busy', /in use/],
    ['Error: Inappropriate ioctl for device setting custom baud rate of 115200', 'port.failed', /it is no serial port/],
    ['Error: Input/output error, cannot open /dev/ttyACM0', 'port.failed', /failed: Input\/output error/],
  ];
  for (const [said, code, message] of refusals) {
    it(`reads "${said}" as ${code}`, async () => {
      const binding = { open: () => Promise.reject(new Error(said)) };
      const error = await openingError(serial('/dev/ttyACM0', binding));
      assert.equal(error.code, code);
      assert.match(error.message, message);
    });
  }

  it('opens the port locked, at its rate, with low latency', async () => {
    const port = new FakePort();
    const transport = serial('/dev/ttyACM0?baud=9600', port);
    assert.equal(transport.baud, 9600);
    await transport.open(new Collected());
    assert.deepEqual(port.calls, [
      'open {"path":"/dev/ttyACM0","baudRate":9600,"lock":true,"hupcl":true}',
      'set {"dtr":true,"rts":true,"lowLatency":true}',
    ]);
    await transport.close();
  });

  it('leaves DTR as it is at closing when told to keep it, and lowers it when told to', async () => {
    for (const [dtr, isRaised] of [
      ['keep', true],
      ['off', false],
    ] as const) {
      const port = new FakePort();
      const transport = serial(`/dev/ttyACM0?dtr=${dtr}`, port);
      await transport.open(new Collected());
      assert.match(String(port.calls[0]), /"hupcl":false/);
      assert.match(String(port.calls[1]), new RegExp(`"dtr":${isRaised},"rts":${isRaised}`));
      await transport.close();
    }
  });

  it('gathers what is written while a write is under way', async () => {
    const port = new FakePort();
    const transport = serial('/dev/ttyACM0', port);
    await transport.open(new Collected());
    for (const turn of ['a', 'b', 'c']) {
      transport.write(Buffer.from(turn));
      transport.write(Buffer.from(turn));
      await nextTurn();
    }
    assert.deepEqual(port.written, ['aa']);
    port.finishWrite();
    await nextTurn();
    assert.deepEqual(port.written, ['aa', 'bbcc']);
    await transport.close();
  });

  it('tells nothing after it was closed, even of a port that vanished meanwhile', async () => {
    const port = new FakePort();
    const transport = serial('/dev/ttyACM0', port);
    const events = new Collected();
    await transport.open(events);
    port.failRead(new Error('bad file descriptor'));
    await transport.close();
    await nextTurn();
    assert.ok(port.isClosed);
    assert.deepEqual(events.problems, []);
  });
});

describeWithPty('serial transport on a pseudo-terminal', () => {
  let terminal: PseudoTerminal;
  let transport: SerialTransport;

  beforeEach(async () => {
    terminal = await openPseudoTerminal();
    transport = serial(`serial://${terminal.path}?baud=921600`);
  });

  afterEach(async () => {
    await transport.close();
    await terminal.close();
  });

  it('passes bytes in both directions', async () => {
    const events = new Collected();
    await transport.open(events);
    const written = terminal.changed();
    transport.write(Buffer.from('name%'));
    await written;
    assert.deepEqual(terminal.look(), { kind: 'data', bytes: Buffer.from('name%') });
    terminal.write(Buffer.from('m-ready\r\n'));
    await events.holds('m-ready\r\n');
  });

  it('tells once that the port has gone', async () => {
    const events = new Collected();
    await transport.open(events);
    await terminal.close();
    terminal = await openPseudoTerminal();
    assert.match((await events.closedProblem).message, /unplugged or closed at its other end/);
    assert.equal(events.problems.length, 1);
  });

  it('tells that the port has gone whatever the read was doing just then', async () => {
    for (let turnsLater = 0; turnsLater < 20; turnsLater++) {
      const events = new Collected();
      const unlucky = await openPseudoTerminal();
      const host = serial(unlucky.path);
      await host.open(events);
      unlucky.write(Buffer.from('m-ready\r\n'));
      for (let turn = 0; turn < turnsLater; turn++) await nextTurn();
      await unlucky.close();
      await events.closedProblem;
      await host.close();
    }
  });

  it('can be opened again after it was closed', async () => {
    await transport.open(new Collected());
    await transport.close();
    const events = new Collected();
    await transport.open(events);
    terminal.write(Buffer.from('again'));
    await events.holds('again');
  });

  it('refuses a port that is in use, and names the program that has it', async () => {
    await transport.open(new Collected());
    const error = await openingError(serial(terminal.path));
    assert.equal(error.code, 'port.busy');
    assert.match(error.message, /in use by another program \(this program itself\)$/);
  });

  it('names a port that is not there', async () => {
    const error = await openingError(serial('/dev/no-such-port'));
    assert.equal(error.code, 'port.missing');
  });

  it('refuses a file that is no port', async () => {
    const error = await openingError(serial('/dev/null'));
    assert.equal(error.code, 'port.failed');
    assert.match(error.message, /it is no serial port/);
  });
});
