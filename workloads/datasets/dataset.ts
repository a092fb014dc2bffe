import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asError } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import type { WorkloadSpecification } from '../specification.ts';
import { inputsDigest, sha256 } from './digest.ts';
import { checkRowsFit, checkSizesFit } from './fit.ts';
import { inspectInputs, segmentsOf } from './inputs.ts';
import type { InspectedInput } from './inputs.ts';
import { readLabels } from './label-source.ts';
import { officialList, originOf } from './official.ts';

/** A data set that was checked: every input is there and of the right size. */
export interface Dataset {
  /** As the user gave it. */
  readonly directory: string;
  readonly kind: 'official' | 'demonstration' | 'own';
  /** Why it is of that kind, for people. */
  readonly reason: string;
  /** See `labelsDigest` and `inputsDigest`. */
  readonly labelsSha256: string;
  readonly inputsSha256: string;
  /** How many rows there are. */
  readonly samples: number;
  readonly rows: readonly DatasetRow[];
  /**
   * The bytes of one window of a row's input, read when asked for.
   * @param segment which window, from 0
   * @throws BenchError dataset.inputs where the file has changed since it was checked
   */
  read(row: DatasetRow, segment: number): Promise<Uint8Array>;
}

/** A row of the label file, and how its input is cut. */
export interface DatasetRow {
  /** From 0. */
  readonly index: number;
  readonly file: string;
  readonly label: number;
  /** Windows of input that the file holds: 1 but for anomaly detection. */
  readonly segments: number;
  /** Bytes of one window. */
  readonly inputBytes: number;
  /** Bytes from one window to the next; 0 where there is one. */
  readonly strideBytes: number;
}

/** Problems that are named in full in an error; the others are counted. */
const namedProblems = 5;

/**
 * Opens a data set: reads its labels, looks at every input, and tells whether it is the official one. Memory stays flat:
 * inputs are read again when they are asked for.
 * @param onProgress called with the number of inputs looked at, and of all
 * @throws BenchError dataset.missing, dataset.label, dataset.other-workload, dataset.inputs
 */
export async function openDataset(
  directory: string,
  workload: WorkloadSpecification,
  onProgress?: (done: number, total: number) => void,
): Promise<Dataset> {
  const source = await readLabels(directory, workload.datasetFolder, workload.labelFile);
  checkRowsFit(directory, source, workload);
  const isOfficialList = officialList(source.sha256, workload) !== undefined;
  const inspected = await inspectInputs(source.folder, source.rows, workload, isOfficialList, (done) => {
    onProgress?.(done, source.rows.length);
  });
  checkInputs(directory, inspected, workload);
  const digests = soundDigests(inspected);
  const { kind, reason } = await originOf(source, digests, workload);
  const rows = source.rows.map((row, index) => ({
    index,
    file: row.file,
    label: row.label,
    segments: segmentsOf(row, inspected[index]?.bytes ?? 0),
    inputBytes: workload.input.bytes,
    strideBytes: row.window?.strideBytes ?? 0,
  }));
  return {
    directory,
    kind,
    reason,
    labelsSha256: source.sha256,
    inputsSha256: inputsDigest(digests),
    samples: rows.length,
    rows,
    read: inputReader(directory, source.folder, digests),
  };
}

/** The digests of the inputs that are sound, by name. */
export function soundDigests(inspected: readonly InspectedInput[]): ReadonlyMap<string, string> {
  return new Map(inspected.flatMap((input) => (input.kind === 'sound' ? [[input.file, input.sha256]] : [])));
}

/** @throws BenchError dataset.other-workload, dataset.inputs */
function checkInputs(directory: string, inspected: readonly InspectedInput[], workload: WorkloadSpecification): void {
  const problems = inspected.flatMap((input) => (input.kind === 'sound' ? [] : [input.problem]));
  if (problems.length === 0) return;
  checkSizesFit(
    directory,
    inspected.map(({ bytes }) => bytes),
    workload,
  );
  const more = problems.length > namedProblems ? `, and ${problems.length - namedProblems} more` : '';
  throw failure('dataset.inputs', {
    directory,
    count: problems.length,
    problems: problems.slice(0, namedProblems).join(', ') + more,
  });
}

/** Reads windows; of files with several, the last one read is kept. */
function inputReader(directory: string, folder: string, digests: ReadonlyMap<string, string>): Dataset['read'] {
  let kept: { readonly file: string; readonly bytes: Promise<Uint8Array> } | undefined;
  const load = async (file: string): Promise<Uint8Array> => {
    const refuse = (problem: string, cause?: unknown): never => {
      throw failure('dataset.inputs', { directory, count: 1, problems: `${file} ${problem}` }, { cause });
    };
    const bytes = await readFile(join(folder, file)).catch((error: unknown) =>
      refuse(`cannot be read any more (${asError(error).message})`, error),
    );
    if (sha256(bytes) !== digests.get(file)) refuse('has changed since it was checked');
    return bytes;
  };
  return async ({ file, segments, inputBytes, strideBytes }, segment) => {
    if (segments === 1) return load(file);
    if (kept?.file !== file) kept = { file, bytes: load(file) };
    const start = segment * strideBytes;
    return (await kept.bytes).subarray(start, start + inputBytes);
  };
}
