import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Message } from '../../../harness/protocol/messages.ts';
import { MessageParser } from '../../../harness/protocol/parser.ts';

function messagesOf(text: string): Message[] {
  return new MessageParser().push(Buffer.from(text, 'latin1')).flatMap((line) => [...line.messages]);
}

describe('the message parser', () => {
  it('reads every message of the protocol', () => {
    const cases: [string, Message][] = [
      ['m-ready', { kind: 'ready' }],
      ['m-name-dut-[ACME Inc.]', { kind: 'name', name: 'ACME Inc.' }],
      [
        'm-profile-[ULPMark for tinyML Firmware V0.0.1]',
        { kind: 'profile', profile: 'ULPMark for tinyML Firmware V0.0.1' },
      ],
      ['m-model-[kws01]', { kind: 'model', model: 'kws01' }],
      ['m-cap-[simulated,virtual-clock]', { kind: 'capabilities', capabilities: ['simulated', 'virtual-clock'] }],
      ['m-timestamp-mode-performance', { kind: 'timestamp-mode', mode: 'performance' }],
      ['m-timestamp-mode-energy', { kind: 'timestamp-mode', mode: 'energy' }],
      ['m-init-done', { kind: 'init-done' }],
      ['m-lap-us-64574712843', { kind: 'lap', lapUs: 64574712843 }],
      ['m-[Expecting 490 bytes]', { kind: 'expecting', bytes: 490 }],
      ['m-load-done', { kind: 'load-done' }],
      ['m-buffer-00-ff-7A', { kind: 'buffer', bytes: Buffer.from([0, 255, 0x7a]) }],
      ['m-warmup-start-10', { kind: 'warmup-start', iterations: 10 }],
      ['m-warmup-done', { kind: 'warmup-done' }],
      ['m-infer-start-300', { kind: 'infer-start', iterations: 300 }],
      ['m-infer-done', { kind: 'infer-done' }],
      ['m-results-[0.000,-1.5,nan,1e-3]', { kind: 'results', values: [0, -1.5, null, 0.001] }],
      ['e-[Unknown command: foo]', { kind: 'error', text: 'Unknown command: foo' }],
      ['Hello there', { kind: 'text', text: 'Hello there' }],
    ];
    for (const [text, message] of cases) assert.deepEqual(messagesOf(`${text}\r\n`), [message], text);
  });

  it('takes LF, CR LF and CR as line ends and passes over empty lines', () => {
    for (const end of ['\n', '\r\n', '\r', '\r\n\r\n']) {
      assert.deepEqual(messagesOf(`m-ready${end}m-init-done${end}`), [{ kind: 'ready' }, { kind: 'init-done' }]);
    }
  });

  it('finds tokens that are glued to echoes and to each other, as published logs have them', () => {
    assert.deepEqual(messagesOf('infer 120000 100%m-warmup-start-100\r\n'), [
      { kind: 'text', text: 'infer 120000 100%' },
      { kind: 'warmup-start', iterations: 100 },
    ]);
    assert.deepEqual(messagesOf('timestampm-lap-us-42m-ready\n'), [
      { kind: 'text', text: 'timestamp' },
      { kind: 'lap', lapUs: 42 },
      { kind: 'ready' },
    ]);
  });

  it('survives NUL bytes, in front of a token and within it', () => {
    assert.deepEqual(messagesOf('\0m-re\0ady\r\n'), [{ kind: 'ready' }]);
  });

  it('does not take what an error quotes for a message', () => {
    assert.deepEqual(messagesOf('e-[Unknown command: m-ready]\r\n'), [
      { kind: 'error', text: 'Unknown command: m-ready' },
    ]);
  });

  it('says nothing about a line that has no end yet', () => {
    const parser = new MessageParser();
    assert.deepEqual(parser.push(Buffer.from('m-rea')), []);
    assert.equal(parser.unfinishedLine, 'm-rea');
    assert.deepEqual(parser.push(Buffer.from('dy\n')), [{ text: 'm-ready', messages: [{ kind: 'ready' }] }]);
  });

  it('keeps flat on babble without line ends', () => {
    const parser = new MessageParser();
    for (let chunk = 0; chunk < 100; chunk++) parser.push(Buffer.alloc(10_000, 0x55));
    assert.ok(parser.unfinishedLine.length <= 65_536);
  });

  it('gives the same lines for the same bytes, in any chunks', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'm-ready',
        'm-lap-us-123',
        'm-results-[0.1,nan]',
        'e-[x]',
        '\r\n',
        '\n',
        '\r',
        '\0',
        ' ',
        '%',
        'm-',
      ),
      fc.string({ maxLength: 5, unit: 'binary-ascii' }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(12), { maxLength: 60 }), (pieces, cuts) => {
        const bytes = Buffer.from(pieces.join(''), 'latin1');
        const whole = new MessageParser().push(bytes);
        const parser = new MessageParser();
        const lines = [];
        let start = 0;
        for (const cut of cuts) {
          lines.push(...parser.push(bytes.subarray(start, start + cut)));
          start += cut;
        }
        lines.push(...parser.push(bytes.subarray(start)));
        assert.deepEqual(lines, whole);
      }),
    );
  });
});
