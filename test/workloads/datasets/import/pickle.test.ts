import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PickleProblem } from '../../../../workloads/datasets/import/pickle-bytes.ts';
import { PickledArray, readPickle } from '../../../../workloads/datasets/import/pickle.ts';
import { list, pickledBatch, pickleOf, shortString, text, uint8Array } from './cifar-files.ts';

function refuses(bytes: Uint8Array, reason: RegExp): void {
  assert.throws(
    () => readPickle(bytes),
    (error) => {
      assert.ok(error instanceof PickleProblem, String(error));
      assert.match(error.message, reason);
      return true;
    },
  );
}

const protocol2 = '\x80\x02';

describe('The pickles of CIFAR-10', () => {
  it('give dictionaries of numbers, strings, lists and arrays', () => {
    const value = readPickle(
      pickleOf([
        ['text', shortString('abc')],
        ['numbers', list([text('K\x07'), text('M\x10\x27'), text('J\xff\xff\xff\xff'), text('\x8a\x02\x00\xff')])],
        ['array', uint8Array([2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6))],
        ['nothing', text('N')],
      ]),
    );
    assert.ok(value instanceof Map);
    assert.deepEqual([...value.keys()], ['text', 'numbers', 'array', 'nothing']);
    assert.deepEqual(value.get('text'), text('abc'));
    assert.deepEqual(value.get('numbers'), [7, 10_000, -1, -256]);
    const array = value.get('array');
    assert.ok(array instanceof PickledArray);
    assert.deepEqual([array.shape, array.dtype, array.isFortranOrder], [[2, 3], 'u1', false]);
    assert.deepEqual([...array.data], [1, 2, 3, 4, 5, 6]);
  });

  it('come by single items and by what was put aside as well', () => {
    const value = readPickle(text(`${protocol2}}q\x01U\x01a]q\x02K\x05asU\x01bh\x02s.`));
    assert.ok(value instanceof Map);
    assert.deepEqual(value.get('a'), [5]);
    assert.equal(value.get('b'), value.get('a'));
  });

  it('execute nothing: what they name and call is refused', () => {
    refuses(text(`${protocol2}cos\nsystem\n(U\x04echotR.`), /it names os\.system at byte 2, which is not followed/);
    refuses(text(`${protocol2}c__builtin__\neval\n.`), /it names __builtin__\.eval/);
    refuses(text(`${protocol2}cnumpy\ndtype\ncnumpy\nndarray\n\x85R.`), /it calls something/);
    refuses(text(`${protocol2}cnumpy\nndarray\nK\x00\x85R.`), /it calls something/);
    for (const opcode of ['i', 'o', '\x81', '\x82', 'P', 'Q', '\x93', 'X', 'I', 'd']) {
      refuses(text(`${protocol2}${opcode}\x00\x00\x00\x00.`), /opcode 0x.. at byte 2 does not belong/);
    }
  });

  it('are refused in other protocols, cut off, or with something behind', () => {
    refuses(text('\x80\x04N.'), /no pickle of protocol 2/);
    refuses(text('}.'), /no pickle of protocol 2/);
    refuses(text(`${protocol2}U\x09abc`), /cut off: 9 bytes belong after byte 4, and 3 are there/);
    refuses(text(`${protocol2}N.N`), /bytes follow its end at 4/);
    const whole = pickledBatch([{ name: 'a_s_1.png', label: 3, value: () => 1 }]);
    for (const length of [0, 1, 2, 3, 50, 200, whole.length - 4000, whole.length - 1]) {
      refuses(whole.subarray(0, Math.max(0, length)), /./);
    }
  });

  it('are refused where values and opcodes do not fit', () => {
    refuses(text(`${protocol2}.`), /a value is missing/);
    refuses(text(`${protocol2}e.`), /a mark is missing/);
    refuses(text(`${protocol2}NNa.`), /no list/);
    refuses(text(`${protocol2}NU\x01aNs.`), /no dictionary/);
    refuses(text(`${protocol2}}(K\x01Nu.`), /a key is no string/);
    refuses(text(`${protocol2}}(Nu.`), /no dictionary/);
    refuses(text(`${protocol2}h\x05.`), /nothing was put/);
    refuses(text(`${protocol2}NNb.`), /no numpy array/);
    refuses(text(`${protocol2}cos`), /a name has no end/);
  });

  it('are read or refused, whatever bytes there are', () => {
    const opcodes = fc.constantFrom(...Array.from('()]}N\x88\x89KMJUT\x85\x86\x87tRbaesuqrhj.', (c) => text(c)));
    const scrap = fc.oneof(
      opcodes,
      fc.uint8Array({ maxLength: 4 }),
      fc.constantFrom(text('cnumpy\ndtype\n'), text('cnumpy\nndarray\n'), text('U\x01a'), text('K\x01')),
    );
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 30 }), (scraps) => {
        try {
          readPickle(Buffer.concat([text(protocol2), ...scraps, text('.')]));
        } catch (error) {
          assert.ok(error instanceof PickleProblem, String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
