import { failure } from '../../../harness/errors.ts';

/**
 * Read access to a FlatBuffer (flatbuffers.dev/internals) whose bytes are not trusted: every offset is checked before
 * it is followed, and what is copied out of it in all is bounded by its size, however often its parts are referred to.
 * @throws BenchError model.unreadable from every method
 */
export class FlatBuffer {
  readonly fileName: string;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #bytesToCopy: number;

  constructor(bytes: Uint8Array, fileName: string) {
    this.fileName = fileName;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // A sound file holds each vector once; four times leaves room for writers that share equal ones.
    this.#bytesToCopy = 4 * bytes.byteLength + 1024;
  }

  /** The four characters that name the format of the file. */
  get identifier(): string {
    this.check(4, 4);
    return String.fromCharCode(...this.#bytes.subarray(4, 8));
  }

  root(): FlatTable {
    return new FlatTable(this, this.follow(0));
  }

  refuse(problem: string): never {
    throw failure('model.unreadable', { file: this.fileName, problem });
  }

  check(at: number, bytes: number): void {
    if (at < 0 || at + bytes > this.#bytes.byteLength)
      this.refuse(`it refers to byte ${at + bytes} and has ${this.#bytes.byteLength}`);
  }

  /** The position that the offset stored at `at` leads to; always a later one, so that no loop can arise. */
  follow(at: number): number {
    const offset = this.uint32(at);
    if (offset === 0) this.refuse(`the offset at byte ${at} leads to itself`);
    this.check(at + offset, 4);
    return at + offset;
  }

  uint8(at: number): number {
    this.check(at, 1);
    return this.#view.getUint8(at);
  }

  int8(at: number): number {
    this.check(at, 1);
    return this.#view.getInt8(at);
  }

  uint16(at: number): number {
    this.check(at, 2);
    return this.#view.getUint16(at, true);
  }

  int32(at: number): number {
    this.check(at, 4);
    return this.#view.getInt32(at, true);
  }

  uint32(at: number): number {
    this.check(at, 4);
    return this.#view.getUint32(at, true);
  }

  float32(at: number): number {
    this.check(at, 4);
    return this.#view.getFloat32(at, true);
  }

  /** The nearest double: exact up to 2^53. */
  int64(at: number): number {
    this.check(at, 8);
    return Number(this.#view.getBigInt64(at, true));
  }

  /** A view of `bytes` bytes. */
  bytes(at: number, bytes: number): Uint8Array {
    this.check(at, bytes);
    return this.#bytes.subarray(at, at + bytes);
  }

  /** Must be called before `bytes` bytes of the file are turned into values. */
  charge(bytes: number): void {
    this.#bytesToCopy -= bytes;
    if (this.#bytesToCopy < 0) this.refuse('its parts overlap so often that it cannot be sound');
  }
}

/** One table of a FlatBuffer. Fields are numbered as the schema declares them; an absent one has its default. */
export class FlatTable {
  readonly #buffer: FlatBuffer;
  readonly #at: number;
  readonly #bytes: number;
  readonly #vtable: number;
  readonly #vtableBytes: number;

  constructor(buffer: FlatBuffer, at: number) {
    buffer.charge(4);
    this.#buffer = buffer;
    this.#at = at;
    this.#vtable = at - buffer.int32(at);
    this.#vtableBytes = buffer.uint16(this.#vtable);
    buffer.check(this.#vtable, this.#vtableBytes);
    this.#bytes = buffer.uint16(this.#vtable + 2);
    buffer.check(at, this.#bytes);
  }

  has(field: number): boolean {
    return this.#position(field, 1) !== null;
  }

  bool(field: number): boolean {
    return this.uint8(field, 0) !== 0;
  }

  uint8(field: number, absent: number): number {
    const at = this.#position(field, 1);
    return at === null ? absent : this.#buffer.uint8(at);
  }

  int8(field: number, absent: number): number {
    const at = this.#position(field, 1);
    return at === null ? absent : this.#buffer.int8(at);
  }

  int32(field: number, absent: number): number {
    const at = this.#position(field, 4);
    return at === null ? absent : this.#buffer.int32(at);
  }

  uint32(field: number, absent: number): number {
    const at = this.#position(field, 4);
    return at === null ? absent : this.#buffer.uint32(at);
  }

  float32(field: number, absent: number): number {
    const at = this.#position(field, 4);
    return at === null ? absent : this.#buffer.float32(at);
  }

  table(field: number): FlatTable | null {
    const at = this.#position(field, 4);
    return at === null ? null : new FlatTable(this.#buffer, this.#buffer.follow(at));
  }

  tables(field: number): FlatTable[] {
    return this.#vector(field, 4, (at) => new FlatTable(this.#buffer, this.#buffer.follow(at)));
  }

  int32s(field: number): number[] {
    return this.#vector(field, 4, (at) => this.#buffer.int32(at));
  }

  int64s(field: number): number[] {
    return this.#vector(field, 8, (at) => this.#buffer.int64(at));
  }

  float32s(field: number): number[] {
    return this.#vector(field, 4, (at) => this.#buffer.float32(at));
  }

  /** The bytes of a vector of bytes, a view; null where it is absent or empty. */
  bytes(field: number): Uint8Array | null {
    const at = this.#position(field, 4);
    if (at === null) return null;
    const vector = this.#buffer.follow(at);
    const length = this.#buffer.uint32(vector);
    return length === 0 ? null : this.#buffer.bytes(vector + 4, length);
  }

  text(field: number): string {
    const bytes = this.bytes(field);
    if (bytes === null) return '';
    this.#buffer.charge(bytes.length);
    return new TextDecoder().decode(bytes);
  }

  #vector<Value>(field: number, bytesEach: number, read: (at: number) => Value): Value[] {
    const at = this.#position(field, 4);
    if (at === null) return [];
    const vector = this.#buffer.follow(at);
    const length = this.#buffer.uint32(vector);
    this.#buffer.check(vector + 4, length * bytesEach);
    this.#buffer.charge(length * bytesEach);
    return Array.from({ length }, (_, index) => read(vector + 4 + index * bytesEach));
  }

  /** Where a field of so many bytes is stored, or null where it is absent. */
  #position(field: number, bytes: number): number | null {
    const slot = 4 + 2 * field;
    if (slot + 2 > this.#vtableBytes) return null;
    const offset = this.#buffer.uint16(this.#vtable + slot);
    if (offset === 0) return null;
    if (offset + bytes > this.#bytes) this.#buffer.refuse(`the table at byte ${this.#at} has a field beyond its end`);
    return this.#at + offset;
  }
}
