import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';
import { mostPages } from './limits.ts';

/**
 * Compiles the kernels with AssemblyScript.
 * @returns the WebAssembly module
 * @throws Error with the compiler's messages
 */
export async function compileKernels(): Promise<Uint8Array> {
  const messages: string[] = [];
  const listener = { write: (text: string | Uint8Array) => messages.push(String(text)) > 0 };
  let compiled: Uint8Array | undefined;
  const { error } = await main(
    [
      'index.ts',
      ...['--outFile', 'kernels.wasm', '--runtime', 'stub'],
      ...['--enable', 'simd', '--enable', 'threads', '--importMemory', '--noExportMemory', '--sharedMemory'],
      ...['--initialMemory', '1', '--maximumMemory', String(mostPages)],
      ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge', '--noAssert', '--pedantic'],
      ...['--baseDir', fileURLToPath(new URL('assembly', import.meta.url))],
    ],
    {
      stdout: listener,
      stderr: listener,
      writeFile: (_, contents) => {
        if (typeof contents !== 'string') compiled = contents;
      },
    },
  );
  if (error !== null || compiled === undefined || messages.length > 0)
    throw new Error(`AssemblyScript: ${messages.join('')}`, { cause: error });
  return compiled;
}
