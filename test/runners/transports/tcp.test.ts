import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { BenchError } from '../../../harness/errors.ts';
import { parseDeviceUrl } from '../../../runners/transports/device-url.ts';
import { TcpTransport } from '../../../runners/transports/tcp.ts';
import { Collected } from './collected.ts';

function tcpTransport(url: string): TcpTransport {
  const device = parseDeviceUrl(url);
  assert.ok(device.kind === 'tcp');
  return new TcpTransport(device);
}

describe('TCP transport', () => {
  let server: Server;
  let url: string;
  let peer: Promise<Socket>;

  beforeEach(async () => {
    server = createServer();
    peer = new Promise((resolve) => {
      server.once('connection', resolve);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    url = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    server.close();
  });

  it('passes bytes in both directions', async () => {
    const transport = tcpTransport(`${url}?baud=9600`);
    assert.equal(transport.baud, 9600);
    const events = new Collected();
    await transport.open(events);
    const board = await peer;
    board.on('data', (bytes) => board.write(Buffer.concat([Buffer.from('m-'), bytes])));
    transport.write(Buffer.from('name%'));
    await events.holds('m-name%');
    await transport.close();
    assert.deepEqual(events.problems, []);
  });

  it('sends what was written before it is closed', async () => {
    const transport = tcpTransport(url);
    await transport.open(new Collected());
    const board = await peer;
    const all: Buffer[] = [];
    board.on('data', (bytes: Buffer) => all.push(bytes));
    const ended = new Promise((resolve) => board.once('end', resolve));
    transport.write(Buffer.from('last%'));
    await transport.close();
    await ended;
    assert.equal(Buffer.concat(all).toString(), 'last%');
  });

  it('tells once when the other end goes away, and takes writes and closing after that', async () => {
    const transport = tcpTransport(url);
    const events = new Collected();
    await transport.open(events);
    (await peer).end();
    assert.match((await events.closedProblem).message, /the other end closed the connection/);
    transport.write(Buffer.from('name%'));
    await transport.close();
    await transport.close();
    assert.equal(events.problems.length, 1);
  });

  it('tells of a connection that is cut', async () => {
    const transport = tcpTransport(url);
    const events = new Collected();
    await transport.open(events);
    (await peer).resetAndDestroy();
    assert.match((await events.closedProblem).message, /ECONNRESET/);
  });

  it('says that nothing listens', async () => {
    await new Promise((resolve) => server.close(resolve));
    await assert.rejects(tcpTransport(url).open(new Collected()), (error) => {
      assert.ok(error instanceof BenchError);
      assert.equal(error.code, 'tcp.unreachable');
      assert.match(error.message, /127\.0\.0\.1:\d+: nothing listens there \(connection refused\)/);
      return true;
    });
  });

  it('gives up an address that does not answer', async () => {
    const device = parseDeviceUrl('tcp://192.0.2.1:9');
    assert.ok(device.kind === 'tcp');
    const immediately = { nowUs: () => 0, wallTime: () => new Date(0), after: fireAtOnce };
    await assert.rejects(new TcpTransport(device, immediately).open(new Collected()), /no answer within 5000 ms/);
  });
});

function fireAtOnce(_delayMs: number, action: () => void): () => void {
  const soon = setImmediate(action);
  return () => {
    clearImmediate(soon);
  };
}
