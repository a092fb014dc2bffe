import { join } from 'node:path';
import { failure } from '../../harness/errors.ts';
import { catalogue } from '../catalogue.ts';
import type { WorkloadSpecification } from '../specification.ts';
import { workloadOfLabels } from './fit.ts';
import { hasLabels, readLabels } from './label-source.ts';

/** A data set in a folder, and the workload it is of. */
export interface FoundDataset {
  readonly directory: string;
  readonly workload: WorkloadSpecification;
}

/**
 * The data sets in a folder: the one whose labels lie in it, else those of the official layout (DIR/kws01 …).
 * @throws BenchError dataset.missing where there is none, dataset.label, dataset.unknown-workload
 */
export async function findDatasets(directory: string): Promise<FoundDataset[]> {
  if (await hasLabels(directory)) {
    const source = await readLabels(directory, '.');
    const workload = workloadOfLabels(source.sha256, source.rows);
    if (workload === undefined) throw failure('dataset.unknown-workload', { directory });
    return [{ directory, workload }];
  }
  const found: FoundDataset[] = [];
  for (const workload of catalogue) {
    const isFirst = catalogue.find(({ datasetFolder }) => datasetFolder === workload.datasetFolder) === workload;
    const folder = join(directory, workload.datasetFolder);
    if (isFirst && (await hasLabels(folder))) found.push({ directory: folder, workload });
  }
  if (found.length > 0) return found;
  const folders = [...new Set(catalogue.map(({ datasetFolder }) => datasetFolder))].join(', ');
  throw failure('dataset.missing', {
    directory,
    problem: `it has no y_labels.csv, nor has a folder of it (${folders})`,
  });
}
