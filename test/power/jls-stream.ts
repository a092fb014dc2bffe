import { crc32c } from '../../power/formats/crc32c.ts';
import type { OpenBytes } from '../../power/formats/byte-source.ts';
import { JlsWriter } from './jls-writer.ts';

const samplesPerData = 8192;
const payloadBytes = 16 + 4 * samplesPerData;
const chunkBytes = 32 + payloadBytes + 8;
const addressBytes = 32;

/**
 * A Joulescope file of any length that is made as it is read: current and voltage at 1 MHz, in blocks as the vendor's
 * writer makes them, all checksums right, and an input that never changes. The samples repeat in each block.
 * @param blocks of 8192 samples
 */
export function jlsStream(blocks: number): {
  readonly open: OpenBytes;
  readonly samples: number;
  readonly bytes: number;
} {
  const writer = new JlsWriter();
  writer.signal({ id: 1, name: 'current', unit: 'A', type: 'f32', sampleRateHz: 1_000_000 });
  writer.signal({ id: 2, name: 'voltage', unit: 'V', type: 'f32', sampleRateHz: 1_000_000 });
  writer.signal({ id: 3, name: 'gpi[0]', type: 'u1', sampleRateHz: 1_000_000 });
  writer.add(3, 0, new Uint8Array(64));
  const whole = writer.close();
  const before = whole.slice(0, whole.length - addressBytes);
  const end = whole.slice(whole.length - addressBytes);
  const chunks = [1, 2].map((signal) => new RepeatedChunk(signal));
  const pairBytes = chunkBytes * chunks.length;
  const endAt = before.length + blocks * pairBytes;
  const bytes = endAt + end.length;

  const open: OpenBytes = () =>
    Promise.resolve({
      size: bytes,
      read(target, position) {
        let held = 0;
        const copy = (from: Uint8Array, at: number): void => {
          const part = from.subarray(at, at + target.length - held);
          target.set(part, held);
          held += part.length;
        };
        while (held < target.length && position + held < bytes) {
          const at = position + held;
          if (at < before.length) copy(before, at);
          else if (at >= endAt) copy(end, at - endAt);
          else {
            const number = Math.floor((at - before.length) / chunkBytes);
            const chunk = chunks[number % chunks.length];
            if (chunk === undefined) throw new Error('there are two signals');
            copy(chunk.numbered(Math.floor(number / chunks.length)), (at - before.length) % chunkBytes);
          }
        }
        return Promise.resolve(held);
      },
      close: () => Promise.resolve(),
    });
  return { open, samples: blocks * samplesPerData, bytes };
}

/** A chunk of samples that are always the same, but for their number. */
class RepeatedChunk {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** What the 16 bytes before the samples add to the checksum, a bit each. */
  readonly #bits: readonly number[];
  readonly #plain: number;

  constructor(signal: number) {
    this.#bytes = new Uint8Array(chunkBytes);
    this.#view = new DataView(this.#bytes.buffer);
    this.#view.setUint8(16, 0x22);
    this.#view.setUint16(18, signal, true);
    this.#view.setUint32(20, payloadBytes, true);
    this.#view.setUint32(28, crc32c(this.#bytes.subarray(0, 28)), true);
    this.#view.setUint32(32 + 8, samplesPerData, true);
    this.#view.setUint16(32 + 12, 32, true);
    for (let k = 0; k < samplesPerData; k += 1) {
      this.#view.setFloat32(32 + 16 + 4 * k, signal === 1 ? 0.01 + (k % 100) * 1e-5 : 3.3, true);
    }
    this.#plain = this.#checksum();
    // A checksum is linear: each bit of the number changes it by the same, whatever the others are.
    this.#bits = Array.from({ length: 53 }, (_, bit) => {
      this.#view.setBigUint64(32, 1n << BigInt(bit), true);
      return this.#checksum() ^ this.#plain;
    });
  }

  numbered(block: number): Uint8Array {
    let rest = BigInt(block * samplesPerData);
    this.#view.setBigUint64(32, rest, true);
    let checksum = this.#plain;
    for (let bit = 0; rest > 0n; bit += 1, rest >>= 1n) {
      if ((rest & 1n) === 1n) checksum ^= this.#bits[bit] ?? 0;
    }
    this.#view.setUint32(chunkBytes - 4, checksum, true);
    return this.#bytes;
  }

  #checksum(): number {
    return crc32c(this.#bytes.subarray(32, 32 + payloadBytes));
  }
}
