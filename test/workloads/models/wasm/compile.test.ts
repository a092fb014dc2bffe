import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { compileKernels } from '../../../../workloads/models/wasm/compile.ts';

const committed = readFileSync(new URL('../../../../workloads/models/wasm/kernels.wasm', import.meta.url));

describe('kernels.wasm', () => {
  it('is what its sources compile to, bit for bit', async () => {
    assert.deepEqual(await compileKernels(), committed, 'run `npm run build:wasm` and commit the file');
  });

  it('is a module that this machine can compile', () => {
    assert.ok(WebAssembly.validate(committed));
  });
});
