import { readFileSync } from 'node:fs';
import { catalogue } from '../../workloads/catalogue.ts';
import { fingerprintRow, sha256 } from '../../workloads/datasets/digest.ts';
import type { LabelList, WorkloadSpecification } from '../../workloads/specification.ts';
import type { Benchmark } from '../submission.ts';

/** An official label list, which is known by the digests of its rows alone. */
export interface OfficialRows {
  readonly list: LabelList;
  /** The place of a file in the list, from 0; undefined where it is not in it. */
  position(file: string): number | undefined;
  /** The right class of a file; undefined where it is not in the list. */
  label(file: string): number | undefined;
}

const rowsOfList = new Map<LabelList, OfficialRows>();

/** The official lists of a benchmark, the current one first; none of streaming wakeword. */
export function officialRowsOf(benchmark: Benchmark): readonly OfficialRows[] {
  const workload = workloadOf(benchmark);
  return (workload?.labelLists ?? []).map((list) => {
    const known = rowsOfList.get(list) ?? readRows(list, workload);
    rowsOfList.set(list, known);
    return known;
  });
}

/** The workload that a benchmark of the rounds is; undefined of streaming wakeword. */
export function workloadOf(benchmark: Benchmark): WorkloadSpecification | undefined {
  return catalogue.find(
    ({ name }) => name === { ad: 'ad01', ic: 'ic01', kws: 'kws01', vww: 'vww01', sww: 'sww01', ic2: 'ic02' }[benchmark],
  );
}

/** How inputs slide over the files of the official anomaly lists, bytes; part of their rows. */
const adWindow = { widthBytes: 2560, strideBytes: 512 };

function readRows(list: LabelList, workload: WorkloadSpecification | undefined): OfficialRows {
  const positions = new Map<string, number>();
  const rows = new Set<string>();
  const lines = readFileSync(list.fingerprints, 'utf8').split('\n');
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    positions.set(line.slice(0, 12), index);
    rows.add(line.slice(13));
  }
  const classes = workload?.classes ?? 0;
  const window = workload?.input.isWindowed === true ? adWindow : null;
  const known = new Map<string, number | undefined>();
  const position = (file: string): number | undefined => positions.get(sha256(file).slice(0, 12));
  const find = (file: string): number | undefined => {
    if (position(file) === undefined) return undefined;
    for (let label = 0; label < classes; label++) {
      if (rows.has(fingerprintRow({ file, classes, label, window, line: 1 }).row)) return label;
    }
    return undefined;
  };
  return {
    list,
    position,
    label(file) {
      // The same files come in hundreds of logs; names that are in no list are not kept.
      const before = known.get(file);
      if (before !== undefined) return before;
      const label = find(file);
      if (label !== undefined) known.set(file, label);
      return label;
    },
  };
}
