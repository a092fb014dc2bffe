import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './repository-root.ts';

const candidate = process.env['BOARDBENCH_REFERENCE'] ?? join(repositoryRoot, '..', 'shared', 'reference');

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
