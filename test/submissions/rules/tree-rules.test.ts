import assert from 'node:assert/strict';
import { readSubmission } from '../../../submissions/layouts/read-submission.ts';
import type { TreeRule } from '../../../submissions/rules/rule.ts';
import { treeEmpty } from '../../../submissions/rules/tree-empty.ts';
import { treeLeftovers } from '../../../submissions/rules/tree-leftovers.ts';
import { treeLinks } from '../../../submissions/rules/tree-links.ts';
import { treeNames } from '../../../submissions/rules/tree-names.ts';
import { treeSize } from '../../../submissions/rules/tree-size.ts';
import type { TreeEntry } from '../../../submissions/tree.ts';
import { memoryTree } from '../memory-tree.ts';
import { smallSubmission } from '../small-submission.ts';

/** What a rule tells of a submission with more in its folders. */
async function told(rule: TreeRule, ...more: readonly TreeEntry[]): Promise<string[]> {
  const submission = await readSubmission(memoryTree(smallSubmission()), { round: 'v1.4', useFoldersAbove: false });
  const tree = { ...submission.tree, entries: [...submission.tree.entries, ...more] };
  return rule.judge({ ...submission, tree }).map(({ file, found }) => `${file}: ${found ?? ''}`);
}

const file = (path: string, bytes = 1): TreeEntry => ({ path, kind: 'file', bytes });

describe('the rules of files and folders', () => {
  it('say nothing of a submission as it should be', async () => {
    for (const rule of [treeEmpty, treeLeftovers, treeLinks, treeNames, treeSize])
      assert.deepEqual(await told(rule), [], rule.id);
  });

  it('tree-empty tells of a folder without anything in it, and not of one with a folder in it', async () => {
    const folders = ['closed/a', 'closed/a/b'].map((path): TreeEntry => ({ path, kind: 'directory', bytes: 0 }));
    assert.deepEqual(await told(treeEmpty, ...folders), ['closed/a/b: 0']);
    assert.deepEqual(await told(treeEmpty, ...folders, file('closed/a/b/c')), []);
  });

  it('tree-leftovers tells of what systems and editors leave', async () => {
    const names = ['.DS_Store', 'Thumbs.db', '._log.txt', 'log.txt~', '.log.txt.swp', 'log.txt.bak'];
    assert.deepEqual(
      await told(treeLeftovers, ...names.map((name) => file(`closed/${name}`))),
      names.map((name) => `closed/${name}: ${name}`),
    );
    assert.deepEqual(await told(treeLeftovers, file('closed/backup.txt'), file('.gitignore')), []);
  });

  it('tree-links tells of links and of what is no file', async () => {
    assert.deepEqual(
      await told(treeLinks, { path: 'a', kind: 'link', bytes: 0 }, { path: 'b', kind: 'other', bytes: 0 }),
      ['a: link', 'b: other'],
    );
    const unread: TreeEntry = { path: 'c', kind: 'other', bytes: 0, problem: 'permission denied' };
    assert.deepEqual(await told(treeLinks, unread), ['c: permission denied']);
  });

  it('tree-names tells of blanks, parentheses and very long names', async () => {
    const long = 'x'.repeat(121);
    assert.deepEqual(await told(treeNames, file('closed/my board.txt'), file('closed/log (1).txt'), file(long)), [
      'closed/my board.txt: my board.txt',
      'closed/log (1).txt: log (1).txt',
      `${long}: ${long}`,
    ]);
    assert.deepEqual(await told(treeNames, file('closed/log-1.0_a+b.txt')), []);
  });

  it('tree-size tells of a file of more than 50 MB', async () => {
    assert.deepEqual(await told(treeSize, file('closed/log.txt', 50e6), file('closed/trace.bin', 60e6)), [
      'closed/trace.bin: 60 MB',
    ]);
  });
});
