import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What of the small round may be other. */
export interface SmallRoundChanges {
  /** Microseconds of each performance window. */
  readonly windowUs?: number;
  readonly frequency?: string;
  readonly withEnergy?: boolean;
}

const iterations = 200;

/**
 * The files of a round with one result, as EEMBC's runner writes them: kws of a system, performance and, where wanted,
 * energy with a trace of 1 mW and a peak of 5 mW in every window.
 */
export function smallRound(changes: SmallRoundChanges = {}): Readonly<Record<string, string | Uint8Array>> {
  const { windowUs = 10_500_000, frequency = '80 MHz', withEnergy = false } = changes;
  const throughput = iterations / (windowUs / 1e6);
  const result = 'closed/acme/results/board/kws';
  return {
    'closed/acme/systems/board.json': JSON.stringify({
      ...{ Submitter: 'acme', Division: 'Closed', Status: 'Available', 'Board Name': 'Example' },
      ...{ 'Processor(s) Name': 'Cortex-M4', 'Processor(s) Frequencies': frequency, 'Inference Framework': 'Own 1.0' },
    }),
    [`${result}/performance/log.txt`]: performanceLog(windowUs),
    [`${result}/performance/results.txt`]: performanceResults(windowUs, throughput),
    ...(withEnergy ? energyFiles(`${result}/energy`) : {}),
  };
}

/** Writes files into a folder of its own; the function returned removes it. */
export function writeFiles(files: Readonly<Record<string, string | Uint8Array>>, name = 'v1.2'): [string, () => void] {
  const top = mkdtempSync(join(tmpdir(), 'boardbench-round-'));
  const folder = join(top, name);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return [
    folder,
    () => {
      rmSync(top, { recursive: true, force: true });
    },
  ];
}

const inputs = ['tst_000000_Stop_7.bin', 'tst_000001_Left_2.bin', 'tst_000002_Right_6.bin', 'tst_000003_Up_8.bin'];

function performanceLog(windowUs: number): string {
  const lines = [
    '00001.000 session: m-session-start-id[20240102030405]',
    '00001.001 parser: m-bm-cfg-name[ulp-mlperf]-key[runMode]-val[bmark]',
    '00001.002 parser: m-bm-cfg-name[ulp-mlperf]-key[model]-val[kws01]',
    '00001.003 dut: m-profile-[ULPMark for tinyML Firmware V0.0.1]',
    '00001.004 dut: m-model-[kws01]',
    '00001.005 dut: m-lap-us-1000',
  ];
  let timeS = 2;
  for (let window = 0; window < 5; window++) {
    const startUs = 1_000_000 + window * 20_000_000;
    lines.push(
      `${stamp(timeS)} parser: Command "bload dut "kws01/${inputs[window] ?? 'tst_000004_On_5.bin'}""`,
      `${stamp(timeS)} parser: Command "dut infer ${iterations} 10"`,
      `${stamp(timeS)} dut: m-infer-start-${iterations}`,
      `${stamp(timeS)} dut: m-lap-us-${startUs}`,
      `${stamp(timeS + windowUs / 1e6)} dut: m-lap-us-${startUs + windowUs}`,
      `${stamp(timeS + windowUs / 1e6)} dut: m-results-[0.9,0.1,0,0,0,0,0,0,0,0,0,0]`,
    );
    timeS += windowUs / 1e6 + 1;
  }
  return `${lines.join('\r\n')}\r\n`;
}

function performanceResults(windowUs: number, throughput: number): string {
  const windows = [2, 4, 6, 8, 10].flatMap((number) => [
    `Performance results for window ${number}:`,
    `  # Inferences : ${iterations}`,
    `  Runtime      : ${(windowUs / 1e6).toFixed(3)} sec.`,
    `  Throughput   : ${throughput.toFixed(3)} inf./sec.`,
  ]);
  return [...windows, `Median throughput is ${throughput.toFixed(3)} inf./sec.`]
    .map((line) => `00060.000 ulp-mlperf: ${line}\n`)
    .join('');
}

const rateHz = 1000;
/** Seconds of a window of energy, and before each. */
const energyWindowS = 10;

function energyFiles(folder: string): Record<string, string | Uint8Array> {
  const timesS = [0.5];
  const lines = [
    '00001.000 session: m-session-start-id[20240102030405]',
    '00001.001 parser: m-bm-cfg-name[ulp-mlperf]-key[runMode]-val[bmark]',
    '00001.002 emon: m-regfile-fn[trace1-energy.bin]-type[emon]-name[lpm01a]',
    '00001.003 emon: m-voltage-mv[1800]',
  ];
  for (let window = 0; window < 5; window++) {
    const startS = 1 + window * (energyWindowS + 1);
    timesS.push(startS, startS + energyWindowS);
    lines.push(
      `00002.000 parser: Command "bloadp dut "kws01/${inputs[window] ?? 'tst_000004_On_5.bin'}""`,
      `00002.000 parser: Command "io dut infer ${iterations} 10"`,
      `00002.100 io: [dut]: m-infer-start-${iterations}`,
      '00012.100 io: [dut]: m-results-[0.9,0.1,0,0,0,0,0,0,0,0,0,0]',
    );
  }
  const samples = Math.ceil((timesS.at(-1) ?? 0) * rateHz) + 500;
  const trace = Buffer.alloc(5 + 4 * samples);
  trace[0] = 0xf1;
  trace.writeFloatLE(rateHz, 1);
  for (let sample = 0; sample < samples; sample++) {
    // One microjoule in a millisecond is a milliwatt; the peak lies in the middle of each window.
    const intoWindowS = (sample / rateHz - 1) % (energyWindowS + 1);
    trace.writeFloatLE(Math.abs(intoWindowS - energyWindowS / 2) < 0.5 / rateHz ? 5 : 1, 5 + 4 * sample);
  }
  return {
    [`${folder}/log.txt`]: `${lines.join('\n')}\n`,
    [`${folder}/results.txt`]: '00060.000 ulp-mlperf: Median energy cost is 50.020 uJ/inf.\n',
    [`${folder}/trace1-energy.bin`]: trace,
    [`${folder}/trace1-timestamps.json`]: JSON.stringify(timesS),
  };
}

function stamp(timeS: number): string {
  const [whole = '0', part = '000'] = timeS.toFixed(3).split('.');
  return `${whole.padStart(5, '0')}.${part}`;
}
