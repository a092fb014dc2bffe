import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Clock } from '../../../harness/clock.ts';
import { BenchError } from '../../../harness/errors.ts';
import { WorkerPool } from '../../workers/worker-pool.ts';
import type { Rubric } from '../rubric/rubric.ts';
import { handInName } from './hand-in-tree.ts';
import { failed } from './measure-task.ts';
import type { Measured } from './measured.ts';
import { needsModel } from './plan.ts';
import type { MeasureProgress, MeasureTask, MeasuringPlan, PlannedData } from './plan.ts';
import { prepareData } from './prepared-data.ts';
import { problemOf } from './problems.ts';
import { dataFailure } from './rubric-data.ts';
import type { RubricData } from './rubric-data.ts';
import type { Source } from './source-digest.ts';

export interface WorkOptions {
  /** Processes at once; as many as there are cores where it is left out. */
  readonly workers?: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

interface Started {
  readonly pool: WorkerPool<MeasureTask, Measured, MeasureProgress>;
  readonly plan: MeasuringPlan;
}

/** The processes, and the data that they read: made when the first hand-in needs them. */
export class MeasuringWork {
  readonly #rubric: Rubric;
  readonly #data: readonly RubricData[];
  readonly #options: WorkOptions;
  #started: Promise<Started> | undefined;
  #folder: string | undefined;

  constructor(rubric: Rubric, data: readonly RubricData[], options: WorkOptions) {
    this.#rubric = rubric;
    this.#data = data;
    this.#options = options;
  }

  /**
   * Measures a hand-in in a process. What ends the process is the hand-in's problem.
   * @throws the signal's reason; BenchError worker.closed, and of the data
   */
  async measure(path: string, source: Source): Promise<Measured> {
    this.#started ??= this.#start();
    const { pool, plan } = await this.#started;
    const { signal } = this.#options;
    let known: MeasureProgress = source;
    try {
      const measured = await pool.run(
        // A process has a folder of its own to be in.
        { path: resolve(path), plan },
        {
          // Whoever handed it in under whatever name: the outcome is kept for all who hand in the same.
          what: handInName,
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

  async #start(): Promise<Started> {
    const { clock, signal, workers = availableParallelism() } = this.#options;
    const { handIn, workload, judgeOn, limits } = this.#rubric;
    this.#folder = await mkdtemp(join(tmpdir(), 'boardbench-grade-'));
    const data: PlannedData[] = [];
    for (const { part, open } of this.#data) {
      const folder = join(this.#folder, part);
      try {
        await prepareData(await open(), folder, signal);
      } catch (cause) {
        signal?.throwIfAborted();
        throw dataFailure(part, cause);
      }
      data.push({ part, folder });
    }
    const plan = {
      ...{ handIn, workload, judgeOn, data, needsModel: needsModel(this.#rubric) },
      mostBytes: limits.handInMb * 1e6,
    };
    const pool = new WorkerPool<MeasureTask, Measured, MeasureProgress>({
      module: new URL('measure-worker.ts', import.meta.url),
      size: Math.max(1, workers),
      limits: { timeS: limits.timeS, memoryMb: limits.memoryMb },
      clock,
    });
    return { pool, plan };
  }
}
