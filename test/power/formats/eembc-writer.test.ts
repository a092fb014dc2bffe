import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { failure } from '../../../harness/errors.ts';
import { readEembcEnergy } from '../../../power/formats/eembc-energy.ts';
import { writeEembcEnergy } from '../../../power/formats/eembc-writer.ts';
import type { TraceEvent } from '../../../power/trace.ts';
import { collect, traceOf } from './events.ts';

describe('writing a trace1-energy.bin', () => {
  let directory = '';
  let path = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'boardbench-eembc-writer-'));
    path = join(directory, 'trace1-energy.bin');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  async function joules(): Promise<number[]> {
    const { events, error } = await collect(await readEembcEnergy(path));
    assert.equal(error, undefined);
    return events.flatMap((event) => (event.kind === 'samples' ? [...event.values] : []));
  }

  function nearly(found: readonly number[], expected: readonly number[]): void {
    assert.equal(found.length, expected.length, `${found.join(', ')} for ${expected.join(', ')}`);
    found.forEach((value, index) => {
      const wanted = expected[index] ?? 0;
      const isSame = Number.isNaN(wanted) ? Number.isNaN(value) : Math.abs(value - wanted) <= 1e-6 * Math.abs(wanted);
      assert.ok(isSame, `bin ${index} is ${value}, not ${wanted}`);
    });
  }

  it('writes what it reads, to the bit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.float({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), async (microjoules) => {
        const values = Float64Array.from(microjoules, (each) => each * 1e-6);
        const head = { quantity: 'energy', kind: 'eembc' } as const;
        await writeEembcEnergy(traceOf(head, [{ kind: 'samples', first: 0, values }]), path);
        const bytes = readFileSync(path);
        const written = microjoules.map((_, index) => bytes.readFloatLE(5 + 4 * index));
        assert.equal(bytes.length, 5 + 4 * microjoules.length);
        assert.deepEqual(
          written,
          microjoules.map((each) => each + 0),
        );
      }),
      { numRuns: 60, interruptAfterTimeLimit: 2000 },
    );
  });

  it('adds samples of energy up to periods, and splits them where they lie across', async () => {
    const values = Float64Array.of(1, 2, 3, 4, 5);
    const events: TraceEvent[] = [{ kind: 'samples', first: 0, values }];
    await writeEembcEnergy(traceOf({ quantity: 'energy', sampleRateHz: 2000 }, events), path);
    nearly(await joules(), [3, 7, 5]);
    await writeEembcEnergy(traceOf({ quantity: 'energy', sampleRateHz: 1500 }, events), path);
    nearly(await joules(), [2, 4, 6.5, 2.5]);
    await writeEembcEnergy(traceOf({ quantity: 'energy', sampleRateHz: 500 }, events), path);
    nearly(await joules(), [0.5, 0.5, 1, 1, 1.5, 1.5, 2, 2, 2.5, 2.5]);
  });

  it('takes a current in a straight line from sample to sample, at the voltage of each', async () => {
    const values = Float64Array.of(0.001, 0.003);
    await writeEembcEnergy(traceOf({ voltageV: 2 }, [{ kind: 'samples', first: 0, values }]), path);
    nearly(await joules(), [4e-6, 6e-6]);
    const volts = Float64Array.of(1, 3);
    await writeEembcEnergy(traceOf({ voltageV: 2 }, [{ kind: 'samples', first: 0, values, volts }]), path);
    nearly(await joules(), [5e-6, 9e-6]);
  });

  it('keeps the energy of a trace, at whatever rate', async () => {
    const power = fc.array(fc.double({ min: 1e-3, max: 1, noNaN: true }), { minLength: 2, maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(power, fc.constantFrom(1000, 3000, 777, 100_000), async (powersW, rateHz) => {
        const values = Float64Array.from(powersW);
        const head = { quantity: 'power', sampleRateHz: rateHz } as const;
        await writeEembcEnergy(traceOf(head, [{ kind: 'samples', first: 0, values }]), path);
        const between = values.subarray(1).reduce((sum, value, index) => sum + (value + (values[index] ?? 0)) / 2, 0);
        const energyJ = (between + (values.at(-1) ?? 0)) / rateHz;
        const found = (await joules()).reduce((sum, each) => sum + each, 0);
        assert.ok(Math.abs(found - energyJ) < 1e-6 * energyJ, `${found} J for ${energyJ} J`);
      }),
      { numRuns: 60, interruptAfterTimeLimit: 2000 },
    );
  });

  it('goes by the time of each sample where there is no rate', async () => {
    const chunk = { kind: 'samples', first: 0, values: Float64Array.of(1, 1, 3) } as const;
    const timesS = Float64Array.of(0, 0.001, 0.002);
    await writeEembcEnergy(traceOf({ quantity: 'power', sampleRateHz: null }, [{ ...chunk, timesS }]), path);
    nearly(await joules(), [1e-3, 2e-3, 3e-3]);
  });

  it('writes no number for a period of which something was lost', async () => {
    const energy = { quantity: 'energy', sampleRateHz: 2000 } as const;
    const events: TraceEvent[] = [
      { kind: 'samples', first: 0, values: Float64Array.of(1, 1, 1, NaN, 1, 1) },
      { kind: 'gap', first: 6, samples: 3, why: 'lost' },
      { kind: 'samples', first: 9, values: Float64Array.of(1, 1, 1) },
    ];
    await writeEembcEnergy(traceOf(energy, events), path);
    nearly(await joules(), [2, NaN, 2, NaN, NaN, 2]);
  });

  it('writes the laps beside it, one for the two sides of a pulse', async () => {
    const edges = [0.01, 0.0101, 1.5, 1.5001, 12.25].map((timeS): TraceEvent => {
      return { kind: 'edge', timeS, input: 0, direction: 'unknown' };
    });
    const written = await writeEembcEnergy(traceOf({ quantity: 'energy' }, edges), path);
    assert.deepEqual(written.timesS, [0.01, 1.5, 12.25]);
    assert.deepEqual(JSON.parse(readFileSync(written.timestampsFile, 'utf8')), [0.01, 1.5, 12.25]);
  });

  it('writes a trace that breaks off as far as it goes, and passes the error on', async () => {
    const broken = failure('trace.broken', { file: 'made.up', place: 'sample 2', problem: 'torn' });
    const whole = traceOf({ quantity: 'energy' }, [{ kind: 'samples', first: 0, values: Float64Array.of(1, 2) }]);
    const trace = {
      head: whole.head,
      async *events() {
        yield* whole.events();
        throw broken;
      },
    };
    await assert.rejects(writeEembcEnergy(trace, path), broken);
    assert.equal(readFileSync(path).length, 5 + 4);
    assert.ok(existsSync(join(directory, 'trace1-timestamps.json')));
  });

  it('asks for a voltage where a current has none, and names a folder that is not there', async () => {
    const chunk = { kind: 'samples', first: 0, values: Float64Array.of(1) } as const;
    await assert.rejects(writeEembcEnergy(traceOf({ voltageV: null }, [chunk]), path), { code: 'usage.option' });
    await assert.rejects(writeEembcEnergy(traceOf({}, [chunk]), join(directory, 'none', 'x.bin')), {
      code: 'disk.failed',
    });
  });
});
