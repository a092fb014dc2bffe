import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { asError } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import { catalogue, findWorkload } from '../catalogue.ts';
import type { ModelInput, WorkloadSpecification } from '../specification.ts';
import { LocatedYaml } from './located-yaml.ts';
import type { YamlPath } from './located-yaml.ts';
import { schemaCheck } from './schema-problems.ts';

/** A workload that somebody described in a YAML file. */
export interface OwnWorkload {
  readonly file: string;
  readonly specification: WorkloadSpecification;
  /** The folder of its data, absolute. */
  readonly dataset: string;
  /** Whether the file says how many multiply-accumulates there are; `specification.macs` is a guess where it does not. */
  readonly statesMacs: boolean;
}

/** What the file says, by workload.schema.json. */
interface WorkloadFile {
  readonly name: string;
  readonly title?: string;
  readonly dataset: string;
  readonly labels?: string;
  readonly input: {
    readonly type: 'int8' | 'uint8' | 'float32';
    readonly shape: readonly number[];
    readonly description?: string;
    readonly windows?: boolean;
  };
  readonly quantisation?: { readonly scale: number; readonly zeroPoint: number };
  readonly classes: readonly string[];
  readonly metric: 'top1' | 'auc';
  readonly target: number;
  readonly macs?: number;
  readonly performanceRows?: number;
}

const checkWorkload = schemaCheck(new URL('workload.schema.json', import.meta.url), {
  settingOf: 'workload',
  patterns: {
    name: 'must be 1 to 32 small letters, digits, _ or -, a letter first',
    labels: 'must be a file in the folder of the data set, with no path',
  },
});

/** Taken where the file names no number: what a slow board is waited for follows from it. */
const assumedMacs = 20_000_000;
const assumedPerformanceRows = 5;
const mostFileBytes = 2 ** 20;
const mostInputBytes = 64 * 2 ** 20;
const namedProblems = 5;

/** A workload by its name, or one in a file, with the folder of its data as far as that is known. */
export interface ChosenWorkload {
  readonly specification: WorkloadSpecification;
  readonly own: OwnWorkload | undefined;
}

/** Whether what stands for a workload is a file: it ends with .yaml or .yml. */
export function isWorkloadFile(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}

/**
 * The workload of that name, or that a YAML file describes.
 * @throws BenchError workload.unknown, file.missing, workload.file
 */
export function chooseWorkload(nameOrFile: string): ChosenWorkload {
  if (!isWorkloadFile(nameOrFile)) return { specification: findWorkload(nameOrFile), own: undefined };
  const own = readOwnWorkload(nameOrFile);
  return { specification: own.specification, own };
}

/**
 * Reads a workload of one's own.
 * @throws BenchError file.missing, workload.file with the line of the first thing that is wrong
 */
export function readOwnWorkload(file: string): OwnWorkload {
  return parseOwnWorkload(readText(file), file);
}

/**
 * Reads the text of such a file.
 * @param file its path: the data set is named from its folder on
 * @throws BenchError workload.file
 */
export function parseOwnWorkload(text: string, file: string): OwnWorkload {
  const yaml = new LocatedYaml(text);
  const found = [
    ...yaml.problems,
    ...(yaml.problems.length > 0 ? [] : problemsOf(yaml.value)).map(({ path, problem }) => ({
      line: yaml.lineOf(path),
      problem,
    })),
  ].sort((a, b) => a.line - b.line);
  const [first, ...others] = found;
  if (first !== undefined) {
    const named = others.slice(0, namedProblems - 1).map(({ line, problem }) => `; line ${line}: ${problem}`);
    const more = others.length >= namedProblems ? `; and ${others.length - namedProblems + 1} more` : '';
    throw failure('workload.file', { file, line: first.line, problem: `${first.problem}${named.join('')}${more}` });
  }
  const content = yaml.value as WorkloadFile;
  return {
    file,
    specification: specificationOf(content),
    dataset: resolve(dirname(file), content.dataset),
    statesMacs: content.macs !== undefined,
  };
}

function problemsOf(value: unknown): { readonly path: YamlPath; readonly problem: string }[] {
  const problems = checkWorkload(value);
  if (problems.length > 0) return problems;
  const { name, input, classes, metric } = value as WorkloadFile;
  const taken = catalogue.find((workload) => [workload.name, ...workload.aliases].includes(name));
  const bytes = bytesOf(input);
  return [
    ...(taken === undefined && name !== 'auto' ? [] : [{ path: ['name'], problem: `${name} means another workload` }]),
    ...(metric === 'auc' && classes.length !== 2
      ? [{ path: ['classes'], problem: `auc tells two classes apart, and there are ${classes.length}` }]
      : []),
    ...(bytes > mostInputBytes
      ? [{ path: ['input', 'shape'], problem: `an input of ${bytes} bytes is more than any board takes` }]
      : []),
  ];
}

function specificationOf(content: WorkloadFile): WorkloadSpecification {
  const { name, title, labels, input, classes, metric, target, macs, performanceRows } = content;
  const bytes = bytesOf(input);
  return {
    name,
    title: title ?? name,
    aliases: [],
    modelNames: [name],
    input: {
      bytes,
      fileBytes: bytes,
      type: input.type,
      shape: input.shape,
      description: input.description ?? 'the last index runs fastest',
      isWindowed: input.windows ?? false,
    },
    modelInput: modelInputOf(content),
    outputs: metric === 'top1' ? classes.length : 1,
    classes: classes.length,
    classNames: classes,
    metric,
    qualityTarget: target,
    qualityUnit: metric === 'top1' ? '%' : 'AUC',
    macs: macs ?? assumedMacs,
    performanceRows: performanceRows ?? assumedPerformanceRows,
    datasetFolder: name,
    ...(labels === undefined ? {} : { labelFile: labels }),
    labelLists: [],
    officialInputs: null,
  };
}

function modelInputOf({ input, quantisation }: WorkloadFile): ModelInput {
  const shape = [1, ...input.shape];
  const conversion = ({ int8: 'as-is', uint8: 'minus-128', float32: 'quantise' } as const)[input.type];
  const usual = { scale: 1, zeroPoint: input.type === 'uint8' ? -128 : 0 };
  return { shape, ...(quantisation ?? usual), conversion };
}

function bytesOf({ type, shape }: WorkloadFile['input']): number {
  return shape.reduce((product, size) => product * size, type === 'float32' ? 4 : 1);
}

function readText(file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw failure('file.missing', { file }, { cause: error });
    }
    throw failure('workload.file', { file, line: 1, problem: asError(error).message }, { cause: error });
  }
  if (bytes.length > mostFileBytes) {
    throw failure('workload.file', { file, line: 1, problem: `it has ${bytes.length} bytes, too many for a workload` });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw failure('workload.file', { file, line: 1, problem: 'the file is no UTF-8 text' }, { cause: error });
  }
}
