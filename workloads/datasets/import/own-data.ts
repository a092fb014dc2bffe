import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { stringify } from 'yaml';
import { asError } from '../../../harness/clock.ts';
import { BenchError, failure } from '../../../harness/errors.ts';
import { isPictureFile } from '../../images/decode.ts';
import { parseOwnWorkload } from '../../own/own-workload.ts';
import type { WorkloadSpecification } from '../../specification.ts';
import { parseClassFile } from './class-file.ts';
import type { ClassFile, ClassRow } from './class-file.ts';
import { readInput } from './read-input.ts';
import type { InputOptions, TensorInput } from './read-input.ts';
import { writeDataset } from './write-dataset.ts';
import type { ImportedSample, ImportSurroundings, WrittenDataset } from './write-dataset.ts';

/** Data of one's own, and what is to be made of them. */
export interface OwnDataRequest {
  /** The folder of inputs: pictures, .npy or .bin files. */
  readonly source: string;
  /** The list of inputs and classes, see `parseClassFile`. */
  readonly labels: string;
  readonly directory: string;
  readonly name: string;
  readonly title: string | undefined;
  /** Their names, class 0 first; undefined where the list tells. */
  readonly classes: readonly string[] | undefined;
  readonly metric: WorkloadSpecification['metric'];
  readonly target: number;
  readonly input: InputOptions;
}

/** A workload of one's own that was written with its data. */
export interface WrittenOwnData extends WrittenDataset {
  readonly specification: WorkloadSpecification;
  /** The file that describes it, in the folder of the data. */
  readonly file: string;
  readonly resized: number;
  /** Files like the inputs that are in no row, which are left out. */
  readonly unlisted: number;
}

const workloadFileName = 'workload.yaml';

/**
 * Makes a workload of one's own of a folder of files and a list of their classes: the inputs, y_labels.csv, and
 * workload.yaml. All inputs must have the type and shape of the first.
 * @throws BenchError import.labels, import.source, import.input, image.unreadable, array.unreadable, file.missing,
 * usage.option, and what `writeDataset` throws
 */
export async function importOwnData(
  request: OwnDataRequest,
  surroundings: ImportSurroundings,
): Promise<WrittenOwnData> {
  const unlisted = await filesIn(request.source);
  const list = parseClassFile(await readLabels(request.labels), request.labels, request.classes);
  const [first] = list.rows;
  const { type, shape } = await readRow(request, first, request.input);
  const text = describe(request, list, { type, shape });
  const specification = checked(text, join(request.directory, workloadFileName));
  const names = inputNames(request.labels, list.rows);
  let resized = 0;
  async function* samples(): AsyncGenerator<ImportedSample> {
    for (const [rank, row] of list.rows.entries()) {
      const { bytes, isResized } = await readRow(request, row, { ...request.input, type, shape });
      if (isResized) resized++;
      unlisted.delete(row.path);
      yield { file: names[rank] ?? '', label: row.label, rank, input: bytes };
    }
  }
  const besides = new Map([[workloadFileName, text]]);
  const dataset = { classes: list.classes.length, total: list.rows.length, samples: samples(), besides };
  const written = await writeDataset(request.directory, dataset, surroundings);
  return {
    ...written,
    specification,
    file: join(request.directory, workloadFileName),
    resized,
    unlisted: unlisted.size,
  };
}

/** Reads the input of a row; what is wrong with it is told with the row. */
async function readRow({ source, labels }: OwnDataRequest, row: ClassRow, options: InputOptions): Promise<TensorInput> {
  const file = join(source, row.path);
  try {
    return await readInput(file, options);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    if (error.code === 'file.missing') {
      throw failure(
        'import.labels',
        { file: labels, line: row.line, problem: `there is no file ${file}` },
        { cause: error },
      );
    }
    const problem = `${String(error.details['problem'])} (${labels}:${row.line})`;
    throw new BenchError(error.code, { ...error.details, problem }, { cause: error });
  }
}

/** The files in a folder and those in it that could be inputs, by path with `/`. */
async function filesIn(source: string): Promise<Set<string>> {
  let paths: string[];
  try {
    paths = await readdir(source, { recursive: true });
  } catch (error) {
    const problem = asError(error).message;
    throw failure('import.source', { source, problem, advice: 'Give the folder of the inputs' }, { cause: error });
  }
  const inputs = paths.filter((path) => isPictureFile(path) || ['.npy', '.bin'].includes(extname(path).toLowerCase()));
  if (inputs.length === 0) {
    throw failure('import.source', {
      source,
      problem: paths.length === 0 ? 'the folder is empty' : 'there are no inputs in it',
      advice: 'Give a folder of .jpg, .jpeg, .png, .npy or .bin files',
    });
  }
  return new Set(inputs.map((path) => path.replaceAll('\\', '/')));
}

/** Names in one folder for files of several: `tit/a.png` → `tit_a.bin`. */
function inputNames(labels: string, rows: readonly ClassRow[]): string[] {
  const lineOf = new Map<string, number>();
  return rows.map(({ path, line }) => {
    const name = `${path.slice(0, path.length - extname(path).length).replaceAll('/', '_')}.bin`;
    const before = lineOf.get(name);
    const problem = /^\s|,/.test(name)
      ? `${path} has a comma in its name or begins with a blank, which label files cannot hold`
      : before === undefined
        ? undefined
        : `${path} would become ${name}, as that of line ${before} does`;
    if (problem !== undefined) throw failure('import.labels', { file: labels, line, problem });
    lineOf.set(name, line);
    return name;
  });
}

function describe(
  { name, title, metric, target }: OwnDataRequest,
  { classes }: ClassFile,
  input: Pick<TensorInput, 'type' | 'shape'>,
): string {
  return stringify({
    name,
    ...(title === undefined ? {} : { title }),
    dataset: '.',
    input: { type: input.type, shape: input.shape },
    classes,
    metric,
    target,
  });
}

/** The workload, as it will be read from its file. */
function checked(text: string, file: string): WorkloadSpecification {
  try {
    return parseOwnWorkload(text, file).specification;
  } catch (error) {
    if (!(error instanceof BenchError) || error.code !== 'workload.file') throw error;
    const problem = String(error.details['problem']);
    throw failure('usage.option', { option: 'the workload', problem, command: 'dataset import own' }, { cause: error });
  }
}

async function readLabels(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw failure('file.missing', { file }, { cause: error });
    }
    throw failure('import.labels', { file, line: 1, problem: asError(error).message }, { cause: error });
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw failure('import.labels', { file, line: 1, problem: 'the list is no UTF-8 text' }, { cause: error });
  }
}
