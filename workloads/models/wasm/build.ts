/** Compiles the kernels in assembly/ to kernels.wasm: `npm run build:wasm`. The same sources give the same bytes. */
import { writeFileSync } from 'node:fs';
import { compileKernels } from './compile.ts';

writeFileSync(new URL('kernels.wasm', import.meta.url), await compileKernels());
