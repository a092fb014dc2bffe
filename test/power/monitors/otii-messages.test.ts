import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OtiiMessages } from '../../../power/monitors/otii-messages.ts';
import type { OtiiMessage } from '../../../power/monitors/otii-messages.ts';

function read(...pieces: readonly string[]): OtiiMessage[] {
  const parser = new OtiiMessages();
  return pieces.flatMap((piece) => parser.push(Buffer.from(piece)));
}

describe('the messages of an Otii server', () => {
  it('are responses with their transaction and data', () => {
    assert.deepEqual(read('{"type":"response","cmd":"x","trans_id":"7","data":{"count":3}}\r\n'), [
      { kind: 'response', transId: '7', data: { count: 3 } },
    ]);
    assert.deepEqual(read('{"type":"response","cmd":"x","trans_id":"7"}\r\n'), [
      { kind: 'response', transId: '7', data: {} },
    ]);
  });

  it('are errors with what is wrong, however it is said', () => {
    const error = (data: string): OtiiMessage[] =>
      read(`{"type":"error","cmd":"x","trans_id":"1","errorcode":"Bad","data":${data}}\r\n`);
    const expected = { kind: 'error', transId: '1', code: 'Bad' };
    assert.deepEqual(error('{"message":"no such thing"}'), [{ ...expected, problem: 'no such thing' }]);
    assert.deepEqual(error('{"key":"value","value":9}'), [{ ...expected, problem: 'key value, value 9' }]);
    assert.deepEqual(error('null'), [{ ...expected, problem: '' }]);
    assert.deepEqual(read('{"type":"error","errorcode":"Connection denied"}\r\n'), [
      { kind: 'error', transId: null, code: 'Connection denied', problem: '' },
    ]);
  });

  it('are information and progress in between', () => {
    assert.deepEqual(
      read('{"type":"information","info":"connected"}\r\n{"type":"progress","trans_id":"2","progress_value":0.5}\r\n'),
      [
        { kind: 'information', text: 'connected' },
        { kind: 'progress', transId: '2' },
      ],
    );
  });

  it('are broken where they are none', () => {
    for (const line of ['HTTP/1.1 400 Bad Request', '[1]', '{}', '{"type":"response"}', '{"type":"respon']) {
      assert.deepEqual(
        read(`${line}\r\n`).map(({ kind }) => kind),
        ['broken'],
        line,
      );
    }
  });

  it('are the same in whatever pieces they arrive, cut within characters too', () => {
    const messages = fc.array(
      fc.record({ name: fc.string({ unit: 'grapheme' }), values: fc.array(fc.double({ noNaN: true })) }),
    );
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: 50 }), (all, size) => {
        const text = all.map((data) => `${JSON.stringify({ type: 'response', trans_id: '1', data })}\r\n`).join('');
        const bytes = Buffer.from(text);
        const parser = new OtiiMessages();
        const found: OtiiMessage[] = [];
        for (let at = 0; at < bytes.length; at += size) {
          // The bytes are only good during the call.
          const piece = new Uint8Array(bytes.subarray(at, at + size));
          found.push(...parser.push(piece));
          piece.fill(0);
        }
        assert.deepEqual(
          found,
          all.map((data) => ({ kind: 'response', transId: '1', data: JSON.parse(JSON.stringify(data)) as unknown })),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('end where one has no end', () => {
    const parser = new OtiiMessages();
    const piece = Buffer.alloc(1_048_576, 'x');
    let found: OtiiMessage[] = [];
    for (let pieces = 0; pieces < 40 && found.length === 0; pieces += 1) found = parser.push(piece);
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['broken'],
    );
  });
});
