import { fileURLToPath } from 'node:url';
import { failure } from '../../harness/errors.ts';
import type { BuiltInWorkload } from './built-in-workload.ts';
import { builtInAd01 } from './ad01/workload.ts';
import { builtInIc01 } from './ic01/workload.ts';
import { builtInKws01 } from './kws01/workload.ts';
import { builtInVww01 } from './vww01/workload.ts';

/** Every workload that has data and a model of its own in the project. */
export const builtInWorkloads: readonly BuiltInWorkload[] = [builtInKws01, builtInVww01, builtInIc01, builtInAd01];

/** @throws BenchError workload.unknown */
export function builtInWorkload(name: string): BuiltInWorkload {
  const found = builtInWorkloads.find(({ specification }) => specification.name === name);
  if (found !== undefined) return found;
  const known = builtInWorkloads.map(({ specification }) => specification.name).join(', ');
  throw failure('workload.unknown', { name, known });
}

/** What the name of a built-in model begins with where a file is expected: `built-in:kws01`. */
export const builtInPrefix = 'built-in:';

/**
 * The file that a model's name means: a path as it is, or the project's own model behind `built-in:`.
 * @throws BenchError workload.unknown
 */
export function modelPath(name: string): string {
  return name.startsWith(builtInPrefix) ? fileURLToPath(builtInWorkload(name.slice(builtInPrefix.length)).model) : name;
}
