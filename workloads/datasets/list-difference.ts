import { readFile } from 'node:fs/promises';
import type { LabelList, WorkloadSpecification } from '../specification.ts';
import { fingerprintRow, sha256 } from './digest.ts';
import type { RowFingerprint } from './digest.ts';
import type { LabelRow } from './label-file.ts';
import { readDigests } from './official.ts';

/** How rows differ from an official list. */
export interface ListDifference {
  readonly list: LabelList;
  /** Rows that have another class, width or stride than in the list. */
  readonly relabelled: readonly LabelRow[];
  /** Rows of files that are not in the list. */
  readonly foreign: readonly LabelRow[];
  /** Rows of the list that are not there: the file's name where it is known, else its place in the list. */
  readonly absent: readonly string[];
  /** Whether the rows are those of the list in another order. */
  readonly isReordered: boolean;
}

/** What two label files must share to be called copies of one another, of the larger of both. */
const shareOfCopy = 0.5;

/**
 * How rows differ from the official list that they are a changed copy of.
 * @returns undefined where they are a copy of none: more than half of the files are others
 */
export async function differenceToList(
  rows: readonly LabelRow[],
  workload: WorkloadSpecification,
): Promise<ListDifference | undefined> {
  for (const list of workload.labelLists) {
    const official = await readFingerprints(list.fingerprints);
    const files = new Set(official.map(({ file }) => file));
    const common = rows.filter((row) => files.has(fingerprintRow(row).file)).length;
    if (common > shareOfCopy * Math.max(rows.length, official.length))
      return difference(rows, list, official, workload);
  }
  return undefined;
}

async function difference(
  rows: readonly LabelRow[],
  list: LabelList,
  official: readonly RowFingerprint[],
  workload: WorkloadSpecification,
): Promise<ListDifference> {
  const fingerprints = rows.map(fingerprintRow);
  const files = new Set(official.map(({ file }) => file));
  const wholeRows = new Set(official.map(({ row }) => row));
  const own = new Set(fingerprints.map(({ file }) => file));
  const names = await namesByFingerprint(workload);
  const absent = official.flatMap(({ file }, position) =>
    own.has(file) ? [] : [names.get(file) ?? `row ${position + 1} of the list`],
  );
  const foreign = rows.filter((_, index) => !files.has(fingerprints[index]?.file ?? ''));
  const relabelled = rows.filter((_, index) => {
    const { file = '', row = '' } = fingerprints[index] ?? {};
    return files.has(file) && !wholeRows.has(row);
  });
  const isReordered = absent.length + foreign.length + relabelled.length === 0;
  return { list, relabelled, foreign, absent, isReordered };
}

/** Reads lines of `FILE ROW`, two fingerprints. */
export async function readFingerprints(path: URL): Promise<RowFingerprint[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => ({ file: line.slice(0, 12), row: line.slice(13) }));
}

async function namesByFingerprint({ officialInputs }: WorkloadSpecification): Promise<ReadonlyMap<string, string>> {
  if (officialInputs === null) return new Map();
  const names = (await readDigests(officialInputs)).keys();
  return new Map(Array.from(names, (name) => [sha256(name).slice(0, 12), name]));
}
