import { readFileSync } from 'node:fs';
import { catalogue } from '../../workloads/catalogue.ts';
import { fingerprintRow, labelsDigest } from '../../workloads/datasets/digest.ts';
import type { LabelRow } from '../../workloads/datasets/label-file.ts';
import type { LabelList } from '../../workloads/specification.ts';
import type { SampleMeasured } from './events.ts';
import type { SessionState } from './state.ts';

/**
 * What is wrong with the labels of a session that says its data are official: a digest that no official list has, or
 * samples that are not the rows of the list with that digest. Samples are compared where all were measured and each is
 * a row; of windows that slide over a file a journal does not hold the whole row.
 */
export function officialLabelsProblem({ head, samples }: SessionState): string | undefined {
  const { kind, labelsSha256, samples: rowCount } = head.dataset;
  if (kind !== 'official') return undefined;
  const workload = catalogue.find(({ name }) => name === head.workload.name);
  const list = workload?.labelLists.find(({ sha256 }) => sha256 === labelsSha256);
  if (workload === undefined || list === undefined) {
    return `the data set is called official, but its labels are no official list of ${head.workload.name}`;
  }
  if (workload.input.isWindowed || samples.size !== rowCount) return undefined;
  const rows = Array.from(samples, (sample) => rowOf(sample, workload.classes));
  if (isDigestOf(rows, labelsSha256) || areRowsOf(rows, list)) return undefined;
  return `the files and labels of the samples are not those of the official list ${list.name}`;
}

function rowOf({ index, file, label }: SampleMeasured, classes: number): LabelRow {
  return { file, classes, label, window: null, line: index + 1 };
}

function isDigestOf(rows: readonly LabelRow[], sha256: string): boolean {
  return labelsDigest(rows.map(({ file, classes, label }) => `${file},${classes},${label}`).join('\n')) === sha256;
}

/** A list may be written with blanks, which its digest covers and a row does not show. */
function areRowsOf(rows: readonly LabelRow[], list: LabelList): boolean {
  const fingerprints = rows.map(fingerprintRow).map(({ file, row }) => `${file} ${row}`);
  return fingerprints.join('\n') === readFileSync(list.fingerprints, 'utf8').trimEnd();
}
