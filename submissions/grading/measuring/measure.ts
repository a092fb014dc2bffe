import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Clock } from '../../../harness/clock.ts';
import { BenchError, failure } from '../../../harness/errors.ts';
import { programVersion } from '../../../harness/program.ts';
import { modelPath } from '../../../workloads/built-in/catalogue.ts';
import { chooseWorkload } from '../../../workloads/own/own-workload.ts';
import { fileProblem } from '../../file-problem.ts';
import { WorkerPool } from '../../workers/worker-pool.ts';
import type { HandIn } from '../hand-ins/hand-in.ts';
import type { Rubric } from '../rubric/rubric.ts';
import type { MeasuredHandIn } from '../scoring/grades.ts';
import { accuracyOf, withAccuracyLost } from './accuracy-lost.ts';
import type { BaselineAccuracy } from './accuracy-lost.ts';
import { DigestCache } from './digest-cache.ts';
import { tooLarge } from './hand-in-tree.ts';
import { failed } from './measure-task.ts';
import type { Measured } from './measured.ts';
import type { MeasureProgress, MeasureTask, MeasuringPlan } from './plan.ts';
import { prepareData } from './prepared-data.ts';
import { problemOf } from './problems.ts';
import { rubricData } from './rubric-data.ts';
import type { RubricData } from './rubric-data.ts';
import { sourceOf } from './source-digest.ts';
import type { Source } from './source-digest.ts';

export interface MeasureOptions {
  /** Processes at once; as many as there are cores where it is left out. */
  readonly workers?: number;
  /** Where what was measured is kept from run to run; null: nowhere. */
  readonly cacheFolder: string | null;
  /** Measures again what limits of time or memory ended the last time. */
  readonly retry?: boolean;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** Called with the number of hand-ins that are measured, and of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface MeasuredClass {
  /** In the order of the hand-ins given. */
  readonly measured: readonly MeasuredHandIn[];
  /** How many were known from an earlier run. */
  readonly fromCache: number;
}

/** Raised whenever the same content is measured otherwise than before within one version of the program. */
const measuringVersion = 1;

/** What limits may have ended: with others it may come to something. */
const endedByLimits = new Set(['worker.time', 'worker.memory']);

/** What another run may bring to an end: whose fault it was is not known. */
const passing = new Set(['worker.died', 'worker.closed', 'submission.unreadable']);

/**
 * Measures hand-ins in processes of their own, within the limits of the rubric. What is wrong with one is among its own
 * problems. Equal content is measured once and comes to the same, whoever handed it in under whatever name.
 * @throws BenchError grade.data, grade.baseline, grade.cache, grade.unreadable: nobody's hand-in is at fault; the
 * signal's reason
 */
export async function measureHandIns(
  handIns: readonly HandIn[],
  rubric: Rubric,
  options: MeasureOptions,
): Promise<MeasuredClass> {
  const { cacheFolder, signal, onProgress, retry = false } = options;
  const { specification } = chooseWorkload(rubric.workload);
  const data = await rubricData(rubric, specification);
  const { timeS, memoryMb, handInMb } = rubric.limits;
  const cache = new DigestCache(cacheFolder, basisOf(rubric, data), JSON.stringify([timeS, memoryMb]));
  const work = new MeasuringWork(rubric, data, options);
  const found = new Map<string, Promise<Measured>>();
  let [done, fromCache] = [0, 0];

  const measureSource = async (path: string, source: Source, what: string): Promise<Measured> => {
    const known = await cache.read(source.digest);
    if (known !== null && !(retry && known.problems.some(({ code }) => endedByLimits.has(code)))) {
      fromCache++;
      return known;
    }
    const measured = await work.measure(path, source, what);
    const codes = measured.problems.map(({ code }) => code);
    if (!codes.some((code) => passing.has(code))) {
      await cache.write(
        source.digest,
        measured,
        codes.some((code) => endedByLimits.has(code)),
      );
    }
    return measured;
  };
  const measureOne = async (path: string, what: string): Promise<Measured> => {
    const source = await lookAt(path, handInMb * 1e6);
    if (source instanceof BenchError) return failed('', 0, problemOf(source));
    if (source.isTooLarge) return failed(source.digest, source.bytes, problemOf(asBench(tooLarge(handInMb * 1e6))));
    const before = found.get(source.digest);
    if (before !== undefined) fromCache++;
    const now = before ?? measureSource(path, source, what);
    found.set(source.digest, now);
    return now;
  };

  try {
    const baseline = await baselineOf(rubric, measureOne);
    fromCache = 0;
    const measured = await Promise.all(
      handIns.map(async (handIn): Promise<MeasuredHandIn> => {
        const own = await measureOne(handIn.path, handIn.name);
        signal?.throwIfAborted();
        done++;
        onProgress?.(done, handIns.length);
        return { handIn, measured: withAccuracyLost(own, baseline) };
      }),
    );
    return { measured, fromCache };
  } finally {
    await work.close();
  }
}

/** All that the outcome depends on but the hand-in itself and the limits of time and memory. */
function basisOf(rubric: Rubric, data: readonly RubricData[]): string {
  const { handIn, workload, judgeOn, limits } = rubric;
  const { own, specification } = chooseWorkload(workload);
  const judged = judgeOn.kind === 'measured' ? { ...judgeOn, calibration: null } : judgeOn;
  return JSON.stringify([
    [programVersion, measuringVersion],
    own === undefined ? specification.name : createHash('sha256').update(readFileSync(own.file)).digest('hex'),
    [handIn.kind, handIn.model, [...handIn.requiredFiles], judged, limits.handInMb],
    data.map(({ part, digest }) => [part, digest]),
  ]);
}

/** What is measured, or what keeps a file or folder from being looked at. */
async function lookAt(path: string, mostBytes: number): Promise<Source | BenchError> {
  try {
    return await sourceOf(path, mostBytes);
  } catch (error) {
    if (error instanceof BenchError) return error;
    throw failure('grade.unreadable', { path, problem: fileProblem(error) }, { cause: error });
  }
}

async function baselineOf(
  { baseline }: Rubric,
  measureOne: (path: string, what: string) => Promise<Measured>,
): Promise<BaselineAccuracy> {
  if (baseline === null) return new Map();
  const measured = await measureOne(modelPath(baseline), 'the baseline');
  const accuracy = accuracyOf(measured);
  if (accuracy.size > 0) return accuracy;
  const [problem] = measured.problems;
  throw failure('grade.baseline', { file: baseline, problem: problem?.message ?? 'it has no accuracy' });
}

function asBench(error: Error): BenchError {
  if (error instanceof BenchError) return error;
  throw error;
}

/** The processes, and the data that they read: made when the first hand-in needs them. */
class MeasuringWork {
  readonly #rubric: Rubric;
  readonly #data: readonly RubricData[];
  readonly #options: MeasureOptions;
  #started:
    Promise<{ readonly pool: WorkerPool<MeasureTask, Measured, MeasureProgress>; plan: MeasuringPlan }> | undefined;
  #folder: string | undefined;

  constructor(rubric: Rubric, data: readonly RubricData[], options: MeasureOptions) {
    this.#rubric = rubric;
    this.#data = data;
    this.#options = options;
  }

  async measure(path: string, source: Source, what: string): Promise<Measured> {
    this.#started ??= this.#start();
    const { pool, plan } = await this.#started;
    const { signal } = this.#options;
    let known: MeasureProgress = source;
    try {
      const measured = await pool.run(
        // Processes have a folder of their own to be in.
        { path: resolve(path), plan },
        {
          what,
          ...(signal && { signal }),
          onProgress: (progress) => {
            known = progress;
          },
        },
      );
      return measured.digest === '' ? { ...measured, digest: source.digest, bytes: source.bytes } : measured;
    } catch (error) {
      if (!(error instanceof BenchError) || error.code === 'worker.closed') throw error;
      return failed(known.digest, known.bytes, problemOf(error));
    }
  }

  async close(): Promise<void> {
    const started = await this.#started?.catch(() => undefined);
    await started?.pool.close();
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  async #start(): Promise<{ readonly pool: WorkerPool<MeasureTask, Measured, MeasureProgress>; plan: MeasuringPlan }> {
    const { clock, signal, workers = availableParallelism() } = this.#options;
    const { handIn, workload, judgeOn, limits } = this.#rubric;
    this.#folder = await mkdtemp(join(tmpdir(), 'boardbench-grade-'));
    const data: { part: RubricData['part']; folder: string }[] = [];
    for (const { part, open } of this.#data) {
      const folder = join(this.#folder, part);
      await prepareData(await open(), folder, signal);
      data.push({ part, folder });
    }
    const plan = { handIn, workload, judgeOn, data, mostBytes: limits.handInMb * 1e6 };
    const pool = new WorkerPool<MeasureTask, Measured, MeasureProgress>({
      module: new URL('measure-worker.ts', import.meta.url),
      size: Math.max(1, workers),
      limits: { timeS: limits.timeS, memoryMb: limits.memoryMb },
      clock,
    });
    return { pool, plan };
  }
}
