import type { DataPart, HandInRule, JudgeOn, Measure, Rubric } from '../rubric/rubric.ts';

/** What a worker has to know of a rubric to measure a hand-in: plain JSON. */
export interface MeasuringPlan {
  readonly handIn: HandInRule;
  /** A name of the catalogue, or the path of a workload's YAML file. */
  readonly workload: string;
  readonly judgeOn: JudgeOn;
  readonly data: readonly PlannedData[];
  /** Whether something is judged that a model alone tells. */
  readonly needsModel: boolean;
  /** Unpacked. */
  readonly mostBytes: number;
}

const ofModels: ReadonlySet<Measure> = new Set(['flash', 'sram', 'macs']);

/** Whether a rubric judges what a model alone tells, whatever else is handed in. */
export function needsModel({ handIn, criteria, conditions }: Rubric): boolean {
  return (
    handIn.kind === 'model' ||
    [...criteria, ...conditions].some(({ measure, data }) => ofModels.has(measure) || data === 'hidden')
  );
}

/** A part of the data, and the folder that `prepareData` wrote it to. */
export interface PlannedData {
  readonly part: DataPart;
  readonly folder: string;
}

/** One hand-in to measure. */
export interface MeasureTask {
  /** A folder or file. */
  readonly path: string;
  readonly plan: MeasuringPlan;
}

/** What is known before a hand-in is measured, should it never be. */
export interface MeasureProgress {
  readonly digest: string;
  readonly bytes: number;
}
