import { basename } from 'node:path';
import { Command } from 'commander';
import { sha256 } from '../../workloads/datasets/digest.ts';
import type { Dataset } from '../../workloads/datasets/dataset.ts';
import { compareModels } from '../../workloads/models/comparison/compare-models.ts';
import { toleranceOf } from '../../workloads/models/comparison/tolerance.ts';
import { evaluate } from '../../workloads/models/evaluation/evaluate.ts';
import type { EvaluatedRow } from '../../workloads/models/evaluation/collected-rows.ts';
import { openModel, readModelFile } from '../../workloads/models/open-model.ts';
import type { ModelFile, OpenedModel } from '../../workloads/models/open-model.ts';
import { fitsWorkload, workloadOfModel } from '../../workloads/models/workload-of-model.ts';
import { chooseWorkload } from '../../workloads/own/own-workload.ts';
import type { WorkloadSpecification } from '../../workloads/specification.ts';
import { systemClock } from '../clock.ts';
import { failure } from '../errors.ts';
import { openData } from '../modes/open-data.ts';
import { compareSession, readAccuracySessions } from '../session/compare-host.ts';
import { inferenceToJson, inferenceToLines } from './infer-report.ts';
import type { InferenceReport, ReportedModel } from './infer-report.ts';
import { interruptSignal } from './interrupt.ts';
import { countOption } from './options.ts';
import { printJson, printLine } from './output.ts';
import { ProgressLine } from './progress-line.ts';

/** Samples that are shown where answers or results differ. */
const listed = 5;

interface InferOptions {
  readonly workload?: string;
  readonly against?: string;
  readonly session?: string;
  readonly limit?: number;
  readonly json?: true;
}

/** `boardbench infer MODEL DATASET`: the accuracy of a model on the host. */
export function inferCommand(): Command {
  return new Command('infer')
    .description('Runs a model on the host: its accuracy, compared with another model or with what a board answered.')
    .argument('<model>', 'a .tflite file, int8 or float32, or built-in:kws01 …')
    .argument('<dataset>', 'the folder with y_labels.csv and the inputs, or built-in')
    .option('--workload <name>', 'what the model is for, or the YAML file of your own; else the model tells')
    .option('--against <model>', 'a second model: the accuracy that the first has lost against it')
    .option('--session <dir>', 'a session, or a folder of sessions: where its board differs from the host')
    .option('--limit <count>', 'only the first samples', countOption)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
With --json: model {file, sha256, precision, engine}, workload, dataset {directory, kind, labelsSha256, inputsSha256,
samples}, samples (evaluated), metric, correct, top1 (0 to 1), auc {eembc, mlcommons}, qualityTarget, reachesTarget,
and for anomaly detection scores [{file, label, score}]; null is what cannot be told.
  against  {model, correct, top1, auc, accuracyLost (theirs less ours), answersDiffer, onlyThisRight,
           onlyAgainstRight, largestDifference, first [{index, file, label, answer, againstAnswer}]} or null
  sessions [{folder, device, simulated, tolerance {absolute, relative, reason}, compared, differing, answersDiffer,
           largestDifference, first [{index, file, label, segment, board [], host [], largestDifference}]}]

Examples:
  boardbench infer ic01_int8.tflite datasets/ic01
  boardbench infer ic01_int8.tflite datasets/ic01 --against ic01_fp32.tflite
  boardbench infer built-in:kws01 built-in --session boardbench-out --json

Exit status: 0 done, 1 a session differs from the host by more than the tolerance.`,
    )
    .action(infer);
}

async function infer(modelName: string, datasetName: string, options: InferOptions): Promise<void> {
  const file = await readModelFile(modelName);
  const opened = await openModel(file.bytes, file.file);
  const workload = chosenWorkload(file, opened, options.workload);
  const againstFile = options.against === undefined ? undefined : await readModelFile(options.against);
  const against = againstFile && { file: againstFile, opened: await openModel(againstFile.bytes, againstFile.file) };
  if (against !== undefined) checkFits(against.file, against.opened, workload);
  const whole = await openData(datasetName, workload);
  const sessions =
    options.session === undefined ? [] : await readAccuracySessions(options.session, workload.name, whole);
  const dataset = { ...whole, rows: whole.rows.slice(0, options.limit) };

  const rows = await evaluateShown(file, dataset, workload);
  const againstRows = against && (await evaluateShown(against.file, dataset, workload));
  const tolerance = toleranceOf(opened.model, workload);
  const report: InferenceReport = {
    model: reportedModel(file, opened),
    workload,
    dataset,
    rows,
    against:
      against === undefined || againstRows === undefined
        ? null
        : {
            model: reportedModel(against.file, against.opened),
            comparison: compareModels(workload.metric, rows, againstRows, listed),
          },
    tolerance,
    sessions: sessions.map(([folder, state]) => compareSession(folder, state, rows, tolerance, listed)),
  };
  if (options.json === true) printJson(inferenceToJson(report));
  else for (const line of inferenceToLines(report)) printLine(line);
  if (report.sessions.some(({ comparison }) => comparison.differing > 0)) process.exitCode = 1;
}

function chosenWorkload(file: ModelFile, opened: OpenedModel, name: string | undefined): WorkloadSpecification {
  if (name !== undefined) {
    const { specification } = chooseWorkload(name);
    checkFits(file, opened, specification);
    return specification;
  }
  const found = workloadOfModel(opened.model, basename(file.file));
  if (found !== undefined) return found;
  throw failure('model.no-workload', { file: file.file, problem: shapesOf(opened) });
}

/** @throws BenchError model.unfit */
function checkFits({ file }: ModelFile, opened: OpenedModel, workload: WorkloadSpecification): void {
  if (fitsWorkload(opened.model, workload)) return;
  const { input, outputs } = workload;
  const problem = `${shapesOf(opened)}; wanted are ${input.shape.join('×')} and ${outputs === 1 ? 'one score' : `${outputs} values`}`;
  throw failure('model.unfit', { file, workload: workload.name, problem });
}

function shapesOf({ model }: OpenedModel): string {
  return `it takes ${model.input.shape.join('×')} and gives ${model.output.shape.join('×')}`;
}

function reportedModel({ file, bytes }: ModelFile, { precision, engine }: OpenedModel): ReportedModel {
  return { file, sha256: sha256(bytes), precision, engine };
}

/** @throws BenchError of `evaluate`; infer.interrupted */
async function evaluateShown(
  file: ModelFile,
  dataset: Dataset,
  workload: WorkloadSpecification,
): Promise<readonly EvaluatedRow[]> {
  const { signal, release } = interruptSignal();
  const progress = new ProgressLine(systemClock);
  let where = 'before the first sample';
  try {
    return await evaluate(file, dataset, workload, {
      signal,
      onProgress: (done, total) => {
        where = `after ${done} of ${total} samples`;
        progress.show(basename(file.file), { what: 'sample', done, total });
      },
    });
  } catch (error) {
    if (signal.aborted) throw failure('infer.interrupted', { where }, { cause: error });
    throw error;
  } finally {
    progress.clear();
    release();
  }
}
