import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { BuildResult } from 'esbuild';
import { failure } from '../harness/errors.ts';

/** Where the bundles come from, by the names that pages know them by. */
const entryPoints = {
  app: 'app/app.ts',
  charts: 'app/charts/charts.ts',
  near: 'app/charts/near.ts',
  style: 'style.css',
} as const;

/** A file of the site. */
export interface SiteFile {
  /** Path from the site's folder. */
  readonly path: string;
  readonly content: Uint8Array | string;
}

/**
 * The scripts and the style that all pages share. The scripts are classic ones, since browsers load no modules from
 * disk.
 * @throws BenchError site.bundle
 */
export async function bundle(): Promise<readonly SiteFile[]> {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  let result: BuildResult<{ write: false }>;
  try {
    result = await build({
      absWorkingDir: folder,
      entryPoints,
      outdir: 'out',
      write: false,
      bundle: true,
      minify: true,
      format: 'iife',
      target: ['es2022', 'chrome111', 'firefox114', 'safari16.4'],
      charset: 'utf8',
      legalComments: 'eof',
      logLevel: 'silent',
      // Nothing of the project's own settings is for browsers, nor those of whoever calls.
      tsconfigRaw: { compilerOptions: { target: 'ES2022', useDefineForClassFields: true } },
    });
  } catch (cause) {
    throw failure('site.bundle', { problem: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
  return result.outputFiles.map(({ path, contents }) => ({ path: path.replace(/^.*[\\/]/, ''), content: contents }));
}
