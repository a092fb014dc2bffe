import assert from 'node:assert/strict';
import { lineHash, lineText, noHash } from '../../../harness/session/journal-line.ts';
import type { JournalEvent } from '../../../harness/session/events.ts';
import { readOwnJournal } from '../../../submissions/evidence/read-journal.ts';
import type { ReadJournal } from '../../../submissions/evidence/read-journal.ts';
import { headOf, identityOf, ownDataset, sampleOf, windowOf } from '../../harness/session/example-session.ts';
import { memoryTree } from '../memory-tree.ts';

function journalOf(events: readonly JournalEvent[]): string {
  let [text, prev] = ['', noHash];
  for (const [seq, event] of events.entries()) {
    const line = lineText(event, seq, seq * 1000, prev);
    text += `${line}\n`;
    prev = lineHash(line);
  }
  return text;
}

function read(text: string): Promise<ReadJournal> {
  return readOwnJournal(memoryTree({ 'journal.jsonl': text }, 700), 'journal.jsonl');
}

const events: readonly JournalEvent[] = [
  headOf(),
  identityOf(),
  windowOf(0, { use: 'calibration' }),
  ...[0, 1, 2].map((index) => windowOf(index)),
  { type: 'finished' },
];

describe('the journal of a session of our own', () => {
  it('gives its counted windows, each with its line', async () => {
    const { windows, own } = await read(journalOf(events));
    assert.deepEqual(own, { simulated: false, unofficial: false, finished: true, problems: [] });
    assert.deepEqual(
      windows.map(({ place, input, elapsedUs }) => [place.line, input, elapsedUs]),
      [
        [4, 'tst_000000.bin', 10_400_000],
        [5, 'tst_000001.bin', 10_401_000],
        [6, 'tst_000002.bin', 10_402_000],
      ],
    );
  });

  it('takes the later of two measurements of a sample', async () => {
    const samples = [sampleOf(0), sampleOf(0, { results: [0, 0, 1] })];
    const { windows } = await read(journalOf([headOf({ mode: 'accuracy' }), identityOf(), ...samples]));
    assert.equal(windows.length, 1);
    assert.deepEqual(windows[0]?.results, [0, 0, 1]);
  });

  it('says what is simulated, unofficial or not finished', async () => {
    const { own } = await read(journalOf([headOf({ dataset: ownDataset }), identityOf({ simulated: true })]));
    assert.deepEqual(own, { simulated: true, unofficial: true, finished: false, problems: [] });
  });

  it('is read up to the first line that was changed, and says which', async () => {
    const text = journalOf(events).replace('"elapsedUs":10401000', '"elapsedUs":10301000');
    const { windows, own } = await read(text);
    assert.equal(windows.length, 2);
    assert.deepEqual(
      own.problems.map(({ line }) => line),
      [6],
    );
  });

  it('is read up to where it is cut off', async () => {
    const text = journalOf(events);
    const { windows, own } = await read(text.slice(0, -30));
    assert.equal(windows.length, 3);
    assert.equal(own.finished, false);
    assert.equal(own.problems.length, 1);
  });
});
