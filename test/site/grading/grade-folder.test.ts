import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClassFile } from '../../../site/grading/class-files.ts';
import { formerGrades, openGradeFolder, pseudonymKey, writeGradeFolder } from '../../../site/grading/grade-folder.ts';

const grades = '{\n "format": "boardbench-grades",\n "students": []\n}\n';

function files(...students: readonly string[]): ClassFile[] {
  return [
    { path: 'grades.json', content: grades },
    { path: 'pseudonyms.csv', content: 'pseudonym,id\n' },
    ...students.map((id) => ({ path: `students/${id}/feedback.md`, content: `# ${id}\n` })),
  ];
}

describe('the folder of grades', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-grades-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('takes files over that are as they were, and writes the others', () => {
    assert.deepEqual(writeGradeFolder(folder, files('ann', 'bob')), { written: 4, unchanged: 0, removed: 0 });
    const before = statSync(join(folder, 'students', 'ann', 'feedback.md')).mtimeMs;
    const changed = files('ann', 'bob').map((file) =>
      file.path.includes('bob') ? { ...file, content: 'another' } : file,
    );
    assert.deepEqual(writeGradeFolder(folder, changed), { written: 1, unchanged: 3, removed: 0 });
    assert.equal(statSync(join(folder, 'students', 'ann', 'feedback.md')).mtimeMs, before);
    assert.equal(readFileSync(join(folder, 'students', 'bob', 'feedback.md'), 'utf8'), 'another');
  });

  it('removes the pages of who is gone, and nothing that somebody else put there', () => {
    writeGradeFolder(folder, files('ann', 'bob'));
    const note = join(folder, 'students', 'bob', 'my-notes.txt');
    writeFileSync(note, 'mine');
    assert.equal(writeGradeFolder(folder, files('cem')).removed, 2);
    assert.deepEqual(readdirSync(join(folder, 'students')).sort(), ['bob', 'cem']);
    assert.deepEqual(readdirSync(join(folder, 'students', 'bob')), ['my-notes.txt']);
  });

  it('removes final grades of before the hidden part was published', () => {
    writeGradeFolder(folder, [...files(), { path: 'canvas-final.csv', content: 'Student\n' }]);
    assert.equal(writeGradeFolder(folder, files()).removed, 1);
    assert.ok(!existsSync(join(folder, 'canvas-final.csv')));
  });

  it('may be absent, empty, begun or one of grades, and nothing else', () => {
    openGradeFolder(join(folder, 'absent', 'deep'));
    const begun = join(folder, 'begun');
    mkdirSync(join(begun, 'cache'), { recursive: true });
    pseudonymKey(begun);
    openGradeFolder(begun);
    writeGradeFolder(begun, files('ann'));
    openGradeFolder(begun);
    assert.equal(formerGrades(begun), grades);
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'grades.json'), '{"mine": true}');
    assert.throws(() => {
      openGradeFolder(other);
    }, /is not empty/);
    assert.equal(formerGrades(other), null);
    assert.throws(() => {
      openGradeFolder(join(other, 'grades.json'));
    }, /could not be written/);
  });

  it('keeps its key from call to call, for its owner alone, and refuses one that is none', () => {
    const key = pseudonymKey(folder);
    assert.deepEqual(pseudonymKey(folder), Buffer.from(key));
    writeGradeFolder(folder, files());
    if (process.platform !== 'win32') {
      for (const name of ['pseudonym.key', 'pseudonyms.csv']) {
        assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
      }
    }
    for (const text of ['', 'secret', key.toString().slice(0, 8), `${'ab'.repeat(8)}\n`]) {
      writeFileSync(join(folder, 'pseudonym.key'), text);
      assert.throws(() => pseudonymKey(folder), /is no key of pseudonyms/);
    }
  });

  it('is for its owner alone, but for what everybody may see', function () {
    if (process.platform === 'win32') this.skip();
    openGradeFolder(folder);
    const all = [...files('ann'), ...['class.html', 'leaderboard.json'].map((path) => ({ path, content: 'x' }))];
    writeGradeFolder(folder, all);
    writeFileSync(join(folder, 'usual'), '');
    const modeOf = (path: string): number => statSync(join(folder, path)).mode & 0o777;
    // As an earlier version left it.
    chmodSync(join(folder, 'grades.json'), 0o644);
    chmodSync(join(folder, 'students'), 0o755);
    openGradeFolder(folder);
    assert.equal(writeGradeFolder(folder, all).written, 0);
    for (const name of ['cache', 'students']) assert.equal(modeOf(name), 0o700, name);
    for (const name of ['grades.json', 'pseudonyms.csv', 'students/ann/feedback.md']) {
      assert.equal(modeOf(name), 0o600, name);
    }
    for (const name of ['class.html', 'leaderboard.json']) assert.equal(modeOf(name), modeOf('usual'), name);
  });

  it('writes grades.json last, so that a run that was ended goes on', () => {
    function* ended(): Generator<ClassFile> {
      yield* files('ann');
      throw new Error('ended');
    }
    assert.throws(() => writeGradeFolder(folder, ended()), /ended/);
    assert.ok(!existsSync(join(folder, 'grades.json')));
    // What the run before had begun with.
    pseudonymKey(folder);
    openGradeFolder(folder);
    assert.equal(writeGradeFolder(folder, files('ann')).written, 1);
  });
});
