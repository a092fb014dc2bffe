import assert from 'node:assert/strict';
import fc from 'fast-check';
import { crc32, crc32c } from '../../../power/formats/crc32c.ts';

describe('the checksums of trace files', () => {
  it('are those of the standards for the digits 1 to 9', () => {
    assert.equal(crc32c(Buffer.from('123456789')), 0xe3069283);
    assert.equal(crc32(Buffer.from('123456789')), 0xcbf43926);
  });

  it('are those of RFC 3720 for 32 bytes of zeros, ones and numbers in order', () => {
    assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
    assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
    assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, k) => k)), 0x46dd794e);
  });

  it('are the same however the bytes lie in memory and are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(7), (bytes, cut, shift) => {
        const shifted = new Uint8Array(bytes.length + shift);
        shifted.set(bytes, shift);
        const expected = bitByBit(bytes);
        assert.equal(crc32c(shifted.subarray(shift)), expected);
        assert.equal(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut))), expected);
      }),
    );
  });
});

function bitByBit(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (const byte of bytes) {
    remainder ^= byte;
    for (let bit = 0; bit < 8; bit += 1) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0x82f63b78 : 0);
  }
  return ~remainder >>> 0;
}
