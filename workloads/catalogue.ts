import { failure } from '../harness/errors.ts';
import { ad01 } from './ad01/specification.ts';
import { ic01 } from './ic01/specification.ts';
import { ic02 } from './ic02/specification.ts';
import { kws01 } from './kws01/specification.ts';
import type { WorkloadSpecification } from './specification.ts';
import { vww01 } from './vww01/specification.ts';

/** Every workload there is, in the order in which they are shown. */
export const catalogue: readonly WorkloadSpecification[] = [kws01, vww01, ad01, ic01, ic02];

/**
 * The workload of that name, alias or model name, in capitals or not.
 * @throws BenchError workload.unknown
 */
export function findWorkload(name: string): WorkloadSpecification {
  const wanted = name.trim().toLowerCase();
  const found = catalogue.find(
    (workload) => workload.name === wanted || workload.aliases.includes(wanted) || workload.modelNames.includes(wanted),
  );
  if (found !== undefined) return found;
  throw failure('workload.unknown', { name, known: catalogue.map((workload) => workload.name).join(', ') });
}
