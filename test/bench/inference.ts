/**
 * How fast inference on the host is: `npm run bench:inference`. Every figure is measured in this run: one inference on
 * one thread with each set of kernels, in turns, then a data set evaluated with one thread and with all cores. The
 * models are the official ones where the reference folder is there (see test/reference.ts), else the built-in ones.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { formatTable } from '../../harness/cli/output.ts';
import { builtInWorkloads } from '../../workloads/built-in/catalogue.ts';
import { ad01 } from '../../workloads/ad01/specification.ts';
import type { Dataset } from '../../workloads/datasets/dataset.ts';
import { ic01 } from '../../workloads/ic01/specification.ts';
import { kws01 } from '../../workloads/kws01/specification.ts';
import { evaluate } from '../../workloads/models/evaluation/evaluate.ts';
import { plainKernels } from '../../workloads/models/kernels/plain.ts';
import { loadModel } from '../../workloads/models/load-model.ts';
import type { Model } from '../../workloads/models/model.ts';
import { wasmKernels } from '../../workloads/models/wasm/kernels.ts';
import type { WorkloadSpecification } from '../../workloads/specification.ts';
import { vww01 } from '../../workloads/vww01/specification.ts';
import { referenceDir } from '../reference.ts';

/** Milliseconds that one inference may take, and that TensorFlow Lite once took on one thread of a two-core x86 server. */
const limits = [
  { workload: kws01, targetMs: 3, tensorFlowLiteMs: 0.99 },
  { workload: vww01, targetMs: 8, tensorFlowLiteMs: 2.4 },
  { workload: ic01, targetMs: 5, tensorFlowLiteMs: 0.56 },
  { workload: ad01, targetMs: 0.12, tensorFlowLiteMs: 0.025 },
] as const;

/** Seconds of measuring one set of kernels; an evaluation computes for as long, on an idle machine. */
const seconds = Number(process.argv[2] ?? 1);

interface Timing {
  readonly best: number;
  readonly median: number;
}

function modelFile(workload: WorkloadSpecification): { readonly file: string; readonly bytes: Uint8Array } | undefined {
  if (referenceDir !== undefined) {
    const file = join(referenceDir, 'models', `${workload.name}_int8.tflite`);
    return { file, bytes: readFileSync(file) };
  }
  const builtIn = builtInWorkloads.find(({ specification }) => specification.name === workload.name);
  if (builtIn === undefined) return undefined;
  return { file: `built-in:${workload.name}`, bytes: readFileSync(builtIn.model) };
}

function scattered(bytes: number, seed: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => Math.imul(seed * bytes + index, 0x9e3779b1) >>> 24);
}

/** Measures models in turns, so that what else the machine does falls on all of them. */
function time(models: readonly Model[]): Timing[] {
  const bytes = models[0]?.input.shape.reduce((product, size) => product * size, 1) ?? 0;
  const inputs = Array.from({ length: 8 }, (_, seed) => scattered(bytes, seed));
  const times = models.map((): number[] => []);
  const measure = (durationMs: number): void => {
    for (const [index, model] of models.entries()) {
      const endMs = performance.now() + durationMs;
      while (performance.now() < endMs)
        for (const input of inputs) {
          const startedMs = performance.now();
          model.invoke(input);
          times[index]?.push(performance.now() - startedMs);
        }
    }
  };
  measure(300);
  for (const list of times) list.length = 0;
  const rounds = 10;
  for (let round = 0; round < rounds; round += 1) measure((seconds * 1000) / rounds);
  return times.map((list) => {
    list.sort((a, b) => a - b);
    return { best: list[0] ?? NaN, median: list[Math.floor(list.length / 2)] ?? NaN };
  });
}

/** A data set of so many windows, made up as they are read. */
function endless(workload: WorkloadSpecification, windows: number): Dataset {
  const { bytes } = workload.input;
  const inputs = Array.from({ length: 16 }, (_, seed) =>
    workload.input.type === 'float32'
      ? new Uint8Array(Float32Array.from(scattered(bytes / 4, seed)).buffer)
      : scattered(bytes, seed),
  );
  return {
    directory: 'made up',
    kind: 'own',
    reason: 'made up',
    labelsSha256: '',
    inputsSha256: '',
    samples: windows,
    rows: Array.from({ length: windows }, (_, index) => {
      return { index, file: `${index}`, label: 0, segments: 1, inputBytes: bytes, strideBytes: 0 };
    }),
    read: ({ index }) => Promise.resolve(inputs[index % inputs.length] ?? new Uint8Array()),
  };
}

/** Samples a second: of all the time, and from the first results on, without the start of the threads. */
async function rate(
  file: { readonly file: string; readonly bytes: Uint8Array },
  workload: WorkloadSpecification,
  windows: number,
  workers: number,
): Promise<{ readonly whole: number; readonly steady: number }> {
  const startedMs = performance.now();
  let first: { readonly ms: number; readonly rows: number } | undefined;
  await evaluate(file, endless(workload, windows), workload, {
    workers,
    onProgress: (rows) => {
      first ??= { ms: performance.now(), rows };
    },
  });
  const endMs = performance.now();
  const { ms, rows } = first ?? { ms: startedMs, rows: 0 };
  return { whole: (windows / (endMs - startedMs)) * 1000, steady: ((windows - rows) / (endMs - ms)) * 1000 };
}

const cores = availableParallelism();
const single: string[][] = [];
const evaluated: string[][] = [];
for (const { workload, targetMs, tensorFlowLiteMs } of limits) {
  const file = modelFile(workload);
  if (file === undefined) {
    console.log(`${workload.name}: there is no model for it here`);
    continue;
  }
  const vector = loadModel(file.bytes, file.file, () => wasmKernels() ?? plainKernels);
  const plain = loadModel(file.bytes, file.file, () => plainKernels);
  const [fast, slow] = time([vector, plain]);
  if (fast === undefined || slow === undefined) continue;
  single.push([
    workload.name,
    fast.best.toFixed(3),
    fast.median.toFixed(3),
    slow.best.toFixed(3),
    slow.median.toFixed(3),
    `${(slow.best / fast.best).toFixed(1)}×`,
    targetMs.toFixed(2),
    fast.median <= targetMs ? 'yes' : 'NO',
    tensorFlowLiteMs.toFixed(3),
  ]);
  const windows = Math.min(60_000, Math.ceil((seconds * 1000) / fast.median));
  const one = await rate(file, workload, windows, 1);
  const all = await rate(file, workload, windows, cores);
  evaluated.push([
    workload.name,
    String(windows),
    one.whole.toFixed(0),
    one.steady.toFixed(0),
    all.whole.toFixed(0),
    all.steady.toFixed(0),
    `${(all.steady / one.steady).toFixed(2)}×`,
  ]);
}
console.log(`${referenceDir === undefined ? 'Built-in' : 'Official'} int8 models, ms an inference on one thread`);
console.log(
  formatTable(
    ['model', 'wasm best', 'median', 'plain best', 'median', 'best ratio', 'at most', 'met', 'TFLite once'],
    single,
  ).join('\n'),
);
console.log(
  `\nEvaluation of a data set, samples a second, with one thread and with ${cores}; steady: from the first results on`,
);
console.log(
  formatTable(['model', 'samples', '1 thread', 'steady', `${cores} threads`, 'steady', 'ratio'], evaluated).join('\n'),
);
console.log(`\nResident set at the end: ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MiB`);
