import { readdir } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { WorkloadSpecification } from '../specification.ts';
import { soundDigests } from './dataset.ts';
import { checkRowsFit, checkSizesFit } from './fit.ts';
import { inspectInputs } from './inputs.ts';
import { readLabels } from './label-source.ts';
import { differenceToList } from './list-difference.ts';
import type { ListDifference } from './list-difference.ts';
import { changedInputs, officialList, originOf } from './official.ts';

/** What is known of a copy of a data set. */
export interface DatasetReport {
  readonly workload: string;
  readonly directory: string;
  /** The folder in it that holds the label file. */
  readonly folder: string;
  readonly kind: 'official' | 'demonstration' | 'own';
  /** It is the official one, and whole, as far as that can be told. */
  readonly official: boolean;
  readonly reason: string;
  /** The official list that the labels are, or are a changed copy of; null for data of one's own. */
  readonly list: string | null;
  readonly samples: number;
  /** The name of the label file. */
  readonly labelFile: string;
  readonly labelsSha256: string;
  /** Nothing is wrong: it can be run, and is not a spoilt copy of the official one. */
  readonly sound: boolean;
  readonly problems: readonly DatasetProblem[];
  /** Files that look like inputs and are in no row, which harms nothing. */
  readonly extra: readonly string[];
}

/** Something wrong with a data set. `file` is null where it is about the list as a whole. */
export interface DatasetProblem {
  readonly kind:
    /** About an input file. */
    | 'missing'
    | 'empty'
    | 'size'
    | 'unreadable'
    | 'changed'
    /** About the rows of a copy of an official list. */
    | 'relabelled'
    | 'foreign'
    | 'absent'
    | 'order';
  readonly file: string | null;
  readonly line: number | null;
  readonly problem: string;
}

/**
 * Examines a copy of a data set, and names everything that is wrong with it.
 * @param onProgress called with the number of inputs looked at, and of all
 * @throws BenchError dataset.missing, dataset.label, dataset.other-workload
 */
export async function verifyDataset(
  directory: string,
  workload: WorkloadSpecification,
  onProgress?: (done: number, total: number) => void,
): Promise<DatasetReport> {
  const source = await readLabels(directory, workload.datasetFolder, workload.labelFile);
  const { folder, rows, sha256: labelsSha256 } = source;
  checkRowsFit(directory, source, workload);
  const isOfficialList = officialList(labelsSha256, workload) !== undefined;
  const inspected = await inspectInputs(folder, rows, workload, isOfficialList, (done) => {
    onProgress?.(done, rows.length);
  });
  checkSizesFit(
    directory,
    inspected.map(({ bytes }) => bytes),
    workload,
  );
  const digests = soundDigests(inspected);
  const { kind, reason, list } = await originOf(source, digests, workload);
  const difference = list === undefined && kind === 'own' ? await differenceToList(rows, workload) : undefined;

  const isCopy = kind !== 'demonstration' && (list ?? difference) !== undefined;
  const changed = isCopy ? await changedInputs(digests, workload) : [];

  const lineOf = new Map(rows.map(({ file, line }) => [file, line]));
  const problems: DatasetProblem[] = [
    ...(difference === undefined ? [] : rowProblems(difference)),
    ...inspected.flatMap((input): DatasetProblem[] => {
      if (input.kind === 'sound') return [];
      return [{ kind: input.kind, file: input.file, line: lineOf.get(input.file) ?? null, problem: input.problem }];
    }),
    ...changed.map((file): DatasetProblem => {
      const problem = `${file} is not the official input of that name`;
      return { kind: 'changed', file, line: lineOf.get(file) ?? null, problem };
    }),
  ];
  return {
    workload: workload.name,
    directory,
    folder,
    kind,
    official: kind === 'official' && problems.length === 0,
    reason,
    list: (list ?? difference?.list)?.name ?? null,
    samples: rows.length,
    labelFile: basename(source.path),
    labelsSha256,
    sound: problems.length === 0,
    problems,
    extra: await extraFiles(folder, lineOf),
  };
}

function rowProblems({ list, relabelled, foreign, absent, isReordered }: ListDifference): DatasetProblem[] {
  const { name } = list;
  return [
    ...relabelled.map(({ file, line, label }): DatasetProblem => {
      return { kind: 'relabelled', file, line, problem: `${file} is labelled ${label}, and otherwise in list ${name}` };
    }),
    ...foreign.map(({ file, line }): DatasetProblem => {
      return { kind: 'foreign', file, line, problem: `${file} is not in list ${name}` };
    }),
    ...absent.map((what): DatasetProblem => {
      return { kind: 'absent', file: null, line: null, problem: `${what} is left out (list ${name})` };
    }),
    ...(isReordered ? [reordered(name)] : []),
  ];
}

function reordered(name: string): DatasetProblem {
  const problem = `the rows are those of list ${name} in another order, so that other inputs come first`;
  return { kind: 'order', file: null, line: null, problem };
}

async function extraFiles(folder: string, listed: ReadonlyMap<string, number>): Promise<string[]> {
  const extensions = new Set(Array.from(listed.keys(), extname));
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && extensions.has(extname(entry.name)) && !listed.has(entry.name))
    .map((entry) => entry.name)
    .sort();
}
