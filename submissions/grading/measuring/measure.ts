import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { BenchError, failure } from '../../../harness/errors.ts';
import { programVersion } from '../../../harness/program.ts';
import { modelPath } from '../../../workloads/built-in/catalogue.ts';
import { chooseWorkload } from '../../../workloads/own/own-workload.ts';
import { fileProblem } from '../../file-problem.ts';
import type { HandIn } from '../hand-ins/hand-in.ts';
import type { Rubric } from '../rubric/rubric.ts';
import type { MeasuredHandIn } from '../scoring/grades.ts';
import { accuracyOf, withAccuracyLost } from './accuracy-lost.ts';
import type { BaselineAccuracy } from './accuracy-lost.ts';
import { DigestCache } from './digest-cache.ts';
import { handInName, tooLarge } from './hand-in-tree.ts';
import { failed } from './measure-task.ts';
import type { Measured } from './measured.ts';
import { MeasuringWork } from './measuring-work.ts';
import type { WorkOptions } from './measuring-work.ts';
import { needsModel } from './plan.ts';
import { problemOf } from './problems.ts';
import { rubricData } from './rubric-data.ts';
import type { RubricData } from './rubric-data.ts';
import { sourceOf } from './source-digest.ts';
import type { Source } from './source-digest.ts';

export interface MeasureOptions extends WorkOptions {
  /** Where what was measured is kept from run to run; null: nowhere. */
  readonly cacheFolder: string | null;
  /** Measures again what limits of time or memory ended the last time. */
  readonly retry?: boolean;
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
const measuringVersion = 2;

/** What limits may have ended: with others it may come to something. */
const endedByLimits = new Set(['worker.time', 'worker.memory']);

/** What another run may bring to an end: whose fault it was is not known. */
const passing = new Set(['worker.died', 'worker.closed', 'submission.unreadable']);

/** Files and folders that are looked at at once. */
const looksAtOnce = 8;

/**
 * Measures hand-ins in processes of their own, within the limits of the rubric. What is wrong with one is among its own
 * problems. Equal content is measured once and comes to the same, whoever handed it in under whatever name.
 * @throws BenchError grade.data, grade.baseline, grade.limits, grade.cache: nobody's hand-in is at fault; the signal's reason
 */
export async function measureHandIns(
  handIns: readonly HandIn[],
  rubric: Rubric,
  options: MeasureOptions,
): Promise<MeasuredClass> {
  const { signal, onProgress } = options;
  const data = await rubricData(rubric, chooseWorkload(rubric.workload).specification);
  const measuring = new ClassMeasuring(rubric, data, options);
  let done = 0;
  try {
    const baseline = await baselineOf(rubric, measuring);
    const looked = await inLanes(handIns, looksAtOnce, async (handIn) => {
      signal?.throwIfAborted();
      return { handIn, looked: await measuring.look(handIn.path) };
    });
    // The largest first, so that no process is left with it at the end.
    const order = looked.toSorted((a, b) => b.looked.bytes - a.looked.bytes);
    const outcomes = await Promise.all(
      order.map(async ({ handIn, looked: one }) => {
        const outcome = await measuring.measure(handIn.path, one);
        signal?.throwIfAborted();
        done++;
        onProgress?.(done, handIns.length);
        return [handIn, outcome] as const;
      }),
    );
    const byHandIn = new Map(outcomes);
    const measured = handIns.flatMap((handIn): MeasuredHandIn[] => {
      const outcome = byHandIn.get(handIn);
      return outcome === undefined ? [] : [{ handIn, measured: withAccuracyLost(outcome.measured, baseline) }];
    });
    return { measured, fromCache: outcomes.filter(([, { isFromCache }]) => isFromCache).length };
  } finally {
    await measuring.close();
  }
}

interface Outcome {
  readonly measured: Measured;
  readonly isFromCache: boolean;
}

/** What can be told of a hand-in before it is opened: enough to look for it in the cache, or that nothing can. */
type Looked = (Source & { readonly measured: null }) | { readonly bytes: number; readonly measured: Measured };

/** Measures each content once, and keeps it. */
class ClassMeasuring {
  readonly #mostBytes: number;
  readonly #cache: DigestCache;
  readonly #work: MeasuringWork;
  readonly #retry: boolean;
  readonly #found = new Map<string, Promise<Outcome>>();

  constructor(rubric: Rubric, data: readonly RubricData[], options: MeasureOptions) {
    const { timeS, memoryMb, handInMb } = rubric.limits;
    this.#mostBytes = handInMb * 1e6;
    this.#cache = new DigestCache(options.cacheFolder, basisOf(rubric, data), JSON.stringify([timeS, memoryMb]));
    this.#work = new MeasuringWork(rubric, data, options);
    this.#retry = options.retry ?? false;
  }

  async look(path: string): Promise<Looked> {
    try {
      const source = await sourceOf(path, this.#mostBytes);
      if (!source.isTooLarge) return { ...source, measured: null };
      return { ...source, measured: failed(source.digest, source.bytes, problemOf(tooLarge(this.#mostBytes))) };
    } catch (cause) {
      const error =
        cause instanceof BenchError
          ? cause
          : failure('submission.unreadable', { file: handInName, problem: fileProblem(cause) }, { cause });
      return { bytes: 0, measured: failed('', 0, problemOf(error)) };
    }
  }

  measure(path: string, looked: Looked): Promise<Outcome> {
    if (looked.measured !== null) return Promise.resolve({ measured: looked.measured, isFromCache: false });
    const outcome = this.#found.get(looked.digest) ?? this.#measureSource(path, looked);
    this.#found.set(looked.digest, outcome);
    return outcome;
  }

  close(): Promise<void> {
    return this.#work.close();
  }

  async #measureSource(path: string, source: Source): Promise<Outcome> {
    const known = await this.#cache.read(source.digest);
    const isToTryAgain = this.#retry && known !== null && codesOf(known).some((code) => endedByLimits.has(code));
    if (known !== null && !isToTryAgain) return { measured: known, isFromCache: true };
    const measured = await this.#work.measure(path, source);
    const codes = codesOf(measured);
    if (!codes.some((code) => passing.has(code))) {
      const isEndedByLimits = codes.some((code) => endedByLimits.has(code));
      await this.#cache.write(source.digest, measured, isEndedByLimits);
    }
    return { measured, isFromCache: false };
  }
}

function codesOf({ problems }: Measured): readonly string[] {
  return problems.map(({ code }) => code);
}

async function inLanes<Item, Outcome>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item) => Promise<Outcome>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const left = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of left) outcomes[index] = await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return outcomes;
}

/** All that the outcome depends on but the hand-in itself and the limits of time and memory. */
function basisOf(rubric: Rubric, data: readonly RubricData[]): string {
  const { handIn, workload, judgeOn, limits } = rubric;
  const { own, specification } = chooseWorkload(workload);
  const judged = judgeOn.kind === 'measured' ? { ...judgeOn, calibration: null } : judgeOn;
  return JSON.stringify([
    [programVersion, measuringVersion],
    own === undefined ? specification.name : createHash('sha256').update(readFileSync(own.file)).digest('hex'),
    [handIn.kind, handIn.model, [...handIn.requiredFiles], judged, limits.handInMb, needsModel(rubric)],
    data.map(({ part, digest }) => [part, digest]),
  ]);
}

async function baselineOf({ baseline }: Rubric, measuring: ClassMeasuring): Promise<BaselineAccuracy> {
  if (baseline === null) return new Map();
  const path = modelPath(baseline);
  const { measured } = await measuring.measure(path, await measuring.look(path));
  const accuracy = accuracyOf(measured);
  if (accuracy.size > 0) return accuracy;
  const problem = measured.problems.find(({ severity }) => severity === 'fatal' || severity === 'error');
  if (problem !== undefined && endedByLimits.has(problem.code)) {
    throw failure('grade.limits', { file: baseline, problem: problem.message });
  }
  throw failure('grade.baseline', { file: baseline, problem: problem?.message ?? 'it has no accuracy' });
}
