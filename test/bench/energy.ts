/**
 * How fast traces are read and integrated, and what measuring live costs: `npm run bench:energy`. Every figure is
 * measured in this process, one after the other; the ratio says how a figure stands to its target. Traces are made up:
 * a source of bytes gives the same block again and again, so that no disk takes part. Published results are
 * compared where they are there (see test/published.ts).
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTable } from '../../harness/cli/output.ts';
import type { OpenBytes } from '../../power/formats/byte-source.ts';
import { readEembcEnergy } from '../../power/formats/eembc-energy.ts';
import { EmonParser } from '../../power/formats/emon.ts';
import { readJlsFrom } from '../../power/formats/jls.ts';
import { openTrace } from '../../power/formats/open-trace.ts';
import { RecordingWriter } from '../../power/formats/recording.ts';
import { readRecording } from '../../power/formats/recording-reader.ts';
import { integrate } from '../../power/integration.ts';
import { energyOf } from '../../power/interval.ts';
import { ppk2Polynomials } from '../../power/monitors/ppk2-conversion.ts';
import { Ppk2Decoder } from '../../power/monitors/ppk2-decoder.ts';
import { defaultPpk2Calibration } from '../../power/monitors/ppk2-metadata.ts';
import { oneTrace } from '../../power/one-trace.ts';
import type { Trace, TraceHead } from '../../power/trace.ts';
import { windowsIn } from '../../power/windows.ts';
import { inMemory, JlsWriter } from '../power/jls-writer.ts';
import { ppk2Bytes, ppk2Words } from '../power/monitors/ppk2-words.ts';
import { publishedDir, unpackRound } from '../published.ts';
import { liveRun } from './energy-live.ts';

/** Seconds of measuring each figure, about. */
const seconds = Number(process.argv[2] ?? 2);

const million = 1e6;

/** A board that computes, with noise: microamperes to milliamperes. */
function currentsA(count: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, index) => {
    const noise = ((Math.imul(index, 0x9e3779b1) >>> 8) / 2 ** 24 - 0.5) * 2e-5;
    return (Math.floor(index / 500) % 2 === 0 ? 4e-3 : 3e-5) + noise;
  });
}

/** A `trace1-energy.bin` of so many samples, made up as it is read. */
function endlessBin(samples: number): OpenBytes {
  const head = Buffer.alloc(5);
  head.writeUInt8(0xf1, 0);
  head.writeFloatLE(1000, 1);
  const block = new Uint8Array(currentsA(2 ** 18).buffer);
  return () =>
    Promise.resolve({
      size: 5 + 4 * samples,
      read: (target: Uint8Array, position: number) => {
        const end = Math.min(target.length, 5 + 4 * samples - position);
        for (let at = 0; at < end;) {
          const from = position + at;
          const part = from < 5 ? head.subarray(from) : block.subarray((from - 5) % block.length);
          const count = Math.min(part.length, end - at);
          target.set(part.subarray(0, count), at);
          at += count;
        }
        return Promise.resolve(Math.max(0, end));
      },
      close: () => Promise.resolve(),
    });
}

/** A trace of float32 chunks with an edge now and then. */
function endlessTrace(samples: number, head: Partial<TraceHead> = {}): Trace {
  const values = currentsA(2 ** 16);
  const rateHz = 1e6;
  return {
    head: { source: 'made up', kind: 'made-up', sampleRateHz: rateHz, quantity: 'current', voltageV: 3, ...head },
    async *events() {
      for (let first = 0; first < samples; first += values.length) {
        if ((first / values.length) % 128 === 5) {
          yield { kind: 'edge', timeS: (first + 0.5) / rateHz, input: 0, direction: 'unknown' };
        }
        const count = Math.min(values.length, samples - first);
        yield await Promise.resolve({ kind: 'samples', first, values: values.subarray(0, count) } as const);
      }
    },
  };
}

/** Integrates again and again. @returns millions of samples a second: the best, and the median */
async function rateOf(samples: number, trace: () => Promise<Trace>): Promise<{ best: number; median: number }> {
  const rates: number[] = [];
  await integrate(await trace());
  for (const endMs = performance.now() + seconds * 1000; performance.now() < endMs || rates.length < 3;) {
    const startedMs = performance.now();
    await integrate(await trace());
    rates.push(samples / million / ((performance.now() - startedMs) / 1000));
  }
  rates.sort((a, b) => a - b);
  return { best: rates.at(-1) ?? NaN, median: rates[Math.floor(rates.length / 2)] ?? NaN };
}

function joulescopeFile(samples: number): Uint8Array {
  const writer = new JlsWriter();
  writer.source(1, 'JS220-001122');
  const shared = { type: 'f32', sampleRateHz: 1e6 } as const;
  writer.signal({ id: 1, name: 'current', unit: 'A', ...shared });
  writer.signal({ id: 2, name: 'voltage', unit: 'V', ...shared });
  const currents = currentsA(2 ** 16);
  const volts = new Float32Array(2 ** 16).fill(3);
  for (let first = 0; first < samples; first += currents.length) {
    writer.add(1, first, currents);
    writer.add(2, first, volts);
  }
  return writer.close();
}

/** Microseconds of processor time that `work` takes for a second of a live stream, as a share of a core. */
function shareOf(work: (second: number) => void): number {
  work(0);
  const before = process.cpuUsage();
  const rounds = Math.max(3, Math.ceil(2 * seconds));
  for (let round = 1; round <= rounds; round += 1) work(round);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6 / rounds;
}

/** Bytes as they come: a few milliseconds' worth at a time. */
function inPieces(bytes: Uint8Array, size: number, take: (piece: Uint8Array) => void): void {
  for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size));
}

const folder = mkdtempSync(join(tmpdir(), 'boardbench-bench-energy-'));
const rows: string[][] = [];
const note = (what: string, amount: number, unit: string, target: number, isMost: boolean): void => {
  const ratio = isMost ? target / amount : amount / target;
  const digits = amount < 1 ? 3 : 1;
  rows.push([
    what,
    amount.toFixed(digits),
    unit,
    `${isMost ? '<=' : '>='} ${target}`,
    Number.isFinite(ratio) ? `${ratio.toFixed(2)}×` : '–',
    ratio >= 1 ? 'yes' : 'NO',
  ]);
};

// A billion samples, before anything else has taken memory; some millions first, so that the program is warm.
await integrate(await readEembcEnergy('made-up.bin', { openBytes: endlessBin(2 ** 23) }));
const rssBefore = process.memoryUsage.rss();
const startedMs = performance.now();
let rssMost = rssBefore;
const { endS } = await integrate(await readEembcEnergy('made-up.bin', { openBytes: endlessBin(1e9) }), {
  onProgress: () => {
    rssMost = Math.max(rssMost, process.memoryUsage.rss());
  },
});
const billionS = (performance.now() - startedMs) / 1000;
const days = (endS / 86_400).toFixed(1);
note(`10⁹ samples (${days} days at 1 kHz) made on the fly`, 1e9 / million / billionS, 'M samples/s', 100, false);
note('the same, memory it took more', (rssMost - rssBefore) / 2 ** 20, 'MiB', 64, true);

// Reading and integrating.
const block = 32 * 2 ** 20;
const native = await rateOf(block, () => Promise.resolve(endlessTrace(block)));
note('float32 chunks, lines between samples, best', native.best, 'M samples/s', 100, false);
note('the same, median', native.median, 'M samples/s', 100, false);
const bin = await rateOf(block, () => readEembcEnergy('made-up.bin', { openBytes: endlessBin(block) }));
note('trace1-energy.bin, as EnergyRunner, best', bin.best, 'M samples/s', 100, false);
note('the same, median', bin.median, 'M samples/s', 100, false);
const jlsSamples = 4 * 2 ** 20;
const jlsBytes = joulescopeFile(jlsSamples);
const jls = await rateOf(jlsSamples, () => readJlsFrom(inMemory(jlsBytes), 'made-up.jls'));
note('.jls, current and voltage, checksums, best', jls.best, 'M samples/s', 40, false);
note('the same, median', jls.median, 'M samples/s', 40, false);

// Live streams, with the recording that is written beside.
const ppk2 = ppk2Bytes(
  ppk2Words(64 * 1500, 0, (index) => ({ adc: 200 + (index % 50), range: Math.floor(index / 5000) % 3 })),
);
const head = { source: 'made up', kind: 'ppk2', sampleRateHz: 1e5, quantity: 'current', voltageV: 3 } as const;
const ppk2Writer = RecordingWriter.create(join(folder, 'ppk2.trace'), head);
const decoder = new Ppk2Decoder({
  polynomials: ppk2Polynomials(defaultPpk2Calibration, 3),
  input: 0,
  filtersSpikes: true,
  record: (event) => {
    ppk2Writer.record(event);
  },
});
const ppk2Share = shareOf(() => {
  inPieces(ppk2, 4096, (piece) => {
    decoder.push(piece);
  });
});
note('PPK2, 100 kS/s, decoded and recorded', (ppk2Share * 1e5) / (64 * 1500), 'of a core', 0.5, true);
const emonWriter = RecordingWriter.create(join(folder, 'emon.trace'), { ...head, kind: 'emon', sampleRateHz: 1e6 });
const parser = new EmonParser('made up');
for (const event of parser.push(Buffer.from('#emon,1,fs=1000000,cols=i_A,v=3\n'))) emonWriter.record(event);
const emon = Buffer.from(Array.from(currentsA(1e6), (value) => `${value.toPrecision(6)}\n`).join(''));
const emonShare = shareOf(() => {
  inPieces(emon, 16_384, (piece) => {
    for (const event of parser.push(piece)) emonWriter.record(event);
  });
});
note('#emon lines, 1 MS/s, parsed and recorded', emonShare, 'of a core', 0.5, true);
const written = emonWriter.finish();
ppk2Writer.finish();
const recorded = await rateOf(written.samples, () => readRecording(join(folder, 'emon.trace')));
rows.push(['its recording, read and integrated, best', recorded.best.toFixed(1), 'M samples/s', '', '', '']);

for (const { title, coreShare, samples, lostSamples } of [
  await liveRun('a run beside PPK2, 100 kS/s', 'ppk2'),
  await liveRun('a run beside #emon, 1 MS/s', 'emon?rate=1000000'),
]) {
  const isMet = coreShare < 0.5 && lostSamples === 0;
  const figures = [coreShare.toFixed(3), 'of a core', '<= 0.5', `${(0.5 / coreShare).toFixed(2)}×`];
  rows.push([`${title}: ${samples} samples, ${lostSamples} lost`, ...figures, isMet ? 'yes' : 'NO']);
}

rmSync(folder, { recursive: true });
console.log(formatTable(['figure', 'here', 'unit', 'target', 'ratio', 'met'], rows).join('\n'));
await comparePublished();
console.log(`\nResident set at the end: ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MiB`);

interface Golden {
  readonly claimed: { readonly energy_uJ?: number };
  readonly derived: { readonly energyWindows?: readonly { readonly n: number; readonly uJ: number }[] };
  readonly paths: { readonly energy?: { readonly dir: string } };
}

/** Every energy window of the published rounds against what was published. */
async function comparePublished(): Promise<void> {
  if (publishedDir === undefined) {
    console.log('\nPublished rounds are not here: nothing to compare with.');
    return;
  }
  let windows = 0;
  let worstUj = 0;
  let results = 0;
  let medians = 0;
  for (const round of ['v1.0', 'v1.2', 'v1.3']) {
    const [directory, remove] = unpackRound(publishedDir, round, [
      '*/log.txt',
      '*/trace1-*',
      ...(round === 'v1.3' ? ['*/energy/results.json'] : []),
    ]);
    try {
      for (const golden of JSON.parse(
        readFileSync(join(publishedDir, `golden-${round}.json`), 'utf8'),
      ) as readonly Golden[]) {
        const expected = golden.derived.energyWindows;
        if (golden.paths.energy === undefined || expected === undefined) continue;
        const { trace } = oneTrace(await openTrace(join(directory, golden.paths.energy.dir)));
        const { windows: found } = windowsIn(
          await integrate(trace),
          expected.map(({ n }) => n),
        );
        for (const [index, { uJ }] of expected.entries()) {
          const window = found[index];
          const energyJ = window === undefined ? null : energyOf(window.interval);
          worstUj = Math.max(worstUj, energyJ === null ? Infinity : Math.abs(energyJ * 1e6 - uJ));
          windows += 1;
        }
        const each = found.map(({ energyPerInferenceJ }) => (energyPerInferenceJ ?? NaN) * 1e6).sort((a, b) => a - b);
        const medianUj = each[Math.floor(each.length / 2)] ?? NaN;
        results += 1;
        if (Math.abs(medianUj - (golden.claimed.energy_uJ ?? NaN)) <= 0.00051) medians += 1;
      }
    } finally {
      remove();
    }
  }
  console.log(
    `\nPublished rounds: ${windows} windows, off by ${worstUj.toExponential(1)} µJ at the most (target 0.001); ` +
      `${medians} of ${results} medians as published`,
  );
}
