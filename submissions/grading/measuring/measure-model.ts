import { createHash } from 'node:crypto';
import { BenchError, failure } from '../../../harness/errors.ts';
import { findBoard, readCatalogue } from '../../../workloads/boards/catalogue.ts';
import { estimateOnBoard } from '../../../workloads/boards/estimate.ts';
import { boardInference } from '../../../workloads/models/board-results.ts';
import type { ModelGraph } from '../../../workloads/models/graph.ts';
import { openModel } from '../../../workloads/models/open-model.ts';
import { cores } from '../../../workloads/models/profile/cores.ts';
import { profileModel } from '../../../workloads/models/profile/profile.ts';
import type { ModelProfile } from '../../../workloads/models/profile/profile.ts';
import { readModelGraph } from '../../../workloads/models/tflite/read.ts';
import { fitsWorkload } from '../../../workloads/models/workload-of-model.ts';
import type { WorkloadSpecification } from '../../../workloads/specification.ts';
import { fingerprintModel } from '../likeness/model-fingerprint.ts';
import type { DataPart, JudgeOn } from '../rubric/rubric.ts';
import { answersText, judgeAnswers } from './answers.ts';
import type { AnsweredRow } from './answers.ts';
import { formatProblem } from './file-formats.ts';
import type { Figure, MeasuredModel, ModelCosts, Problem } from './measured.ts';
import type { PreparedData } from './prepared-data.ts';
import { problem, problemOf } from './problems.ts';
import { sramParts } from './sram-parts.ts';

/** What is measured of a model. */
export interface ModelMeasurement {
  readonly model: MeasuredModel;
  readonly figures: readonly Figure[];
  readonly problems: readonly Problem[];
  /** What it answers to the public data; null where it cannot be run. */
  readonly answered: readonly AnsweredRow[] | null;
}

export interface ModelTask {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly workload: WorkloadSpecification;
  readonly judgeOn: JudgeOn;
  readonly data: ReadonlyMap<DataPart, PreparedData>;
}

/** Whose cycle model tells the shares of time where the board has none. */
const usualCore = 'cortex-m4';

/**
 * Measures a model: what it costs, what that means on a board, and how good its answers are. What cannot be computed here
 * has costs all the same.
 * @throws BenchError model.unreadable, model.unfit, grade.other-format, grade.other-archive, grade.broken-model
 */
export async function measureModel(task: ModelTask): Promise<ModelMeasurement> {
  const { file, bytes, judgeOn } = task;
  const graph = readGraph(bytes, file);
  const catalogue = readCatalogue();
  const board = judgeOn.kind === 'estimate' ? findBoard(catalogue, judgeOn.board) : undefined;
  const core = cores.get(board?.core ?? usualCore) ?? cores.get(usualCore);
  if (core === undefined) throw new Error(`There is no ${usualCore} among the cores.`);
  const profile = profileModel(graph, bytes.length, core);
  const problems: Problem[] = [];
  const figures = costFigures(profile);
  if (board !== undefined) {
    const { latencyUs, energyUj } = estimateOnBoard(profile, board, catalogue);
    for (const [measure, estimate] of [
      ['latency', latencyUs],
      ['energy', energyUj],
    ] as const) {
      if (estimate !== null && Number.isFinite(estimate.typical)) {
        const basis = `estimated for ${board.name}`;
        figures.push({ measure, data: null, value: estimate.typical, basis, kind: 'estimated' });
      } else if (measure === 'latency') {
        const details = { measure, file, board: board.name, precision: profile.precision };
        problems.push(problem('grade.no-estimate', 'warning', details, file));
      }
    }
  }
  const answers = await answerAll(task, graph, problems);
  const { metric } = task.workload;
  for (const [part, rows] of answers) {
    const judged = judgeAnswers(metric, rows);
    if (judged !== null) figures.push({ measure: 'accuracy', data: part, ...judged, kind: 'derived' });
  }
  const answered = answers.get('public') ?? null;
  return {
    figures,
    problems,
    answered,
    model: {
      file,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      ...fingerprintModel(graph),
      answers: answered === null ? '' : answersText(metric, answered),
      precision: profile.precision,
      profile: costsOf(profile),
    },
  };
}

/** Where in a file it breaks off says nothing to a student; what it is does. */
function readGraph(bytes: Uint8Array, file: string): ModelGraph {
  try {
    return readModelGraph(bytes, file);
  } catch (cause) {
    if (!(cause instanceof BenchError) || cause.code !== 'model.unreadable') throw cause;
    throw formatProblem(bytes, file) ?? cause;
  }
}

function costFigures(profile: ModelProfile): Figure[] {
  const { macs, flashBytes } = profile;
  const of = (measure: Figure['measure'], value: number, basis: string): Figure => ({
    measure,
    data: null,
    value,
    basis,
    kind: 'derived',
  });
  return [
    of('macs', macs, 'counted in the model'),
    of('flash', flashBytes, 'the model with the code of its runtime'),
    of('sram', sramBytesOf(profile), 'activations at their peak, with the state of the runtime'),
  ];
}

/** What `profile --board` counts, without what it reserves for an operating system: that is the same for all. */
function sramBytesOf({ peakActivationBytes, runtimeState }: ModelProfile): number {
  return peakActivationBytes + runtimeState.bytes;
}

function costsOf(profile: ModelProfile): ModelCosts {
  const { macs, parameters, flashBytes, flash, operators } = profile;
  return {
    macs,
    parameters,
    flashBytes,
    flash: flash.map(({ name, bytes }) => ({ name, bytes })),
    sramBytes: sramBytesOf(profile),
    sram: sramParts(profile),
    operators: operators.map((operator) => ({
      name: operator.operator,
      outputShape: operator.outputShape,
      macs: operator.macs,
      parameters: operator.parameters,
      timeShare: Number.isFinite(operator.timeShare) ? operator.timeShare : 0,
    })),
  };
}

/** The answers to each part of the data; none where the model cannot be run, with the reason among the problems. */
async function answerAll(
  { file, bytes, workload, data }: ModelTask,
  graph: ModelGraph,
  problems: Problem[],
): Promise<Map<DataPart, readonly AnsweredRow[]>> {
  const answers = new Map<DataPart, readonly AnsweredRow[]>();
  try {
    const { model } = await openModel(bytes, file);
    if (!fitsWorkload(model, workload)) {
      const [takes, gives] = [model.input, model.output].map(({ shape, type }) => `${shape.join(' × ')} ${type}`);
      const wanted = `${workload.input.shape.join(' × ')} ${workload.input.type}`;
      throw failure('model.unfit', {
        file: graph.fileName,
        workload: workload.name,
        problem: `it takes ${takes ?? ''} and gives ${gives ?? ''}; inputs are ${wanted}, and ${workload.outputs} values are wanted`,
      });
    }
    const infer = boardInference(workload, model);
    for (const [part, prepared] of data) answers.set(part, await answerPart(prepared, infer, file));
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    if (error.code === 'model.unfit') throw error;
    problems.push(problemOf(error, 'error', file));
  }
  return answers;
}

async function answerPart(
  prepared: PreparedData,
  infer: (input: Uint8Array) => readonly number[],
  file: string,
): Promise<readonly AnsweredRow[]> {
  const inputs = prepared.inputs();
  const rows: AnsweredRow[] = [];
  try {
    for (const { label, segments } of prepared.rows) {
      const results: (readonly number[])[] = [];
      for (let segment = 0; segment < segments; segment++) {
        const next = await inputs.next();
        if (next.done === true) throw new Error('There are fewer inputs than rows.');
        results.push(infer(next.value));
      }
      rows.push({ label, segments: results });
    }
  } catch (error) {
    // What kernels throw of a model that says one thing and does another.
    if (error instanceof BenchError || !(error instanceof Error)) throw error;
    const place = ` at row ${rows.length + 1}`;
    throw failure('model.failed', { file, place, problem: error.message }, { cause: error });
  } finally {
    await inputs.return(undefined);
  }
  return rows;
}
