import assert from 'node:assert/strict';
import { errorToJson, exitStatusOf, formatTable, printError } from '../../../harness/cli/output.ts';
import { formatSeconds, ProgressLine, progressText } from '../../../harness/cli/progress-line.ts';
import { failure } from '../../../harness/errors.ts';
import { TestClock } from '../../test-clock.ts';

describe('the output of commands', () => {
  it('lays tables out with numbers to the right', () => {
    assert.deepEqual(
      formatTable(
        ['board', 'inf./s'],
        [
          ['a', '5.1'],
          ['longer', '123.25'],
        ],
      ),
      ['board   inf./s', 'a          5.1', 'longer  123.25'],
    );
  });

  it('prints errors without what would steer the terminal', () => {
    const written: string[] = [];
    process.stderr.write = (text: unknown): boolean => written.push(String(text)) > 0;
    try {
      printError(failure('archive.duplicate', { archive: 'a.zip', entry: '\u001b[2J.txt' }));
    } finally {
      // What was put before it goes, and the own one shows again.
      Reflect.deleteProperty(process.stderr, 'write');
    }
    assert.match(written.join(''), /entries for \\x1b\[2J\.txt\n {2}\S/);
  });

  it('gives errors their code, message and remedy, and the exit status of the table', () => {
    const error = failure('usage.device-scheme', { scheme: 'usb', url: 'usb:x' });
    assert.equal(errorToJson(error)['code'], 'usage.device-scheme');
    assert.equal(exitStatusOf(error), 2);
    assert.equal(exitStatusOf(new Error('x')), 1);
    assert.equal(errorToJson(new Error('x'))['code'], 'internal');
  });
});

describe('the progress line', () => {
  it('says what, how far and how long', () => {
    const progress = { what: 'sample', done: 119, total: 1000 };
    assert.equal(
      progressText('kws01 accuracy: sample', progress, 0.1),
      'kws01 accuracy: sample 120 of 1000, 11 %, 1 min 29 s left',
    );
    assert.equal(formatSeconds(3.2), '4 s');
    assert.equal(formatSeconds(6000), '1 h 40 min');
  });

  const written = (terminal: { isTTY?: boolean; columns?: number }): string => {
    let text = '';
    const line = new ProgressLine(new TestClock(), { ...terminal, write: (piece: string) => (text += piece) });
    line.show('kws01 accuracy', { what: 'sample', done: 0, total: 10 });
    line.clear();
    return text;
  };

  it('is drawn on a terminal, never wider than it, and taken away', () => {
    assert.equal(written({ isTTY: true, columns: 20 }), '\r\x1b[Kkws01 accuracy: sam\r\x1b[K');
    assert.match(written({ isTTY: true, columns: 0 }), /sample 1 of 10, 0 %/);
  });

  it('is silent elsewhere', () => {
    assert.equal(written({}), '');
  });
});
