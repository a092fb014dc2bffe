import type { JlsChunk, JlsChunks } from './jls-chunks.ts';
import { jlsTag, jlsType, payloadHeader, payloadHeaderBytes, viewOf, type ChunkHeader } from './jls-layout.ts';
import type { JlsTrack } from './jls-signals.ts';

/** A change of an input, or of a state. */
export interface LevelChange {
  /** The first sample with the new level, as the file counts the samples of this signal. */
  readonly sample: number;
  readonly level: number;
}

/** Samples in a row: each in the payload of a chunk, or all of one level. */
interface Block {
  readonly first: number;
  readonly count: number;
  readonly levels: Uint8Array | number;
}

/**
 * Reads along a signal of 1 or 4 bits. Its chunks are reached through the index of level 1, which names each and tells
 * of those that the writer left out because all their samples are of one level: the summary beside it says which.
 */
export class JlsLevels {
  readonly track: JlsTrack;
  readonly #chunks: JlsChunks;
  readonly #blocks: AsyncGenerator<Block>;
  readonly #bits: 1 | 4;
  #changes: LevelChange[] = [];
  #level: number | undefined;
  /** The sample up to which the levels have been read; nothing was yet. */
  #next: number | undefined;
  #ended = false;

  constructor(chunks: JlsChunks, track: JlsTrack) {
    this.track = track;
    this.#chunks = chunks;
    this.#bits = track.type === jlsType.u1 ? 1 : 4;
    this.#blocks = this.#walk();
  }

  /** Whether the changes before `sample` are known without reading on. */
  knows(sample: number): boolean {
    return this.#ended || (this.#next !== undefined && this.#next >= sample);
  }

  /**
   * Reads on until the changes before `sample` are known, or the signal ends.
   * @throws BenchError trace.broken
   */
  async readTo(sample: number): Promise<void> {
    while (!this.knows(sample)) {
      const block = await this.#blocks.next();
      if (block.done === true) this.#ended = true;
      else this.#take(block.value);
    }
  }

  /** The changes before `sample` that have not been taken yet, in order. */
  take(sample: number): readonly LevelChange[] {
    const later = this.#changes.findIndex((change) => change.sample >= sample);
    if (later === 0) return [];
    const taken = later < 0 ? this.#changes : this.#changes.slice(0, later);
    this.#changes = later < 0 ? [] : this.#changes.slice(later);
    return taken;
  }

  #take(block: Block): void {
    const { levels } = block;
    if (typeof levels === 'number') this.#at(block.first, levels);
    else this.#scan(block.first, block.count, levels);
    this.#next = block.first + block.count;
  }

  #at(sample: number, level: number): void {
    // The first level of all is no change.
    if (this.#level !== undefined && this.#level !== level) this.#changes.push({ sample, level });
    this.#level = level;
  }

  /** Samples lie in bytes from the lowest bit on. Bytes in which nothing changes are passed over. */
  #scan(first: number, count: number, bytes: Uint8Array): void {
    const perByte = 8 / this.#bits;
    const mask = 2 ** this.#bits - 1;
    for (let at = 0; at * perByte < count; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === this.#constantByte()) continue;
      const inByte = Math.min(perByte, count - at * perByte);
      for (let k = 0; k < inByte; k += 1) this.#at(first + at * perByte + k, (byte >>> (k * this.#bits)) & mask);
    }
  }

  #constantByte(): number {
    if (this.#level === undefined) return -1;
    return this.#bits === 1 ? this.#level * 0xff : this.#level * 0x11;
  }

  async *#walk(): AsyncGenerator<Block> {
    const { firstData, firstIndex } = this.track;
    let lastData: { readonly next: number } = { next: firstData };
    let index = firstIndex;
    while (index !== 0) {
      const next = await this.#readIndex(index);
      for (const [entry, offset] of next.offsets.entries()) {
        const first = next.first + entry * this.track.samplesPerData;
        if (offset === 0) {
          const block = this.#leftOut(next, first);
          if (block !== undefined) yield block;
        } else {
          const chunk = await this.#load(offset, jlsTag.data, 0);
          lastData = chunk;
          yield this.#inOrder(this.#block(chunk), chunk.offset);
        }
      }
      if (next.next !== 0 && next.next <= index) throw this.#chunks.broken(index, 'an index leads back');
      index = next.next;
    }
    yield* this.#behindIndexes(lastData.next);
  }

  /** What no index names, as in a file that was not closed: the chunks name their next. */
  async *#behindIndexes(from: number): AsyncGenerator<Block> {
    let offset = from;
    while (offset !== 0) {
      const chunk = await this.#load(offset, jlsTag.data, 0);
      const block = this.#block(chunk);
      const isAfterHole = this.#next !== undefined && block.first > this.#next;
      const { levels } = block;
      // Left out means of one level; where the level is the same before and after, it is that one.
      const level = typeof levels === 'number' ? levels : (levels[0] ?? 0) & (2 ** this.#bits - 1);
      if (isAfterHole && level !== this.#level) {
        throw this.#chunks.broken(
          chunk.offset,
          `where ${this.track.name} changed before is lost: the file was not closed`,
        );
      }
      yield isAfterHole ? block : this.#inOrder(block, chunk.offset);
      if (chunk.next !== 0 && chunk.next <= offset) throw this.#chunks.broken(offset, 'a list of chunks leads back');
      offset = chunk.next;
    }
  }

  async #readIndex(offset: number): Promise<LevelIndex> {
    const index = await this.#load(offset, jlsTag.index, 1);
    const head = payloadHeader(index.payload, 64);
    if (head === undefined) throw this.#chunks.broken(offset, 'an index is shorter than it says');
    const view = viewOf(index.payload);
    const offsets = Array.from({ length: head.entries }, (_, k) =>
      Number(view.getBigUint64(payloadHeaderBytes + 8 * k, true)),
    );
    const summary = await this.#load(index.end, jlsTag.summary, 1);
    const summaryHead = payloadHeader(summary.payload, 128);
    if (summaryHead === undefined || summaryHead.firstSample !== head.firstSample) {
      throw this.#chunks.broken(index.end, 'a summary does not belong to the index before it');
    }
    // Entries are mean, standard deviation, least and most.
    const means = Array.from({ length: summaryHead.entries }, (_, k) =>
      viewOf(summary.payload).getFloat32(payloadHeaderBytes + 16 * k, true),
    );
    return { offset, first: head.firstSample, next: index.next, offsets, means };
  }

  /** A chunk that was left out. The last may be shorter, by as much as the summary lacks. */
  #leftOut(index: LevelIndex, first: number): Block | undefined {
    const { samplesPerData, samplesPerEntry } = this.track;
    const begin = (first - index.first) / samplesPerEntry;
    const means = index.means.slice(begin, begin + samplesPerData / samplesPerEntry);
    const level = means[0];
    if (level === undefined) return undefined;
    if (!Number.isInteger(level) || level < 0 || level >= 2 ** this.#bits || means.some((mean) => mean !== level)) {
      throw this.#chunks.broken(index.offset, `a part of ${this.track.name} is lost that was not of one level`);
    }
    return this.#inOrder({ first, count: means.length * samplesPerEntry, levels: level }, index.offset);
  }

  #block({ payload, offset }: JlsChunk): Block {
    const head = payloadHeader(payload, this.#bits);
    if (head === undefined) throw this.#chunks.broken(offset, 'a chunk is shorter than it says');
    return { first: head.firstSample, count: head.entries, levels: payload.subarray(payloadHeaderBytes) };
  }

  #inOrder(block: Block, offset: number): Block {
    if (this.#next === undefined || block.first === this.#next) return block;
    throw this.#chunks.broken(offset, `${this.track.name} goes on at sample ${block.first} instead of ${this.#next}`);
  }

  /** A chunk of this signal. */
  async #load(offset: number, tag: number, level: number): Promise<JlsChunk> {
    const isOwn = (header: ChunkHeader): boolean =>
      header.tag === tag && header.signal === this.track.id && header.level === level;
    const chunk = await this.#chunks.load(offset, isOwn);
    if (!isOwn(chunk)) throw this.#chunks.broken(offset, `another chunk is there than one of ${this.track.name}`);
    return chunk;
  }
}

interface LevelIndex {
  readonly offset: number;
  /** The first sample of its first chunk. */
  readonly first: number;
  readonly next: number;
  /** Where its chunks are; 0 for those that were left out. */
  readonly offsets: readonly number[];
  readonly means: readonly number[];
}
