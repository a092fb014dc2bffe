import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest folder above this file that holds package.json, whether the tests run from their sources or compiled. */
export const repositoryRoot = findRoot(import.meta.dirname);

function findRoot(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  const parent = dirname(directory);
  if (parent === directory) throw new Error(`No package.json above ${import.meta.dirname}`);
  return findRoot(parent);
}
