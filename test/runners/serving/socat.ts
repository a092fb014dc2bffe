import { spawnSync } from 'node:child_process';
import type { Suite } from 'mocha';

/**
 * A suite that needs pseudo-terminals and socat. Where they are missing it is skipped with a warning; in CI, which
 * installs socat, it fails.
 */
export function describeWithPty(title: string, suite: (this: Suite) => void): void {
  const isThere = process.platform === 'linux' && spawnSync('socat', ['-V'], { stdio: 'ignore' }).error === undefined;
  if (isThere) {
    describe(title, suite);
  } else if (process.env['CI'] !== undefined && process.env['CI'] !== 'false') {
    describe(title, () => {
      it('has socat', () => {
        throw new Error('CI must not skip this suite: install socat');
      });
    });
  } else {
    console.warn(`SKIPPED: ${title}: needs Linux and socat (sudo apt-get install socat)`);
    describe.skip(title, suite);
  }
}
