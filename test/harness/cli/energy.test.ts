import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boardbench } from './running-command.ts';

interface EnergyDocument {
  readonly windows: readonly {
    readonly startS: number;
    readonly endS: number;
    readonly seconds: number;
    readonly energyJ: number;
    readonly powerW: number;
    readonly energyPerInferenceJ: number | null;
  }[];
  readonly medianEnergyPerInferenceJ: number | null;
  readonly lostSamples: number;
  readonly idlePowerW: { readonly before: number | null; readonly after: number | null };
  readonly trust: { readonly tier: string; readonly reasons: readonly string[]; readonly boundJ: number | null };
  readonly error?: { readonly code: string; readonly message: string };
}

function energy(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [boardbench, 'energy', ...words], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function energyJson(...words: readonly string[]): EnergyDocument {
  const { status, stdout, stderr } = energy(...words, '--json');
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as EnergyDocument;
}

/** A trace1-energy.bin at 1 kHz: 20 µJ a sample in windows of 12 s, 5 µJ in the 3 s between them. */
function published(windows: number): { bytes: Buffer; timesS: number[] } {
  const timesS = [0.5];
  const microjoules: number[] = [];
  const stay = (seconds: number, value: number): void => {
    for (let sample = 0; sample < seconds * 1000; sample += 1) microjoules.push(value);
  };
  for (let window = 0; window < windows; window += 1) {
    stay(3, 5);
    timesS.push(microjoules.length / 1000);
    stay(12, 20);
    timesS.push(microjoules.length / 1000);
  }
  stay(2, 5);
  const bytes = Buffer.alloc(5 + 4 * microjoules.length);
  bytes.writeUInt8(0xf1, 0);
  bytes.writeFloatLE(1000, 1);
  for (const [index, value] of microjoules.entries()) bytes.writeFloatLE(value, 5 + 4 * index);
  return { bytes, timesS };
}

function logOf(timesS: readonly number[], iterations: number): string {
  return timesS
    .slice(1)
    .map((timeS, index) => {
      const stamp = (timeS + 36.1).toFixed(3).padStart(9, '0');
      return `${stamp} io: [dut]: ${index % 2 === 0 ? `m-infer-start-${iterations}` : 'm-infer-done'}\n`;
    })
    .join('');
}

describe('energy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'boardbench-energy-'));
  const session = join(folder, 'session');
  const { bytes, timesS } = published(5);
  before(() => {
    mkdirSync(session);
    writeFileSync(join(session, 'trace1-energy.bin'), bytes);
    writeFileSync(join(session, 'trace1-timestamps.json'), JSON.stringify(timesS));
    writeFileSync(join(session, 'log.txt'), logOf(timesS, 400));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('measures a published folder, with the inferences that its log tells', () => {
    const { windows, medianEnergyPerInferenceJ, lostSamples, idlePowerW, trust } = energyJson(session);
    assert.equal(windows.length, 5);
    const [first] = windows;
    assert.deepEqual([first?.startS, first?.endS, first?.seconds], [3, 15, 12]);
    assert.ok(Math.abs((first?.energyJ ?? 0) - 0.24) < 1e-4);
    assert.ok(Math.abs((first?.powerW ?? 0) - 0.02) < 1e-5);
    assert.ok(Math.abs((medianEnergyPerInferenceJ ?? 0) - 600e-6) < 1e-6);
    assert.equal(lostSamples, 0);
    assert.ok(Math.abs((idlePowerW.after ?? 0) - 0.005) < 1e-9);
    assert.deepEqual([trust.tier, trust.reasons], ['certified', []]);
    assert.ok((trust.boundJ ?? 0) > 0 && (trust.boundJ ?? 0) < 1e-6);
  });

  it('tells people the same', () => {
    const { status, stdout, stderr } = energy(session);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^window +start +end +seconds +energy, µJ +power, mW +inferences +µJ an inference$/m);
    assert.match(stdout, /^Median: 599\.962 µJ an inference, over 5 windows$/m);
    assert.match(stdout, /^Trust: {2}certified$/m);
    assert.match(stdout, /calibration error/);
  });

  it('takes the timestamps and inferences that it is given', () => {
    const trace = join(folder, 'alone.bin');
    const timestamps = join(folder, 'edges.json');
    writeFileSync(trace, bytes);
    writeFileSync(timestamps, '[3, 15, 18, 30]');
    const { windows, medianEnergyPerInferenceJ, trust } = energyJson(trace, '--timestamps', timestamps);
    assert.deepEqual(
      windows.map(({ startS, energyPerInferenceJ }) => [startS, energyPerInferenceJ]),
      [
        [3, null],
        [18, null],
      ],
    );
    assert.equal(medianEnergyPerInferenceJ, null);
    assert.ok(trust.reasons.some((reason) => reason.includes('not known')));
    const told = energyJson(trace, '--timestamps', timestamps, '--iterations', '1000');
    assert.ok(Math.abs((told.medianEnergyPerInferenceJ ?? 0) - 240e-6) < 1e-6);
  });

  it('reads columns of other tools, at a voltage', () => {
    const trace = join(folder, 'scope.csv');
    const rows = Array.from({ length: 3000 }, (_, index) => {
      const isWindow = index >= 500 && index < 2500;
      return `${index},${isWindow ? 5 : 1},${index === 500 || index === 2500 ? 0 : 1}`;
    });
    writeFileSync(trace, ['ms;mA;pin'.replaceAll(';', ','), ...rows, ''].join('\n'));
    const columns = 'time=ms*1e-3,current=mA*1e-3,edge=pin';
    const { windows } = energyJson(trace, '--columns', columns, '--voltage', '3', '--iterations', '10');
    assert.equal(windows.length, 1);
    assert.ok(Math.abs((windows[0]?.powerW ?? 0) - 0.015) < 1e-4);
    const unknown = energy(trace, '--columns', columns);
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /--voltage: the trace holds currents alone/);
  });

  it('draws, and writes the trace in other forms that come to the same', () => {
    const drawing = join(folder, 'trace.svg');
    const lines = join(folder, 'trace.emon');
    const { status, stderr } = energy(session, '--plot', drawing, '--export', lines);
    assert.equal(status, 0, stderr);
    const svg = readFileSync(drawing, 'utf8');
    assert.equal([...svg.matchAll(/class="window"/g)].length, 5);
    assert.match(svg, />1: 240 mJ/);
    const again = energyJson(lines, '--iterations', '400');
    assert.equal(again.windows.length, 5);
    assert.ok(Math.abs((again.medianEnergyPerInferenceJ ?? 0) - 600e-6) < 1e-7);
    const bin = join(folder, 'again', 'trace1-energy.bin');
    mkdirSync(join(folder, 'again'));
    assert.equal(energy(lines, '--export', bin).status, 0);
    const third = energyJson(bin, '--iterations', '400');
    assert.ok(Math.abs((third.medianEnergyPerInferenceJ ?? 0) - 600e-6) < 1e-7);
  });

  it('prints the windows before the place where a trace is cut off, and what ended it', () => {
    const cut = join(folder, 'cut');
    mkdirSync(cut);
    writeFileSync(join(cut, 'trace1-energy.bin'), bytes.subarray(0, 5 + 4 * 40_000 + 2));
    writeFileSync(join(cut, 'trace1-timestamps.json'), JSON.stringify(timesS));
    writeFileSync(join(cut, 'log.txt'), logOf(timesS, 400));
    const { status, stdout, stderr } = energy(cut, '--json');
    assert.equal(status, 1);
    const { windows, error, trust } = JSON.parse(stdout) as EnergyDocument;
    assert.deepEqual(
      windows.map(({ startS }) => startS),
      [3, 18],
    );
    assert.equal(error?.code, 'trace.broken');
    assert.match(stderr, /sample 40000/);
    assert.deepEqual(trust.reasons, ['2 of 5 windows count', 'the trace breaks off']);
    const text = energy(cut);
    assert.equal(text.status, 1);
    assert.match(text.stdout, /^Median: 599\.956 µJ an inference, over 2 windows$/m);
  });

  it('explains what is wrong with what it is given', () => {
    const file = (name: string, content: Buffer | string): string => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    };
    const rateless = Buffer.from(bytes);
    rateless.writeFloatLE(0, 1);
    const good = file('good.bin', bytes);
    const cases: readonly (readonly [words: readonly string[], status: number, message: RegExp])[] = [
      [[join(folder, 'nowhere.jls')], 1, /no file/],
      [[file('wrong.bin', 'hello')], 1, /0xF1/],
      [[file('rate.bin', rateless)], 1, /sample rate is 0 Hz/],
      [[good, '--timestamps', file('behind.json', '[1, 2, 900]')], 1, /timestamp 2 is 900 s, but the trace ends/],
      [[good, '--timestamps', file('order.json', '[2, 1]')], 1, /timestamp 1 is 1 s, before timestamp 0/],
      [[good, '--timestamps', file('few.json', '[2]')], 1, /1 of the two edges/],
      [[good, '--iterations', '0'], 2, /whole number from 1 on/],
      [[good, '--timestamps', file('two.json', '[3, 15]'), '--export', 'trace.xyz'], 2, /neither \.bin nor \.emon/],
    ];
    for (const [words, status, message] of cases) {
      const done = energy(...words);
      assert.equal(done.status, status, words.join(' '));
      assert.match(done.stderr, message);
    }
    assert.ok(!existsSync('trace.xyz'));
  });
});
