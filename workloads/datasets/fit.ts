import { failure } from '../../harness/errors.ts';
import { catalogue } from '../catalogue.ts';
import type { WorkloadSpecification } from '../specification.ts';
import type { LabelRow } from './label-file.ts';
import type { LabelSource } from './label-source.ts';

/** The workload whose data these rows are by list, number of classes and windows, if any. */
export function workloadOfLabels(sha256: string, rows: readonly LabelRow[]): WorkloadSpecification | undefined {
  return (
    catalogue.find(({ labelLists }) => labelLists.some((list) => list.sha256 === sha256)) ??
    catalogue.find((workload) => rows.every((row) => misfitOf(row, workload) === undefined))
  );
}

/**
 * Checks that rows are of a workload: its number of classes, its windows.
 * @throws BenchError dataset.other-workload where they are another's, else dataset.label
 */
export function checkRowsFit(directory: string, source: LabelSource, workload: WorkloadSpecification): void {
  for (const row of source.rows) {
    const problem = misfitOf(row, workload);
    if (problem === undefined) continue;
    const other = workloadOfLabels(source.sha256, source.rows);
    if (other === undefined) throw failure('dataset.label', { file: source.path, line: row.line, problem });
    throw failure('dataset.other-workload', {
      directory,
      found: other.name,
      wanted: workload.name,
      evidence: problem,
    });
  }
}

/**
 * Recognises inputs of another workload by their size, all of them being of it.
 * @throws BenchError dataset.other-workload
 */
export function checkSizesFit(
  directory: string,
  sizes: readonly (number | undefined)[],
  workload: WorkloadSpecification,
): void {
  const [first] = sizes;
  if (first === undefined || first === workload.input.fileBytes || sizes.some((size) => size !== first)) return;
  const other = catalogue.find(({ input }) => input.fileBytes === first);
  if (other === undefined) return;
  throw failure('dataset.other-workload', {
    directory,
    found: other.name,
    wanted: workload.name,
    evidence: `every input has ${first} bytes, the size of ${other.name} inputs`,
  });
}

function misfitOf(row: LabelRow, { name, classes, input }: WorkloadSpecification): string | undefined {
  if (row.classes !== classes) return `the rows have ${row.classes} classes, and ${name} has ${classes}`;
  if (input.isWindowed && row.window === null) return `${name} needs width and stride`;
  if (!input.isWindowed && row.window !== null) return `${name} takes no width and stride`;
  if (row.window !== null && row.window.widthBytes !== input.bytes) {
    return `the windows have ${row.window.widthBytes} bytes, and ${name} takes ${input.bytes}`;
  }
  return undefined;
}
