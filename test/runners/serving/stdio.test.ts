import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { serveStdio } from '../../../runners/serving/stdio.ts';
import { EchoBoard } from './echo-board.ts';
import { Hosts } from './hosts.ts';

describe('serving on standard input and output', () => {
  it('passes bytes in both directions until the input ends', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const hosts = new Hosts();
    const serving = serveStdio(new EchoBoard(), input, output, hosts);
    input.end('name%');
    assert.equal(await serving.ended, undefined);
    await serving.stop();
    assert.equal(String(output.read()), 'boot 1\r\nm-name%');
    assert.deepEqual([hosts.came, hosts.left], [1, 1]);
  });

  it('ends when nobody reads the output any more', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const serving = serveStdio(new EchoBoard(), input, output);
    output.destroy(new Error('EPIPE'));
    assert.equal(await serving.ended, undefined);
    await serving.stop();
  });

  it('ends with the problem of a board that ends by itself', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const board = new EchoBoard();
    const serving = serveStdio(board, input, output, {
      onHost: (isThere) => {
        if (isThere) board.die();
      },
    });
    assert.match(String(await serving.ended), /burnt/);
    await serving.stop();
  });
});
