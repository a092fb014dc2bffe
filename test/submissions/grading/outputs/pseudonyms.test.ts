import assert from 'node:assert/strict';
import fc from 'fast-check';
import { adjectives, animals } from '../../../../submissions/grading/outputs/pseudonym-words.ts';
import { pseudonyms, pseudonymsCsv } from '../../../../submissions/grading/outputs/pseudonyms.ts';
import { studentFolders } from '../../../../submissions/grading/outputs/student-folders.ts';

const key = new Uint8Array(32).fill(7);

describe('Pseudonyms', () => {
  it('stay the same, whoever joins and in whatever order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.uniqueArray(fc.string()), (ids, joining) => {
        const before = pseudonyms(key, ids);
        const after = pseudonyms(key, [...joining, ...ids.toReversed()]);
        for (const id of ids) assert.equal(after.get(id), before.get(id));
      }),
    );
    assert.equal(pseudonyms(key, ['s1']).get('s1'), 'Zesty Swift 4659');
  });

  it('are two words and a number, and no two are the same', () => {
    const ids = Array.from({ length: 3000 }, (_, index) => `s${String(index)}`);
    const names = [...pseudonyms(key, ids).values()];
    assert.equal(new Set(names).size, ids.length);
    for (const name of names) assert.match(name, /^[A-Z][a-z]+ [A-Z][a-z]+ [1-9]\d{3,}$/);
  });

  it('are others under another key, and under none', () => {
    const [one, other] = [pseudonyms(key, ['s1']), pseudonyms(new Uint8Array(32), ['s1'])];
    assert.notEqual(one.get('s1'), other.get('s1'));
    assert.throws(() => pseudonyms(new Uint8Array(31), ['s1']), RangeError);
  });

  it('come of words that are there once each', () => {
    for (const words of [adjectives, animals]) {
      assert.equal(new Set(words).size, words.length);
      assert.ok(words.length > 80);
    }
  });

  it('are told to staff with names', () => {
    const names = pseudonyms(key, ['s1']);
    const csv = pseudonymsCsv([{ id: 's1', name: '=1+1', email: null }], names);
    assert.equal(csv, `pseudonym,id,student\r\n${names.get('s1') ?? ''},s1,'=1+1\r\n`);
  });
});

describe('The folder of a student', () => {
  it('is their id where that is harmless', () => {
    const ids = ['s1001', '4711', 'ada.lovelace', '王小明', 'a-b_c'];
    assert.deepEqual([...studentFolders(ids).values()], ids);
  });

  it('is never outside, hidden, reserved or too long, and never that of another', () => {
    const hostile = [
      '..',
      '.',
      '',
      '../../etc',
      'a/b',
      'a\\b',
      'CON',
      'nul.txt',
      '.hidden',
      'a\0b',
      'x'.repeat(500),
      'Ａ',
    ];
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostile, 'ADA', 'ada', 'é', 'e\u{301}')),
        ),
        (ids) => {
          const folders = studentFolders(ids);
          const names = [...folders.values()];
          assert.equal(new Set(names.map((name) => name.normalize('NFKC').toLowerCase())).size, ids.length);
          for (const name of names) {
            assert.match(name, /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}._-]*$/u);
            assert.ok(Buffer.byteLength(name) <= 80, name);
            assert.doesNotMatch(name, /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|\.$/i);
            assert.equal(name, name.normalize('NFC'));
          }
        },
      ),
    );
  });

  it('does not depend on who else is there, but for those whose ids differ in capitals alone', () => {
    const alone = studentFolders(['../x', 'ada']);
    const all = studentFolders(['bob', '../x', 'ada', 'carol']);
    assert.equal(all.get('../x'), alone.get('../x'));
    assert.equal(all.get('ada'), 'ada');
    assert.notEqual(studentFolders(['ada', 'ADA']).get('ada'), 'ada');
  });
});
