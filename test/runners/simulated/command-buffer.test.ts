import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CommandBuffer } from '../../../runners/simulated/command-buffer.ts';
import type { ReceivedCommand, Terminator } from '../../../runners/simulated/command-buffer.ts';

function received(terminator: Terminator, ...chunks: string[]): ReceivedCommand[] {
  const buffer = new CommandBuffer(terminator);
  const commands: ReceivedCommand[] = [];
  for (const chunk of chunks) {
    const bytes = Buffer.from(chunk, 'latin1');
    let start = 0;
    while (start < bytes.length) {
      const { next, command } = buffer.take(bytes, start);
      if (command !== undefined) commands.push(command);
      start = next;
    }
  }
  return commands;
}

function texts(terminator: Terminator, ...chunks: string[]): string[] {
  return received(terminator, ...chunks).map((command) => command.text);
}

describe('the command buffer', () => {
  it('ends a command at each %', () => {
    assert.deepEqual(texts('percent', 'name%profile%db'), ['name', 'profile']);
  });

  it('holds 80 characters', () => {
    assert.deepEqual(texts('percent', `${'a'.repeat(80)}%`), ['a'.repeat(80)]);
  });

  it('loses what is beyond 80 characters, silently, in one chunk or in several', () => {
    assert.deepEqual(texts('percent', `${'a'.repeat(80)}bc%`), ['a'.repeat(80)]);
    assert.deepEqual(texts('percent', 'a'.repeat(79), 'abc', 'd%'), ['a'.repeat(80)]);
  });

  it('is as good as new after a command that was too long', () => {
    assert.deepEqual(texts('percent', `${'a'.repeat(200)}%name%`), ['a'.repeat(80), 'name']);
  });

  it('counts all bytes of the wire, those it lost too', () => {
    assert.deepEqual(
      received('percent', `${'a'.repeat(100)}%name%`).map((command) => command.wireBytes),
      [101, 5],
    );
  });

  it('keeps CR and LF as characters', () => {
    assert.deepEqual(texts('percent', 'name%\r\nname%'), ['name', '\r\nname']);
  });

  it('ends a text at a NUL', () => {
    assert.deepEqual(texts('percent', 'na\0me%'), ['na']);
  });

  it('acts on % with CR behind it where the firmware needs that, and on nothing else', () => {
    assert.deepEqual(texts('cr', 'name%profile%\rname%\r'), ['name%profile', 'name']);
    assert.deepEqual(texts('cr', 'name%\r\nname%\r\n'), ['name', '\nname']);
    assert.deepEqual(texts('lf', 'name%\nname%\n'), ['name', 'name']);
  });

  it('gives the same commands for any chunking of the same bytes', () => {
    const text = fc.array(fc.constantFrom('%', ' ', 'd', 'b', '0', '\r', '\0', 'x'.repeat(40)), { maxLength: 60 });
    fc.assert(
      fc.property(text, fc.array(fc.integer({ min: 1, max: 50 })), (pieces, sizes) => {
        const whole = pieces.join('');
        const chunks: string[] = [];
        let start = 0;
        for (const size of sizes) {
          chunks.push(whole.slice(start, start + size));
          start += size;
        }
        assert.deepEqual(received('percent', ...chunks, whole.slice(start)), received('percent', whole));
      }),
    );
  });
});
