import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BenchError } from '../../../../harness/errors.ts';
import { readNpy } from '../../../../workloads/datasets/import/npy.ts';
import { npyFile } from './npy-file.ts';

function refuses(bytes: Uint8Array, reason: RegExp): void {
  assert.throws(() => readNpy(bytes, 'a.npy'), { code: 'array.unreadable', message: reason });
}

describe('A .npy file', () => {
  it('gives type, shape and values', () => {
    const data = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    assert.deepEqual(readNpy(npyFile('|u1', [2, 4], data), 'f'), {
      type: 'uint8',
      shape: [2, 4],
      data: Buffer.from(data),
    });
    assert.deepEqual(readNpy(npyFile('|i1', [8], data), 'f').type, 'int8');
    assert.deepEqual(readNpy(npyFile('<f4', [2, 1], data), 'f').shape, [2, 1]);
    assert.deepEqual(readNpy(npyFile('<f4', [], data.subarray(4)), 'f').shape, []);
    for (const version of [2, 3]) assert.equal(readNpy(npyFile('|u1', [8], data, { version }), 'f').data.length, 8);
  });

  it('is refused for types that no input has', () => {
    for (const type of ['<f8', '>f4', '<i8', '|b1', '|O', '<f2']) {
      refuses(npyFile(type, [2], new Uint8Array(16)), new RegExp(`values are ${type.replace('|', '\\|')}, not`));
    }
  });

  it('is refused where its values are too few, too many or by columns', () => {
    refuses(npyFile('<f4', [2, 2], new Uint8Array(15)), /values take 16 bytes, and 15 are there/);
    refuses(npyFile('<f4', [2, 2], new Uint8Array(17)), /values take 16 bytes, and 17 are there/);
    refuses(npyFile('|u1', [2, 2], new Uint8Array(4), { order: 'True' }), /by columns/);
    assert.equal(readNpy(npyFile('|u1', [4], new Uint8Array(4), { order: 'True' }), 'f').data.length, 4);
  });

  it('is refused where it is none', () => {
    refuses(new Uint8Array(), /does not begin/);
    refuses(Buffer.from('PK\x03\x04 an .npz is a zip file'), /does not begin/);
    refuses(npyFile('|u1', [4], new Uint8Array(4), { version: 9 }), /version 9/);
    refuses(npyFile('|u1', [4], new Uint8Array(4)).subarray(0, 40), /header is cut off/);
    refuses(npyFile("|u1', 'x': 'y", [4], new Uint8Array(4)).fill(0x20, 12, 60), /does not tell type/);
  });

  it('is read or refused, whatever is changed in it', () => {
    const whole = npyFile('<f4', [3, 2], new Uint8Array(24));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }),
        fc.nat(30),
        (changes, cut) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          try {
            readNpy(bytes.subarray(0, bytes.length - cut), 'f');
          } catch (error) {
            assert.ok(error instanceof BenchError && error.code === 'array.unreadable', String(error));
          }
        },
      ),
    );
  });
});
