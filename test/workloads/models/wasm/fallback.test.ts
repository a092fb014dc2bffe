import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('without-vectors.ts', import.meta.url));

function run(...options: string[]): unknown {
  const args = [...options, '--import', 'tsx', program];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

describe('Where Node is told to do without WebAssembly', () => {
  it('models run all the same, with the plain kernels', () => {
    const output = [217, 39];
    assert.deepEqual(run(), { hasVectors: true, output });
    assert.deepEqual(run('--jitless'), { hasVectors: false, output });
  });
});
