import assert from 'node:assert/strict';
import { parseClassFile } from '../../../../workloads/datasets/import/class-file.ts';

function refuses(text: string, line: number, reason: RegExp, classes?: readonly string[]): void {
  const message = new RegExp(`^list\\.csv:${line}: .*${reason.source}`);
  assert.throws(() => parseClassFile(text, 'list.csv', classes), { code: 'import.labels', message });
}

describe('A list of inputs and classes', () => {
  it('gives paths and classes by name, the names sorted', () => {
    const { rows, classes } = parseClassFile('a/x.png,tit\nb.png,sparrow\n', 'f');
    assert.deepEqual(classes, ['sparrow', 'tit']);
    assert.deepEqual(rows, [
      { path: 'a/x.png', label: 1, line: 1 },
      { path: 'b.png', label: 0, line: 2 },
    ]);
  });

  it('gives classes by number, up to the highest', () => {
    const { rows, classes } = parseClassFile('a.png,2\nb.png,0\n', 'f');
    assert.deepEqual(classes, ['0', '1', '2']);
    assert.deepEqual(
      rows.map(({ label }) => label),
      [2, 0],
    );
  });

  it('takes names and numbers of the classes it is told', () => {
    const { rows, classes } = parseClassFile('a.png,tit\nb.png,0\n', 'f', ['none', 'tit']);
    assert.deepEqual(classes, ['none', 'tit']);
    assert.deepEqual(
      rows.map(({ label }) => label),
      [1, 0],
    );
  });

  it('may have a header, quotes, blank lines, CR LF and a byte order mark', () => {
    const { rows } = parseClassFile('\uFEFFFile,Class\r\n"a, b.png" , x\r\n\r\nc.png,y', 'f');
    assert.deepEqual(
      rows.map(({ path, line }) => [path, line]),
      [
        ['a, b.png', 2],
        ['c.png', 4],
      ],
    );
  });

  it('is refused by the line of a class that is none', () => {
    refuses('a.png,tit\nb.png,tut\n', 2, /"tut" is no class; there are: none, tit/, ['none', 'tit']);
    refuses('a.png,0\nb.png,2\n', 2, /"2" is no class/, ['none', 'tit']);
    refuses('a.png,-1\nb.png,0\n', 1, /"-1" is no class/, ['none', 'tit']);
  });

  it('is refused for fields too few, too many or empty', () => {
    refuses('a.png,0\nb.png\n', 2, /1 fields where file and class belong/);
    refuses('a.png,0,1\n', 1, /3 fields/);
    refuses('a.png,\n', 1, /there is no class/);
    refuses(',1\n', 1, /there is no file/);
    refuses('a.png,x\n"b.png,y\n', 2, /./);
  });

  it('is refused where it has no rows, one class, or a file twice', () => {
    refuses('', 1, /no rows/);
    refuses('file,class\n', 1, /no rows/);
    refuses('', 1, /no rows/, ['a', 'b']);
    refuses('a.png,x\nb.png,x\n', 1, /1 classes, where two is the least/);
    refuses('a.png,x\nb.png,y\na.png,y\n', 3, /a\.png stands on line 1 already/);
  });

  it('cannot lead out of its folder', () => {
    for (const path of ['../a.png', '/etc/passwd', 'a/../../b.png', 'C:\\a.png', './a.png', 'a//b.png']) {
      refuses(`${path},x\nb.png,y\n`, 1, /is no path in the folder/);
    }
  });
});
