import { builtInDataset } from '../../workloads/built-in/dataset.ts';
import { openDataset } from '../../workloads/datasets/dataset.ts';
import type { Dataset } from '../../workloads/datasets/dataset.ts';
import type { WorkloadSpecification } from '../../workloads/specification.ts';

/** What `--dataset` says for the data that the project generates itself. */
export const builtInName = 'built-in';

/**
 * The data set that `--dataset` names: a folder, or `built-in`.
 * @throws BenchError of `openDataset`; workload.unknown where there are no built-in data
 */
export async function openData(name: string, workload: WorkloadSpecification): Promise<Dataset> {
  if (name === builtInName || name === `${builtInName}:${workload.name}`) return builtInDataset(workload.name);
  return openDataset(name, workload);
}
