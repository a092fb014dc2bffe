import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { asError } from '../../harness/clock.ts';
import type { WorkloadSpecification } from '../specification.ts';
import { sha256 } from './digest.ts';
import type { LabelRow } from './label-file.ts';

/** What an input file was found to be. */
export type InspectedInput =
  | { readonly kind: 'sound'; readonly file: string; readonly bytes: number; readonly sha256: string }
  | {
      readonly kind: 'missing' | 'empty' | 'size' | 'unreadable';
      readonly file: string;
      readonly bytes: number | undefined;
      readonly problem: string;
    };

const atOnce = 8;

/**
 * Looks at the input of every row: it must exist and have the workload's size, or hold a whole number of windows.
 * Inputs of the right size are read for their digests.
 * @param isOfficialList whether windows slide over files of the official size alone
 * @param onProgress called with the number of rows looked at
 * @returns one for each row, in their order; it throws for nothing that a file can be
 */
export async function inspectInputs(
  folder: string,
  rows: readonly LabelRow[],
  workload: WorkloadSpecification,
  isOfficialList: boolean,
  onProgress?: (done: number) => void,
): Promise<InspectedInput[]> {
  const inspected: InspectedInput[] = [];
  for (let start = 0; start < rows.length; start += atOnce) {
    const batch = rows.slice(start, start + atOnce);
    inspected.push(...(await Promise.all(batch.map((row) => inspectInput(folder, row, workload, isOfficialList)))));
    onProgress?.(inspected.length);
  }
  return inspected;
}

/** How many windows of input a file of `bytes` holds: as many as fit whole (PROTOCOL: width every stride). */
export function segmentsOf({ window }: LabelRow, bytes: number): number {
  return window === null ? 1 : Math.floor((bytes - window.widthBytes) / window.strideBytes) + 1;
}

async function inspectInput(
  folder: string,
  row: LabelRow,
  workload: WorkloadSpecification,
  isOfficialList: boolean,
): Promise<InspectedInput> {
  const { file } = row;
  const path = join(folder, file);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return { kind: 'missing', file, bytes: undefined, problem: `${file} is missing` };
  if (!found.isFile()) return { kind: 'unreadable', file, bytes: undefined, problem: `${file} is no file` };
  const bytes = found.size;
  if (bytes === 0) return { kind: 'empty', file, bytes, problem: `${file} is empty` };
  const misfit = sizeProblem(row, bytes, workload, isOfficialList);
  if (misfit !== undefined) return { kind: 'size', file, bytes, problem: `${file} ${misfit}` };
  try {
    return { kind: 'sound', file, bytes, sha256: sha256(await readFile(path)) };
  } catch (error) {
    return { kind: 'unreadable', file, bytes, problem: `${file} cannot be read (${asError(error).message})` };
  }
}

function sizeProblem(
  { window }: LabelRow,
  bytes: number,
  { input }: WorkloadSpecification,
  isOfficialList: boolean,
): string | undefined {
  if (window === null || isOfficialList) {
    return bytes === input.fileBytes ? undefined : `has ${bytes} bytes, not ${input.fileBytes}`;
  }
  if (bytes < window.widthBytes) return `has ${bytes} bytes, less than one window of ${window.widthBytes}`;
  const rest = (bytes - window.widthBytes) % window.strideBytes;
  return rest === 0 ? undefined : `has ${bytes} bytes, which leaves ${rest} after the last whole window`;
}
