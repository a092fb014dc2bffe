import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BenchError } from '../../../harness/errors.ts';
import { crc32c } from '../../../power/formats/crc32c.ts';
import { readJlsFrom } from '../../../power/formats/jls.ts';
import { inMemory, JlsWriter, type SignalOptions } from '../jls-writer.ts';
import { collect, meaningOf } from './events.ts';

const small = { samplesPerData: 64, samplesPerEntry: 16, chunksPerIndex: 3 };
const current = { id: 1, name: 'current', unit: 'A', type: 'f32', sampleRateHz: 1000, ...small } as const;
const voltage = { ...current, id: 2, name: 'voltage', unit: 'V' } as const;
const input = { ...current, id: 3, name: 'gpi[0]', unit: '', type: 'u1' } as const;

const ramp = (first: number, count: number): number[] => Array.from({ length: count }, (_, k) => first + k);

/** A recording with edges at given samples. */
function recording(edges: readonly number[], samples = 400, chunksPerIndex = 3): JlsWriter {
  const writer = new JlsWriter();
  for (const signal of [current, voltage, { ...input, chunksPerIndex }]) writer.signal(signal);
  const level = (k: number): number => edges.filter((edge) => edge <= k).length % 2;
  for (let at = 0; at < samples; at += 20) {
    writer.add(1, at, ramp(at, 20));
    writer.add(2, at, ramp(at, 20));
    writer.add(3, at, ramp(at, 20).map(level));
    writer.utc(1, at);
  }
  return writer;
}

/** What could be read of a file, and the error that ended it. */
async function readable(bytes: Uint8Array): Promise<{ meaning: unknown[]; error: BenchError | undefined }> {
  try {
    const { events, error } = await collect(await readJlsFrom(inMemory(bytes), 'made.jls'));
    assert.ok(error === undefined || error instanceof BenchError, String(error));
    return { meaning: meaningOf(events), error };
  } catch (error) {
    if (error instanceof BenchError) return { meaning: [], error };
    throw error;
  }
}

function timesOfEdges(meaning: readonly unknown[]): unknown[] {
  return meaning.flatMap((each) => (typeof each === 'object' && each !== null && 'timeS' in each ? [each.timeS] : []));
}

/** The file with a chunk changed and its checksums made right again. */
function forged(bytes: Uint8Array, tag: number, signal: number, change: (chunk: Buffer) => void): Uint8Array {
  const copy = Buffer.from(bytes);
  for (let at = 32; at < copy.length;) {
    const length = copy.readUInt32LE(at + 20);
    const stored = length === 0 ? 0 : Math.ceil((length + 4) / 8) * 8;
    if (copy[at + 16] === tag && copy[at + 18] === signal) {
      change(copy.subarray(at, at + 32 + length));
      copy.writeUInt32LE(crc32c(copy.subarray(at, at + 28)), at + 28);
      copy.writeUInt32LE(crc32c(copy.subarray(at + 32, at + 32 + length)), at + 32 + stored - 4);
      return copy;
    }
    at += 32 + stored;
  }
  throw new Error('there is no such chunk');
}

describe('a damaged Joulescope file', () => {
  const whole = recording([70, 250]).close();

  it('that was not closed gives all that it holds, and then says so', async () => {
    const { meaning, error } = await readable(recording([70, 250]).abandon());
    assert.equal(error?.code, 'trace.broken');
    assert.match(error.message, /made\.jls cannot be read on at byte \d+: the file was not closed/);
    assert.deepEqual(meaning, (await readable(whole)).meaning.slice(0, 384 + 2));
  });

  it('that was not closed takes blocks that were left out between equal levels to be of that level', async () => {
    const { meaning, error } = await readable(recording([10, 200], 300, 100).abandon());
    assert.match(error?.message ?? '', /the file was not closed/);
    assert.deepEqual(timesOfEdges(meaning), [0.01, 0.2]);
    assert.equal(meaning.length, 256 + 2);
  });

  it('that was not closed ends where it is lost when an input changed', async () => {
    // The blocks before and after sample 128 are each of one level, so both were left out, and no index says so yet.
    const { meaning, error } = await readable(recording([128, 200], 300, 100).abandon());
    assert.match(error?.message ?? '', /where gpi\[0\] changed before is lost: the file was not closed/);
    assert.deepEqual(timesOfEdges(meaning), []);
    assert.equal(meaning.length, 64);
  });

  it('that was cut off anywhere gives the beginning of what it held, and then the place', async () => {
    const { meaning: all } = await readable(whole);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
        const { meaning, error } = await readable(whole.slice(0, length));
        assert.ok(error?.code === 'trace.broken' || error?.code === 'trace.unknown');
        assert.deepEqual(meaning, all.slice(0, meaning.length));
      }),
      { numRuns: 80 },
    );
  });

  it('with wrong bytes anywhere gives no wrong sample and no wrong edge', async () => {
    const { meaning: all } = await readable(whole);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = whole.slice();
        changed[at] = (changed[at] ?? 0) ^ flip;
        const { meaning, error } = await readable(changed);
        if (error === undefined) assert.deepEqual(meaning, all);
        else assert.deepEqual(meaning, all.slice(0, meaning.length));
      }),
      { numRuns: 150 },
    );
  });

  it('names the byte at which a checksum is wrong', async () => {
    const changed = whole.slice();
    const at = Buffer.from(whole).indexOf(Buffer.from(Float32Array.of(64, 65, 66).buffer));
    changed[at] = 1;
    const { meaning, error } = await readable(changed);
    assert.equal(
      error?.message,
      `made.jls cannot be read on at byte ${at - 48}: the checksum of the chunk that begins there is wrong`,
    );
    assert.equal(meaning.length, 64);
  });

  it('is refused where it is no file of this kind, and the message says of which', async () => {
    for (const [bytes, problem] of [
      [Buffer.from('nothing of the kind, but some text'), /does not begin as a \.jls/],
      [new Uint8Array(0), /does not begin as a \.jls/],
      [whole.slice(0, 20), /ends within its header/],
      [Buffer.from('d3746167666d74200d0a200a20201a1c00', 'hex'), /first version/],
      [Buffer.concat([whole.slice(0, 31), Buffer.from([0]), whole.slice(32)]), /checksum of its header/],
      [newer(whole), /format version is 2, not 1/],
    ] as const) {
      const { error } = await readable(bytes);
      assert.equal(error?.code, 'trace.unknown');
      assert.match(error.message, problem);
    }
  });

  it('is refused without a current or power, and with a rate or a block of 0', async () => {
    const cases: readonly (readonly [Partial<SignalOptions>, RegExp])[] = [
      [{ unit: 'V', name: 'voltage' }, /no current and no power, but voltage/],
      [{ sampleRateHz: 0 }, /its signal current has a sample rate or a block of 0/],
      [{ samplesPerData: 0 }, /its signal current has a sample rate or a block of 0/],
    ];
    for (const [options, problem] of cases) {
      const writer = new JlsWriter();
      writer.signal({ ...current, ...options });
      const { error } = await readable(writer.close());
      assert.equal(error?.code, 'trace.unknown');
      assert.match(error.message, problem);
    }
    assert.match(
      (await readable(new JlsWriter().close())).error?.message ?? '',
      /no current and no power, but no signal/,
    );
  });

  it('without a sample says so', async () => {
    const writer = new JlsWriter();
    for (const signal of [current, voltage]) writer.signal(signal);
    writer.add(1, 0, ramp(0, 100));
    assert.match((await readable(writer.close())).error?.message ?? '', /no sample with current and voltage/);
  });

  it('with absurd lengths and addresses, though the checksums are right, ends with the place', async () => {
    const changes: readonly (readonly [number, number, (chunk: Buffer) => void])[] = [
      [0x22, 1, (chunk) => chunk.writeUInt32LE(0xffff_fff0, 40)],
      [0x22, 1, (chunk) => chunk.writeUInt16LE(64, 44)],
      [0x23, 3, (chunk) => chunk.writeUInt32LE(0x7fff_ffff, 40)],
      [0x23, 3, (chunk) => chunk.writeBigUInt64LE(32n, 48)],
      [0x23, 3, (chunk) => chunk.writeBigUInt64LE(2n ** 60n, 48)],
      [0x23, 3, (chunk) => chunk.writeBigInt64LE(-7n, 32)],
      [0x02, 1, (chunk) => chunk.writeBigUInt64LE(40n, 0)],
      [0x02, 1, (chunk) => chunk.writeBigUInt64LE(2n ** 63n, 0)],
    ];
    for (const [tag, signal, change] of changes) {
      const { error } = await readable(forged(recording([1, 2, 3, 70, 71, 133]).close(), tag, signal, change));
      assert.equal(error?.code, 'trace.broken', `tag ${tag}`);
    }
    const long = Buffer.from(whole);
    long.writeUInt32LE(0xffff_fff0, 32 + 20);
    long.writeUInt32LE(crc32c(long.subarray(32, 60)), 60);
    assert.match((await readable(long)).error?.message ?? '', /byte 32: the file ends within the chunk/);
  });
});

function newer(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes);
  copy[27] = 2;
  copy.writeUInt32LE(crc32c(copy.subarray(0, 28)), 28);
  return copy;
}
