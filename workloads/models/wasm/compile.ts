import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { mostPages } from './limits.ts';

/**
 * Compiles the kernels in assembly/ with AssemblyScript, which is a development dependency.
 * @returns the WebAssembly module
 * @throws Error with the compiler's messages, warnings too
 */
export async function compileKernels(): Promise<Uint8Array> {
  const compiler = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
  const folder = await mkdtemp(join(tmpdir(), 'boardbench-kernels-'));
  try {
    const outFile = join(folder, 'kernels.wasm');
    const { stderr } = await promisify(execFile)(process.execPath, [
      compiler,
      fileURLToPath(new URL('assembly/index.ts', import.meta.url)),
      ...['--outFile', outFile, '--runtime', 'stub', '--enable', 'simd', '--enable', 'threads'],
      ...['--importMemory', '--noExportMemory', '--sharedMemory', '--initialMemory', '1'],
      ...['--maximumMemory', String(mostPages), '--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert'],
    ]);
    if (stderr !== '') throw new Error(stderr);
    return await readFile(outFile);
  } finally {
    await rm(folder, { recursive: true });
  }
}
