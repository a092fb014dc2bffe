import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readManagerLine } from '../../../runners/io-manager/manager-lines.ts';

describe('a line of an I/O manager', () => {
  for (const [what, line, messages] of [
    ['a line of the board', '[dut]: m-init-done', [{ kind: 'board', text: 'm-init-done' }]],
    ['an empty line of the board', '[dut]: ', [{ kind: 'board', text: '' }]],
    ['a lap of the board', '[dut]: m-lap-us-17', [{ kind: 'board', text: 'm-lap-us-17' }]],
    ['a lap of its own', 'm-lap-us-32508672', [{ kind: 'lap', lapUs: 32_508_672 }]],
    ['a command passed on', 'm-dut-passthrough(infer 10 1)', [{ kind: 'passthrough' }]],
    ['its ready', 'm-ready', [{ kind: 'ready' }]],
    ['its refusal', 'e-[Unknown command: setbaud]', [{ kind: 'error', text: 'Unknown command: setbaud' }]],
    ['text', 'tinyML Enhanced Interface Board', [{ kind: 'text', text: 'tinyML Enhanced Interface Board' }]],
    [
      'the echo of a command',
      'dut name%m-dut-passthrough(name)',
      [{ kind: 'text', text: 'dut name%' }, { kind: 'passthrough' }],
    ],
    [
      'two lines of the board glued together',
      '[dut]: m-warmup-done[dut]: m-infer-start-7',
      [
        { kind: 'board', text: 'm-warmup-done' },
        { kind: 'board', text: 'm-infer-start-7' },
      ],
    ],
    [
      'a lap glued to a line of the board',
      '[dut]: m-infer-start-7m-lap-us-99',
      [
        { kind: 'board', text: 'm-infer-start-7' },
        { kind: 'lap', lapUs: 99 },
      ],
    ],
    [
      'a lap glued before one',
      'm-lap-us-99[dut]: m-infer-done',
      [
        { kind: 'lap', lapUs: 99 },
        { kind: 'board', text: 'm-infer-done' },
      ],
    ],
    [
      'a command passed on, glued to a line of the board',
      '[dut]: m-readym-dut-passthrough(name)m-ready',
      [{ kind: 'board', text: 'm-ready' }, { kind: 'passthrough' }, { kind: 'ready' }],
    ],
    ['a prefix whose beginning was lost', 'ut]: m-ready', [{ kind: 'board', text: 'm-ready' }]],
    ['NUL bytes', '[du\0t]: m-re\0ady', [{ kind: 'board', text: 'm-ready' }]],
  ] as const) {
    it(`tells ${what}`, () => {
      assert.deepEqual(readManagerLine(line), messages);
    });
  }

  it('never takes a line of the board for its own, whatever it holds', () => {
    const line = fc.stringMatching(/^[a-z0-9 :[\](),.-]{0,60}$/).filter((text) => !text.includes(']:'));
    fc.assert(
      fc.property(line, (text) => {
        const [first, ...more] = readManagerLine(`[dut]: ${text}`);
        assert.equal(first?.kind, 'board');
        if (more.length === 0) assert.equal(first.text, text);
      }),
    );
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        assert.ok(Array.isArray(readManagerLine(text)));
      }),
    );
  });
});
