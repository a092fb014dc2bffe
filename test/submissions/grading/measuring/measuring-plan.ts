import { builtInDataset } from '../../../../workloads/built-in/dataset.ts';
import { prepareData } from '../../../../submissions/grading/measuring/prepared-data.ts';
import type { MeasuringPlan } from '../../../../submissions/grading/measuring/plan.ts';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { builtInWorkload } from '../../../../workloads/built-in/catalogue.ts';
import { readModelGraph } from '../../../../workloads/models/tflite/read.ts';

/** What is measured of models of the built-in kws, on its first samples. */
export async function kwsPlan(
  folder: string,
  samples: number,
  rest: Partial<MeasuringPlan> = {},
): Promise<MeasuringPlan> {
  const data = join(folder, `public-${samples}`);
  await prepareData(builtInDataset('kws01', samples), data);
  return {
    handIn: { kind: 'model', model: '*.tflite', requiredFiles: [] },
    workload: 'kws01',
    judgeOn: { kind: 'estimate', board: 'nucleo-l4r5zi' },
    data: [{ part: 'public', folder: data }],
    needsModel: true,
    mostBytes: 5e6,
    ...rest,
  };
}

export function builtInModel(name: string): Uint8Array {
  return new Uint8Array(readFileSync(builtInWorkload(name).model));
}

/** The built-in model of a workload with other weights: a model of its own, of the same size. */
export function otherModel(name: string, seed: number): Uint8Array {
  const bytes = builtInModel(name);
  const { tensors } = readModelGraph(bytes, name);
  const [largest] = tensors
    .filter(({ type }) => type === 'int8')
    .sort((a, b) => (b.data?.length ?? 0) - (a.data?.length ?? 0));
  const { byteOffset = 0, length = 0 } = largest?.data ?? {};
  for (let place = 0; place < length; place++) bytes[byteOffset + place] = ((place + seed) * 2654435761) & 255;
  return bytes;
}
