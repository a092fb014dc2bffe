/**
 * What grading a class takes: `npm run bench:grade`. A hundred models, each with weights of its own, are judged on five
 * hundred built-in samples, as staff start it, in processes of their own; then once more. Memory is that of the command and
 * of its workers (where the system tells it), while it grades.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { formatTable } from '../../harness/cli/output.ts';
import { residentMb } from '../../submissions/workers/resident-memory.ts';
import { writeBuiltInDataset } from '../../workloads/built-in/dataset.ts';
import { builtInWorkload } from '../../workloads/built-in/catalogue.ts';
import { Random } from '../../workloads/built-in/random.ts';
import type { ModelGraph } from '../../workloads/models/graph.ts';
import { readModelGraph } from '../../workloads/models/tflite/read.ts';
import { writeModelGraph } from '../../workloads/models/tflite-writer/write.ts';
import { boardbench } from '../harness/cli/running-command.ts';

const students = Number(process.argv[2] ?? 100);
const samples = 500;
const [targetSeconds, targetAgainSeconds, targetGrowth] = [60, 3, 1.15];
const lookMs = 100;

interface Look {
  readonly done: number;
  readonly commandMb: number;
  /** All workers together. */
  readonly workersMb: number;
}

interface Run {
  readonly seconds: number;
  readonly stdout: string;
  readonly looks: readonly Look[];
}

const folder = mkdtempSync(join(tmpdir(), 'boardbench-bench-grade-'));
try {
  const [handIns, out, data, rubric] = ['hand-ins', 'grades', 'data', 'rubric.yaml'].map((name) => join(folder, name));
  if (handIns === undefined || out === undefined || data === undefined || rubric === undefined)
    throw new Error('never');
  mkdirSync(handIns);
  for (let student = 1; student <= students; student++) {
    writeFileSync(join(handIns, `student-${String(student).padStart(3, '0')}.tflite`), modelOf(student));
  }
  await writeBuiltInDataset('kws01', data, samples);
  const sample = readFileSync(new URL('../../docs/sample-assignment/rubric.yaml', import.meta.url), 'utf8');
  writeFileSync(rubric, sample.replace('public: built-in', 'public: data'));

  const words = ['grade', '--rubric', rubric, handIns, '--out', out];
  const first = await run(words, join(out, 'cache'));
  const again = await run(words, join(out, 'cache'));
  if (!again.stdout.includes(`Nothing changed: ${students} of ${students} as before.`)) throw new Error(again.stdout);
  console.log(`${students} models of their own × ${samples} samples on ${availableParallelism()} cores\n`);
  const rows = [
    timeRow('first run', first.seconds, targetSeconds),
    timeRow('second run, nothing changed', again.seconds, targetAgainSeconds),
    ...memoryRows(first.looks),
  ];
  for (const line of formatTable(['what', 'measured', 'target', 'met'], rows)) console.log(line);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The built-in model with some of its weights changed by a little: another file, another graph, other answers. */
function modelOf(student: number): Uint8Array {
  const graph = readModelGraph(readFileSync(builtInWorkload('kws01').model), 'model.tflite');
  const random = new Random(9000, student);
  const changed: ModelGraph = {
    ...graph,
    tensors: graph.tensors.map((tensor) => {
      if (tensor.data === null || tensor.type !== 'int8' || tensor.data.length < 64) return tensor;
      const weights = Int8Array.from(tensor.data);
      for (let count = weights.length >> 5; count > 0; count--) {
        const place = random.below(weights.length);
        weights[place] = Math.max(-127, Math.min(127, (weights[place] ?? 0) + random.below(9) - 4));
      }
      return { ...tensor, data: new Uint8Array(weights.buffer) };
    }),
  };
  return writeModelGraph(changed);
}

/** @param cache what is done is counted by what is in it */
async function run(words: readonly string[], cache: string): Promise<Run> {
  const start = performance.now();
  const child = spawn(process.execPath, [boardbench, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const looks: Look[] = [];
  const ended = new AbortController();
  const watch = (async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const commandMb = child.pid === undefined ? null : await residentMb(child.pid);
      const workers = child.pid === undefined ? [] : childrenOf(child.pid);
      const workersMb = (await Promise.all(workers.map(residentMb))).reduce<number>((sum, mb) => sum + (mb ?? 0), 0);
      const done = existsSync(cache) ? readdirSync(cache).filter((name) => name.endsWith('.json')).length : 0;
      if (commandMb !== null && workersMb > 0) looks.push({ done, commandMb, workersMb });
      await wait(lookMs);
    }
  })();
  const [status] = (await once(child, 'close')) as [number | null];
  ended.abort();
  const seconds = (performance.now() - start) / 1000;
  await watch;
  if (status !== 0) throw new Error(`boardbench ended with ${status}: ${stdout}`);
  return { seconds, stdout, looks };
}

/** Of Linux alone; elsewhere nothing is told of the workers. */
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function timeRow(what: string, seconds: number, target: number): string[] {
  const isWhole = students === 100;
  return [what, `${seconds.toFixed(1)} s`, isWhole ? `< ${target} s` : '', isWhole ? met(seconds < target) : ''];
}

/** Around a quarter, half and all of the hand-ins, the median of what was seen, and how much it grew. */
function memoryRows(looks: readonly Look[]): string[][] {
  if (looks.length === 0) return [['memory', 'not told by this system', '', '']];
  const all = [0.25, 0.5, 1].map((share) => {
    const [from, to] = [share - 0.15, share].map((edge) => edge * students);
    const near = looks.filter(({ done }) => done >= (from ?? 0) && done <= (to ?? 0));
    const command = median(near.map(({ commandMb }) => commandMb));
    const workers = median(near.map(({ workersMb }) => workersMb));
    return { share, command, workers };
  });
  const rows = all.map(({ share, command, workers }) => [
    ...[`memory up to ${Math.round(share * students)} hand-ins`, `${command.toFixed(0)} + ${workers.toFixed(0)} MB`],
    ...['', ''],
  ]);
  const [first, last] = [all[0], all.at(-1)].map((each) => (each?.command ?? NaN) + (each?.workers ?? NaN));
  const growth = (last ?? NaN) / (first ?? NaN);
  return [
    ...rows,
    ['growth from a quarter to all', `× ${growth.toFixed(2)}`, `< × ${targetGrowth}`, met(growth < targetGrowth)],
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function met(isMet: boolean): string {
  return isMet ? 'yes' : 'NO';
}
