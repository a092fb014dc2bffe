/** A submission of one board and two results, as the runners write them, small enough to be made on the spot. */
export function smallSubmission(): Record<string, string | Uint8Array> {
  const kws = 'closed/acme/results/board/kws';
  const ic = 'closed/acme/results/board/ic';
  const traced = energyRun();
  return {
    'closed/acme/systems/board.json': JSON.stringify(system, null, 2),
    [`${kws}/performance/log.txt`]: logOf(performanceWindows, 'bmark'),
    [`${kws}/performance/results.txt`]: performanceResults(),
    [`${kws}/energy/log.txt`]: logOf(performanceWindows, 'bmark'),
    [`${kws}/energy/results.txt`]: traced.results,
    [`${kws}/energy/trace1-energy.bin`]: traced.trace,
    [`${kws}/energy/trace1-timestamps.json`]: JSON.stringify(traced.edges),
    [`${kws}/energy/script.async`]: 'dut timestamp\n',
    [`${ic}/accuracy/results.json`]: JSON.stringify(accuracyRecords),
    [`${ic}/accuracy/log.txt`]: accuracyLog(),
    [`${ic}/accuracy/results.txt`]: '0726.010201 ulp-mlperf: Top 1% = 90.0\n',
  };
}

const system = {
  Submitter: 'Acme',
  Division: 'Closed',
  Status: 'Available',
  'Board Name': 'Board',
  'Processor(s) Name': 'Core',
  'Processor(s) Frequencies': '100 MHz',
};

const iterations = 1000;
const inputs = [
  'tst_000000_Stop_7.bin',
  'tst_000001_Left_2.bin',
  'tst_000002_Down_0.bin',
  'tst_000003_Up_8.bin',
  'tst_000004_Go_1.bin',
];

interface Window {
  readonly input: string;
  readonly startUs: number;
  readonly endUs: number;
}

const performanceWindows: readonly Window[] = inputs.map((input, index) => ({
  input,
  startUs: 1_000_000 + index * 15_000_000,
  endUs: 1_000_000 + index * 15_000_000 + 12_500_000 + 1000 * index,
}));

function logOf(windows: readonly Window[], mode: string): string {
  const at = (us: number): string => (us / 1e6).toFixed(3).padStart(9, '0');
  return [
    '00000.100 parser: m-version[3.0.10]',
    `00000.200 parser: m-bm-cfg-name[ulp-mlperf]-key[runMode]-val[${mode}]`,
    '00000.200 parser: m-bm-cfg-name[ulp-mlperf]-key[model]-val[kws01]',
    '00000.300 dut: m-profile-[ULPMark for tinyML Firmware V0.0.1]',
    '00000.300 dut: m-model-[kws01]',
    '00000.400 dut: m-lap-us-400000',
    ...windows.flatMap(({ input, startUs, endUs }) => [
      `${at(startUs - 2000)} parser: Command "bload dut "C:\\datasets\\kws01\\${input}""`,
      `${at(startUs - 1000)} parser: Command "dut infer ${iterations} 1"`,
      `${at(startUs)} dut: m-infer-start-${iterations}`,
      `${at(startUs)} dut: m-lap-us-${startUs}`,
      `${at(endUs)} dut: m-lap-us-${endUs}`,
      `${at(endUs)} dut: m-infer-done`,
      `${at(endUs)} dut: m-results-[0.000,0.000,0.000,0.000,0.000,0.000,0.000,1.000,0.000,0.000,0.000,0.000]`,
      `${at(endUs)} dut: m-ready`,
    ]),
    '',
  ].join('\n');
}

function performanceResults(): string {
  const seconds = performanceWindows.map(({ startUs, endUs }) => (endUs - startUs) / 1e6);
  return [
    ...seconds.flatMap((each, index) => [
      `00100.000 ulp-mlperf: Performance results for window ${2 * index + 2}:`,
      `00100.000 ulp-mlperf:   # Inferences :        ${iterations}`,
      `00100.000 ulp-mlperf:   Runtime      :       ${each.toFixed(3)} sec.`,
      `00100.000 ulp-mlperf:   Throughput   :     ${(iterations / each).toFixed(3)} inf./sec.`,
      '00100.000 ulp-mlperf: Runtime requirements have been met.',
    ]),
    `00100.000 ulp-mlperf: Median throughput is ${(iterations / (seconds[2] ?? 1)).toFixed(3)} inf./sec.`,
    '',
  ].join('\n');
}

const sampleUj = 4;
const rateHz = 100;

/** A hundred samples a second, all alike, and edges in the middle of samples. */
function energyRun(): { results: string; trace: Buffer; edges: number[] } {
  const windows = inputs.map((_, index): [number, number] => [2.005 + 15 * index, 14.005 + 15 * index]);
  const trace = Buffer.alloc(5 + 4 * 80 * rateHz);
  trace[0] = 0xf1;
  trace.writeFloatLE(rateHz, 1);
  for (let at = 5; at < trace.length; at += 4) trace.writeFloatLE(sampleUj, at);
  const energyUj = 12 * rateHz * sampleUj;
  return {
    trace,
    edges: [1.005, ...windows.flat()],
    results: [
      ...windows.flatMap(([startS], index) => [
        `00100.000 ulp-ml: Energy data for window ${2 * index + 2} at time ${startS.toFixed(2)} for 12.00 sec.:`,
        `00100.000 ulp-ml:   Energy       :   ${energyUj.toFixed(3)} uJ`,
        `00100.000 ulp-ml:   Power        :   ${(energyUj / 12).toFixed(3)} uW`,
        `00100.000 ulp-ml:   Energy/Inf.  :   ${(energyUj / iterations).toFixed(3)} uJ/inf.`,
      ]),
      `00100.000 ulp-ml: Median energy cost is ${(energyUj / iterations).toFixed(3)} uJ/inf.`,
      '',
    ].join('\n'),
  };
}

/** Ten inputs of nobody's list, nine of them right by the labels of the runner's own file. */
const accuracyRecords = Array.from({ length: 10 }, (_, index) => ({
  file: `own_${index}.bin`,
  class: index,
  infer: {
    ...{ start_time: 1000 * index, end_time: 1000 * index + 500, iterations: 1, warmups: 0 },
    results: Array.from({ length: 10 }, (__, place) => (place === (index === 9 ? 0 : index) ? 1 : 0)),
  },
}));

function accuracyLog(): string {
  const lines = accuracyRecords.flatMap(({ file, infer }) => [
    `0726.010150 ulp-mlperf: Loading file ${file} segment 0`,
    'Running inference with 0/1 (warmup/measured) iterations ...',
    `0726.010201 ulp-mlperf:   m-results    : [${infer.results.join(', ')}]`,
  ]);
  return [...lines, ''].join('\n');
}
