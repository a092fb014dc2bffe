import assert from 'node:assert/strict';
import { MemoryTransport } from '../../../runners/transports/memory.ts';
import type { MemoryPort } from '../../../runners/transports/memory.ts';

/** A host and a far end that keep what reaches them. */
class Ends {
  readonly happened: string[] = [];
  readonly transport: MemoryTransport;
  port: MemoryPort | undefined;
  peersMade = 0;

  constructor() {
    this.transport = new MemoryTransport('memory:test', () => {
      this.peersMade += 1;
      return {
        opened: (port) => {
          this.port = port;
          this.happened.push('opened');
        },
        data: (bytes) => this.happened.push(`peer got ${Buffer.from(bytes).toString()}`),
        closed: () => this.happened.push('closed'),
      };
    });
  }

  async open(): Promise<MemoryPort> {
    await this.transport.open({
      data: (bytes) => this.happened.push(`host got ${Buffer.from(bytes).toString()}`),
      closed: (problem) => this.happened.push(`host lost it: ${problem.message}`),
    });
    assert.ok(this.port !== undefined);
    this.happened.length = 0;
    return this.port;
  }
}

function laterTurns(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

describe('the in-memory transport', () => {
  it('delivers bytes both ways in order, and not in the turn they were written in', async () => {
    const ends = new Ends();
    const port = await ends.open();
    ends.transport.write(Buffer.from('a'));
    ends.transport.write(Buffer.from('b'));
    port.send(Buffer.from('x'));
    port.send(Buffer.from('y'));
    assert.deepEqual(ends.happened, []);
    await laterTurns();
    assert.deepEqual(ends.happened, ['peer got a', 'peer got b', 'host got x', 'host got y']);
  });

  it('delivers nothing after the host has closed it, not even what was under way', async () => {
    const ends = new Ends();
    const port = await ends.open();
    ends.transport.write(Buffer.from('a'));
    port.send(Buffer.from('x'));
    await ends.transport.close();
    await ends.transport.close();
    port.send(Buffer.from('y'));
    port.drop(new Error('gone'));
    ends.transport.write(Buffer.from('b'));
    await laterTurns();
    assert.deepEqual(ends.happened, ['closed']);
  });

  it('tells the host that the far end is gone, behind what that had sent, and once', async () => {
    const ends = new Ends();
    const port = await ends.open();
    port.send(Buffer.from('last words'));
    port.drop(new Error('cable pulled'));
    port.drop(new Error('again'));
    port.send(Buffer.from('ghost'));
    ends.transport.write(Buffer.from('a'));
    await laterTurns();
    await ends.transport.close();
    assert.deepEqual(ends.happened, ['host got last words', 'host lost it: cable pulled']);
  });

  it('stops in the middle of a turn when the host closes it while reading', async () => {
    const ends = new Ends();
    const heard: string[] = [];
    await ends.transport.open({
      data: (bytes) => {
        heard.push(Buffer.from(bytes).toString());
        void ends.transport.close();
      },
      closed: () => heard.push('lost'),
    });
    ends.port?.send(Buffer.from('x'));
    ends.port?.send(Buffer.from('y'));
    await laterTurns();
    assert.deepEqual(heard, ['x']);
  });

  it('can be opened again and finds the same far end', async () => {
    const ends = new Ends();
    await ends.open();
    await ends.transport.close();
    const port = await ends.open();
    port.send(Buffer.from('x'));
    await laterTurns();
    assert.deepEqual(ends.happened, ['host got x']);
    assert.equal(ends.peersMade, 1);
  });

  it('can be opened again after the far end was gone', async () => {
    const ends = new Ends();
    (await ends.open()).drop(new Error('gone'));
    await laterTurns();
    const port = await ends.open();
    port.send(Buffer.from('x'));
    await laterTurns();
    assert.deepEqual(ends.happened, ['host got x']);
  });

  it('fails to open with the error of the far end', async () => {
    const transport = new MemoryTransport('memory:test', () => Promise.reject(new Error('no model')));
    await assert.rejects(transport.open({ data: () => undefined, closed: () => undefined }), /no model/);
  });
});
