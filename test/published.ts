import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { referenceDir } from './reference.ts';

/** The folder with the results of published rounds, beside the reference data; undefined where it is absent. */
export const publishedDir: string | undefined =
  referenceDir !== undefined && existsSync(join(referenceDir, '..', 'published'))
    ? join(referenceDir, '..', 'published')
    : undefined;

/** A `describe` whose tests need the published rounds; without them they are skipped, and that is said. */
export function describeWithPublished(title: string, define: (directory: string) => void): void {
  if (publishedDir === undefined) {
    console.warn(`SKIPPED: "${title}" needs the published rounds beside the reference data (BOARDBENCH_REFERENCE)`);
    describe.skip(title, () => {
      it('needs published rounds');
    });
    return;
  }
  const directory = publishedDir;
  describe(title, () => {
    define(directory);
  });
}

/**
 * Unpacks the files of a round whose paths match one of the patterns of `tar --wildcards`.
 * @returns the folder that holds the divisions, and a function that removes it
 */
export function unpackRound(directory: string, round: string, patterns: readonly string[]): [string, () => void] {
  const target = mkdtempSync(join(tmpdir(), 'boardbench-published-'));
  const archive = join(directory, `${round}.tar.gz`);
  execFileSync('tar', ['-xzf', archive, '-C', target, '--wildcards', ...patterns]);
  return [
    join(target, round),
    () => {
      rmSync(target, { recursive: true });
    },
  ];
}
