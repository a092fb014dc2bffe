import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BenchError } from '../../../harness/errors.ts';
import { labelsDigest } from '../../../workloads/datasets/digest.ts';
import { parseLabelFile } from '../../../workloads/datasets/label-file.ts';

/** Asserts that the text is refused on that line, for that reason. */
function refuses(text: string, line: number, reason: RegExp): void {
  assert.throws(
    () => parseLabelFile(text, 'y_labels.csv'),
    (error) => {
      assert.ok(error instanceof BenchError && error.code === 'dataset.label', String(error));
      assert.match(error.message, new RegExp(`^y_labels\\.csv:${line}: `));
      assert.match(error.message, reason);
      return true;
    },
  );
}

const names = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9_ .-]{0,10}[A-Za-z0-9]\.bin$/), {
  minLength: 1,
  maxLength: 20,
  selector: (name) => name.trim(),
});

describe('A label file', () => {
  it('gives files and classes, and windows where they slide', () => {
    assert.deepEqual(parseLabelFile('a.bin,12,7\nb.bin,2,1,2560,512\n', 'f'), [
      { file: 'a.bin', classes: 12, label: 7, window: null, line: 1 },
      { file: 'b.bin', classes: 2, label: 1, window: { widthBytes: 2560, strideBytes: 512 }, line: 2 },
    ]);
  });

  it('may have a byte order mark, CR LF, blank lines, and no end of line at its end', () => {
    const rows = parseLabelFile('\uFEFFa.bin,2,0\r\n\r\n b.bin , 2 , 1', 'f');
    assert.deepEqual(
      rows.map(({ file, label, line }) => [file, label, line]),
      [
        ['a.bin', 0, 1],
        ['b.bin', 1, 3],
      ],
    );
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 2, max: 99 }), (files, classes) => {
        const text = files.map((file, index) => `${file},${classes},${index % classes}`).join('\n');
        const rows = parseLabelFile(text, 'f');
        assert.deepEqual(
          rows.map(({ file, label }) => [file, label]),
          files.map((file, index) => [file.trim(), index % classes]),
        );
      }),
    );
  });

  it('is read or refused by its line, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        try {
          for (const row of parseLabelFile(text, 'f')) assert.ok(row.label < row.classes);
        } catch (error) {
          assert.ok(error instanceof BenchError && error.code === 'dataset.label');
        }
      }),
    );
  });

  it('is refused when it is empty', () => {
    refuses('', 1, /no rows/);
    refuses('\n \n', 1, /no rows/);
  });

  it('is refused for a class that is none', () => {
    refuses('a.bin,12,3\nb.bin,12,12\n', 2, /class 12 is none of 0 to 11/);
    refuses('a.bin,12,-1', 1, /the class is no whole number: "-1"/);
    refuses('a.bin,1,0', 1, /1 classes/);
  });

  it('is refused for fields too few, too many or malformed', () => {
    refuses('a.bin,12', 1, /2 fields where 3 or 5/);
    refuses('a.bin,2,0,2560', 1, /4 fields/);
    refuses('a.bin,2,0,2560,', 1, /the stride is no whole number/);
    refuses('a.bin,2,0,2560,0', 1, /at least 1/);
    refuses('a.bin,twelve,0\n', 1, /header|number of classes/);
    refuses(',12,0', 1, /no file name/);
  });

  it('is told from one with a header', () => {
    refuses('file,classes,class\na.bin,2,0\n', 1, /header/);
  });

  it('is refused for a file that stands in it twice', () => {
    refuses('a.bin,2,0\nb.bin,2,0\na.bin,2,1\n', 3, /a\.bin stands on line 1 already/);
  });

  it('cannot lead out of its folder', () => {
    for (const name of ['../a.bin', '/etc/passwd', 'C:\\a.bin', '..', 'sub/a.bin', 'a\0.bin']) {
      refuses(`${name},2,0`, 1, /no plain file name/);
    }
  });
});

describe('The digest of labels', () => {
  it('is the same however the file was copied', () => {
    const digest = labelsDigest('a.bin,2,0\nb.bin,2,1\n');
    assert.equal(labelsDigest('\uFEFFa.bin,2,0\r\nb.bin,2,1'), digest);
    assert.equal(labelsDigest('a.bin,2,0\rb.bin,2,1\r\r'), digest);
    assert.notEqual(labelsDigest('a.bin,2,1\nb.bin,2,1\n'), digest);
  });
});
