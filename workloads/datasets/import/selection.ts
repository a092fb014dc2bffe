import { readFile } from 'node:fs/promises';
import { asError } from '../../../harness/clock.ts';
import { failure } from '../../../harness/errors.ts';
import type { LabelList, WorkloadSpecification } from '../../specification.ts';
import { fingerprintRow } from '../digest.ts';
import { parseLabelFile } from '../label-file.ts';
import { readFingerprints } from '../list-difference.ts';

/** The place of an input in a label file, and its class. */
export interface SelectedRow {
  readonly rank: number;
  readonly label: number;
}

/** Which inputs are to be made, by the names of their files. */
export interface Selection {
  /** What it is, for people. */
  readonly name: string;
  readonly size: number;
  find(file: string): SelectedRow | undefined;
}

/**
 * The inputs of an official list. It is known by fingerprints alone, in which a name and then its class are found.
 * @throws BenchError import.source where the workload has no such list
 */
export async function officialSelection(workload: WorkloadSpecification, name?: string): Promise<Selection> {
  const list = workload.labelLists.find((candidate) => name === undefined || candidate.name === name);
  if (list === undefined) {
    const known = workload.labelLists.map((candidate: LabelList) => candidate.name).join(', ');
    throw failure('import.source', {
      source: name ?? '',
      problem: 'there is no such list',
      advice: `Choose of ${known}`,
    });
  }
  const rows = await readFingerprints(list.fingerprints);
  const rankOf = new Map(rows.map(({ file }, rank) => [file, rank]));
  const { classes } = workload;
  return {
    name: `the official list ${list.name}`,
    size: rows.length,
    find(file) {
      const row = (label: number) => fingerprintRow({ file, classes, label, window: null, line: 0 });
      const rank = rankOf.get(row(0).file);
      if (rank === undefined) return undefined;
      const label = Array.from({ length: classes }, (_, index) => index).find(
        (index) => row(index).row === rows[rank]?.row,
      );
      return label === undefined ? undefined : { rank, label };
    },
  };
}

/**
 * The inputs of a label file.
 * @throws BenchError file.missing, dataset.label
 */
export async function labelFileSelection(file: string, workload: WorkloadSpecification): Promise<Selection> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw failure('file.missing', { file }, { cause: error });
    }
    throw failure('dataset.label', { file, line: 1, problem: asError(error).message }, { cause: error });
  });
  const rows = parseLabelFile(text, file);
  for (const { line, classes } of rows) {
    if (classes === workload.classes) continue;
    const problem = `the row has ${classes} classes, and ${workload.name} has ${workload.classes}`;
    throw failure('dataset.label', { file, line, problem });
  }
  const rowOf = new Map(rows.map(({ file: name, label }, rank) => [name, { rank, label }]));
  return { name: file, size: rows.length, find: (name) => rowOf.get(name) };
}
