import { BenchError, failure } from '../../../harness/errors.ts';
import { builtInDataset } from '../../../workloads/built-in/dataset.ts';
import { openDataset } from '../../../workloads/datasets/dataset.ts';
import type { Dataset } from '../../../workloads/datasets/dataset.ts';
import type { WorkloadSpecification } from '../../../workloads/specification.ts';
import { fileProblem } from '../../file-problem.ts';
import type { DataPart, Rubric } from '../rubric/rubric.ts';

/** A part of a rubric's data. */
export interface RubricData {
  readonly part: DataPart;
  /** What tells it from other data. */
  readonly digest: string;
  readonly open: () => Promise<Dataset>;
}

/**
 * The data of a rubric. Folders are checked here; built-in data are the same in one version of the program, and made when
 * they are opened.
 * @throws BenchError grade.data
 */
export async function rubricData({ data }: Rubric, workload: WorkloadSpecification): Promise<RubricData[]> {
  const parts: RubricData[] = [];
  for (const [part, name] of [
    ['public', data.public],
    ['hidden', data.hidden],
  ] as const) {
    if (name === null) continue;
    if (name === 'built-in') {
      const open = (): Promise<Dataset> => Promise.resolve(builtInDataset(workload.name));
      parts.push({ part, digest: `built-in:${workload.name}`, open });
      continue;
    }
    const dataset = await openChecked(part, name, workload);
    const digest = `${dataset.labelsSha256} ${dataset.inputsSha256}`;
    parts.push({ part, digest, open: () => Promise.resolve(dataset) });
  }
  return parts;
}

async function openChecked(part: DataPart, folder: string, workload: WorkloadSpecification): Promise<Dataset> {
  try {
    const dataset = await openDataset(folder, workload);
    const labels = new Set(dataset.rows.map(({ label }) => label));
    if (workload.metric === 'auc' && labels.size < 2) {
      throw failure('grade.data', { part, problem: 'all rows have the same label, so that there is no area' });
    }
    return dataset;
  } catch (cause) {
    throw dataFailure(part, cause);
  }
}

/** What is wrong with the rubric's data is no student's fault. */
export function dataFailure(part: DataPart, cause: unknown): Error {
  if (cause instanceof BenchError && cause.code === 'grade.data') return cause;
  const problem = cause instanceof BenchError ? cause.message : fileProblem(cause);
  return failure('grade.data', { part, problem }, { cause });
}
