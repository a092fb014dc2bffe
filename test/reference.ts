import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest folder above this file that holds package.json, whether the tests run from their sources or compiled. */
function repositoryRoot(): string {
  let directory = import.meta.dirname;
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    if (parent === directory) throw new Error(`No package.json above ${import.meta.dirname}`);
    directory = parent;
  }
  return directory;
}

const candidate = process.env['BOARDBENCH_REFERENCE'] ?? join(repositoryRoot(), '..', 'shared', 'reference');

/** The folder with the official models and data sets, which are not part of the project; undefined where it is absent. */
export const referenceDir: string | undefined = existsSync(join(candidate, 'models')) ? candidate : undefined;

/** A `describe` whose tests need the reference folder; without it they are skipped, and that is said. */
export function describeWithReference(title: string, define: (directory: string) => void): void {
  if (referenceDir === undefined) {
    console.warn(`SKIPPED: "${title}" needs reference data; there are none in ${candidate} (BOARDBENCH_REFERENCE)`);
    describe.skip(title, () => {
      it('needs reference data');
    });
    return;
  }
  const directory = referenceDir;
  describe(title, () => {
    define(directory);
  });
}
