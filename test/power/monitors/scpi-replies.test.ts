import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ScpiReplies } from '../../../power/monitors/scpi-replies.ts';
import type { ScpiReply } from '../../../power/monitors/scpi-replies.ts';

/** Lines as texts, blocks as bytes, what is broken as `!`. */
function gathered(replies: readonly ScpiReply[]): (string | number[])[] {
  const all: (string | number[])[] = [];
  let block: number[] = [];
  for (const reply of replies) {
    if (reply.kind === 'line') all.push(reply.text);
    else if (reply.kind === 'broken') all.push('!');
    else if (reply.kind === 'block') block = [];
    else if (reply.kind === 'part') block.push(...reply.bytes);
    else all.push(block);
  }
  return all;
}

function read(...pieces: readonly (string | Uint8Array)[]): (string | number[])[] {
  const parser = new ScpiReplies();
  return pieces.flatMap((piece) =>
    gathered(parser.push(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)),
  );
}

const lines = fc.stringMatching(/^[+\-A-Z0-9.",]{1,20}$/);
const blocks = fc.uint8Array({ maxLength: 300 });

function written(reply: string | Uint8Array): Uint8Array {
  if (typeof reply === 'string') return Buffer.from(`${reply}\n`);
  const length = String(reply.length);
  return Buffer.concat([Buffer.from(`#${length.length}${length}`), reply, Buffer.from('\n')]);
}

describe('the replies of a SCPI instrument', () => {
  it('are lines, with whichever line ends', () => {
    assert.deepEqual(read('+0,"No error"\n+3.3E+00\r\n\n'), ['+0,"No error"', '+3.3E+00']);
  });

  it('are blocks of bytes, line feeds among them', () => {
    assert.deepEqual(read('#13\n#\n\n1\n'), [[10, 35, 10], '1']);
    assert.deepEqual(read('#10\n1\n'), [[], '1']);
    assert.deepEqual(read('#9000000002ab\n'), [[97, 98]]);
  });

  it('are lines where a # begins a number', () => {
    assert.deepEqual(read('#H1F\n'), ['#H1F']);
  });

  it('are dropped up to the end of the line behind a block', () => {
    assert.deepEqual(read('#12ab\0\0\0\n1\n'), [[97, 98], '1']);
  });

  it('are broken where a block has no length, and good again at the next line', () => {
    assert.deepEqual(read('#0abc\n1\n'), ['!', '1']);
    assert.deepEqual(read('#412x4\n1\n'), ['!', '1']);
  });

  it('are broken where a line has no end', () => {
    assert.deepEqual(read('x'.repeat(70_000), 'x\n1\n'), ['!', '1']);
  });

  it('tell the length of a block at once, and allocate nothing for it', () => {
    const replies = new ScpiReplies().push(Buffer.from('#9999999999ab'));
    assert.deepEqual(replies[0], { kind: 'block', bytes: 999_999_999 });
    assert.equal(replies.length, 2);
  });

  it('are the same in whatever pieces they arrive', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(lines, blocks), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 40 }),
        (replies, sizes) => {
          const stream = Buffer.concat(replies.map(written));
          const pieces: Uint8Array[] = [];
          for (let at = 0, turn = 0; at < stream.length; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1;
            pieces.push(stream.subarray(at, at + size));
            at += size;
          }
          const parser = new ScpiReplies();
          const found = pieces.flatMap((piece) =>
            parser
              .push(piece)
              .map((reply) => (reply.kind === 'part' ? { ...reply, bytes: reply.bytes.slice() } : reply)),
          );
          assert.deepEqual(
            gathered(found),
            replies.map((reply) => (typeof reply === 'string' ? reply : [...reply])),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('never make it stumble, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 10 }), (pieces) => {
        const parser = new ScpiReplies();
        for (const piece of pieces) {
          const bytes = parser
            .push(piece)
            .reduce((sum, reply) => sum + (reply.kind === 'part' ? reply.bytes.length : 0), 0);
          assert.ok(bytes <= piece.length);
        }
      }),
      { numRuns: 300 },
    );
  });
});
