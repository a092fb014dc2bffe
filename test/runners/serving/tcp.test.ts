import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { BenchError } from '../../../harness/errors.ts';
import type { Transport } from '../../../harness/protocol/transport.ts';
import { serveTcp } from '../../../runners/serving/tcp.ts';
import type { Serving } from '../../../runners/serving/seat.ts';
import { parseDeviceUrl } from '../../../runners/transports/device-url.ts';
import { TcpTransport } from '../../../runners/transports/tcp.ts';
import { Collected } from '../transports/collected.ts';
import { EchoBoard } from './echo-board.ts';
import { Hosts } from './hosts.ts';

function hostOf(serving: Serving): Transport {
  const device = parseDeviceUrl(serving.url);
  assert.ok(device.kind === 'tcp');
  return new TcpTransport(device);
}

describe('serving on TCP', () => {
  const local = { host: '127.0.0.1', port: 0 };
  let board: EchoBoard;
  let hosts: Hosts;
  let serving: Serving;

  beforeEach(async () => {
    board = new EchoBoard();
    hosts = new Hosts();
    serving = await serveTcp(board, local, hosts);
  });

  afterEach(() => serving.stop());

  it('gives a host the board', async () => {
    const host = hostOf(serving);
    const events = new Collected();
    await host.open(events);
    host.write(Buffer.from('name%'));
    await events.holds('boot 1\r\nm-name%');
    await host.close();
  });

  it('opens the board anew for a host that comes again', async () => {
    for (const time of [1, 2, 3]) {
      const host = hostOf(serving);
      const events = new Collected();
      await host.open(events);
      await events.holds(`boot ${time}\r\n`);
      await host.close();
    }
  });

  it('turns a second host away and keeps the first', async () => {
    const first = hostOf(serving);
    const events = new Collected();
    await first.open(events);
    await events.holds('boot');
    const second = hostOf(serving);
    const refused = new Collected();
    await second.open(refused);
    await refused.closedProblem;
    first.write(Buffer.from('name%'));
    await events.holds('m-name%');
    await first.close();
    assert.equal(board.opened, 1);
  });

  it('drops the host when the board cannot be opened, and serves the next', async () => {
    board.isBroken = true;
    const unlucky = new Collected();
    await hostOf(serving).open(unlucky);
    await unlucky.closedProblem;
    board.isBroken = false;
    const host = hostOf(serving);
    const events = new Collected();
    await host.open(events);
    await events.holds('boot 1');
    await host.close();
  });

  it('drops the host when the board ends by itself', async () => {
    const host = hostOf(serving);
    const events = new Collected();
    await host.open(events);
    await events.holds('boot');
    board.die();
    assert.match((await events.closedProblem).message, /the other end closed/);
  });

  it('survives a host that is cut off', async () => {
    const { port } = new URL(serving.url.replace('tcp:', 'http:'));
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'data');
    socket.resetAndDestroy();
    await hosts.haveLeft(1);
    const host = hostOf(serving);
    const events = new Collected();
    await host.open(events);
    await events.holds('boot 2');
    await host.close();
  });

  it('drops the host and listens no more when stopped', async () => {
    const host = hostOf(serving);
    const events = new Collected();
    await host.open(events);
    await events.holds('boot');
    await serving.stop();
    await serving.stop();
    await events.closedProblem;
    assert.equal(hosts.left, 1);
    await assert.rejects(hostOf(serving).open(new Collected()), /nothing listens/);
  });

  it('says that a port is taken', async () => {
    const { port } = new URL(serving.url.replace('tcp:', 'http:'));
    await assert.rejects(serveTcp(board, { host: '127.0.0.1', port: Number(port) }), (error) => {
      assert.ok(error instanceof BenchError);
      assert.equal(error.code, 'serve.failed');
      assert.match(error.message, /another program listens there/);
      return true;
    });
  });
});
