import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wait } from '../../../harness/clock.ts';
import { BenchError } from '../../../harness/errors.ts';
import { Ppk2Converter } from '../../../power/emulators/ppk2-converter.ts';
import { parsePpk2EmulatorOptions, typicalPpk2Calibration } from '../../../power/emulators/ppk2-options.ts';
import type { Ppk2EmulatorOptions } from '../../../power/emulators/ppk2-options.ts';
import { Ppk2Emulator } from '../../../power/emulators/ppk2.ts';
import { SimulatedCircuit } from '../../../power/emulators/simulated-circuit.ts';
import { ppk2Polynomials } from '../../../power/monitors/ppk2-conversion.ts';
import { parsePpk2Metadata } from '../../../power/monitors/ppk2-metadata.ts';
import { TestClock } from '../../test-clock.ts';

const polynomials = ppk2Polynomials(typicalPpk2Calibration, 3);

function amperesOf(word: number): number {
  const range = (word >>> 14) & 7;
  const adc = word & 0x3fff;
  const [a = NaN, b = NaN, c = NaN] = polynomials.subarray(3 * range, 3 * range + 3);
  return (a * adc + b) * adc + c;
}

describe('The converter of the emulated PPK2', () => {
  it('gives readings whose sum is the charge that flowed, to one step', () => {
    const current = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1e-4, noNaN: true }));
    fc.assert(
      fc.property(current, (currentA) => {
        const converter = new Ppk2Converter(typicalPpk2Calibration);
        converter.supply(3);
        let chargeA = 0;
        const count = 500;
        for (let index = 0; index < count; index++) chargeA += amperesOf(converter.convert(currentA));
        const word = converter.convert(currentA);
        const stepA = amperesOf(word) - amperesOf(word - 1);
        assert.ok(Math.abs(chargeA - count * currentA) <= 1.01 * stepA, `${chargeA} for ${count * currentA}`);
      }),
    );
  });

  it('uses the range that the current needs, and does not flutter at its end', () => {
    const converter = new Ppk2Converter(typicalPpk2Calibration);
    converter.supply(3);
    const rangeAt = (currentA: number): number => converter.convert(currentA) >>> 14;
    assert.deepEqual(
      [10e-6, 60e-6, 45e-6, 39e-6, 4e-3, 6e-3, 4.5e-3, 3.9e-3, 0.2].map(rangeAt),
      [0, 1, 1, 0, 2, 3, 3, 2, 4],
    );
  });
});

interface Host {
  readonly clock: TestClock;
  readonly circuit: SimulatedCircuit;
  readonly emulator: Ppk2Emulator;
  readonly parts: Uint8Array[];
}

function connected(options: Ppk2EmulatorOptions = {}): Host {
  const clock = new TestClock();
  const circuit = new SimulatedCircuit(clock, { voltageV: 3, restA: 0.001 });
  const emulator = new Ppk2Emulator({ clock, circuit }, options);
  const parts: Uint8Array[] = [];
  emulator.opened({
    send: (bytes) => parts.push(bytes.slice()),
    drop: () => parts.push(new TextEncoder().encode('dropped')),
  });
  return { clock, circuit, emulator, parts };
}

function wordsOf(parts: readonly Uint8Array[]): number[] {
  const bytes = Buffer.concat(parts);
  return Array.from({ length: bytes.length >> 2 }, (_, index) => bytes.readUInt32LE(4 * index));
}

describe('The emulated PPK2', () => {
  it('tells its constants, which its driver reads back exactly', async () => {
    const { clock, emulator, parts } = connected({ mode: 'ampere' });
    emulator.data(Uint8Array.of(0x19));
    await wait(clock, 20);
    assert.ok(parts.length > 1);
    const metadata = parsePpk2Metadata(Buffer.concat(parts).toString('latin1'));
    assert.deepEqual(metadata.calibration, typicalPpk2Calibration);
    assert.equal(metadata.mode, 'ampere');
    assert.equal(metadata.simulated, true);
  });

  it('puts the level of the pin into the first sample that begins after its change', async () => {
    const { clock, circuit, emulator, parts } = connected();
    emulator.data(Uint8Array.of(0x06));
    await wait(clock, 40);
    circuit.draw(0.001, 5);
    circuit.edge(0);
    circuit.draw(0.001, 100);
    circuit.edge(1);
    await wait(clock, 40);
    emulator.data(Uint8Array.of(0x07));
    const words = wordsOf(parts);
    const low = words.flatMap((word, index) => (word >>> 24 === 0 ? [index] : []));
    // Five microseconds behind a sample's beginning, a hundred long.
    assert.deepEqual(
      low,
      Array.from({ length: 10 }, (_, index) => 4001 + index),
    );
  });

  it('counts its samples by six bits, without end, in pieces that end in the middle of one', async () => {
    const { clock, circuit, emulator, parts } = connected();
    emulator.data(Uint8Array.of(0x06));
    circuit.draw(0.004, 500_000);
    await wait(clock, 105);
    emulator.data(Uint8Array.of(0x07));
    const words = wordsOf(parts);
    assert.equal(words.length, 60_500);
    assert.ok(words.every((word, index) => ((word >>> 18) & 63) === (index & 63)));
    assert.ok(parts.slice(0, -1).every(({ length }) => length <= 65_536));
    assert.ok(parts.some(({ length }) => length % 4 !== 0));
    const sent = parts.length;
    await wait(clock, 200);
    assert.equal(parts.length, sent);
  });

  it('gives each sample the mean of what flowed in its time', async () => {
    const { clock, circuit, emulator, parts } = connected();
    emulator.data(Uint8Array.of(0x06));
    circuit.draw(0.004, 1_000_003);
    circuit.draw(0.002, 999_997);
    await wait(clock, 0);
    emulator.data(Uint8Array.of(0x07));
    const chargeA = wordsOf(parts).reduce((sum, word) => sum + amperesOf(word), 0);
    assert.ok(Math.abs(chargeA - (0.004 * 100_000.3 + 0.002 * 99_999.7)) < 1e-5, `${chargeA}`);
  });

  it('goes on measuring while no host is there, and forgets what nobody took', async () => {
    const { clock, emulator } = connected();
    emulator.data(Uint8Array.of(0x06));
    await wait(clock, 100);
    emulator.closed();
    await wait(clock, 1000);
    const parts: Uint8Array[] = [];
    emulator.opened({ send: (bytes) => parts.push(bytes), drop: () => undefined });
    await wait(clock, 105);
    emulator.data(Uint8Array.of(0x07));
    assert.equal(wordsOf(parts).length, 10_500);
  });

  it('drops its port and switches the board off when it is reset', () => {
    const { circuit, emulator, parts } = connected();
    emulator.data(Uint8Array.of(0x20));
    assert.equal(circuit.voltageV, 0);
    assert.equal(Buffer.concat(parts).toString(), 'dropped');
  });

  it('takes a command in parts', () => {
    const { circuit, emulator } = connected();
    for (const byte of [0x0d, 0x07, 0x08, 0x11, 0x02, 0x0c, 0x01]) emulator.data(Uint8Array.of(byte));
    assert.equal(circuit.voltageV, 1.8);
  });

  it('reads its faults from a query, and says which there are', () => {
    assert.deepEqual(parsePpk2EmulatorOptions('faults=stale,lose&mode=ampere'), {
      mode: 'ampere',
      faults: ['stale', 'lose'],
    });
    assert.deepEqual(parsePpk2EmulatorOptions(''), { faults: [] });
    for (const query of ['faults=fire', 'mode=sink', 'colour=red']) {
      assert.throws(
        () => parsePpk2EmulatorOptions(query),
        (error) => error instanceof BenchError && error.code === 'usage.monitor',
      );
    }
  });
});
