import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EventStream } from '../../../site/client/event-stream.ts';

const text =
  'retry: 2000\r\n\r\n: still here\n\nid: 4\nevent: changed\ndata: {"state":"checking"}\n\n' +
  'event: progress\rdata: {"done":1,\rdata:"total":2}\r\rid: 5\nevent: changed\ndata\n\nevent: none\n\nid: 6\n\n' +
  'data: plain\n\ndata: cut off';

const events = [
  { id: '4', event: 'changed', data: '{"state":"checking"}' },
  { id: '4', event: 'progress', data: '{"done":1,\n"total":2}' },
  { id: '5', event: 'changed', data: '' },
  { id: '6', event: 'message', data: 'plain' },
];

describe('a stream of events', () => {
  it('is read as the standard says, without what is cut off', () => {
    assert.deepEqual(new EventStream().push(text), events);
  });

  it('is the same however it is split', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 20 }), (cuts) => {
        const stream = new EventStream();
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
        assert.deepEqual(
          pieces.flatMap((piece) => stream.push(piece)),
          events,
        );
      }),
    );
  });

  it('refuses a line without an end', () => {
    const stream = new EventStream();
    stream.push('data: '.padEnd(1 << 20, 'x'));
    assert.throws(() => stream.push('x'), /too long/);
  });
});
