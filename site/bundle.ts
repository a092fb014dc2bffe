import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { BuildResult } from 'esbuild';
import { failure } from '../harness/errors.ts';

/** Where bundles come from, from this folder, by the names that pages know them by. */
export type EntryPoints = Readonly<Record<string, string>>;

const siteEntryPoints: EntryPoints = {
  app: 'app/app.ts',
  charts: 'app/charts/charts.ts',
  near: 'app/charts/near.ts',
  style: 'style.css',
};

/** A file of the site. */
export interface SiteFile {
  /** Path from the site's folder. */
  readonly path: string;
  readonly content: Uint8Array | string;
}

/**
 * The scripts and the style that all pages share, or others. The scripts are classic ones, since browsers load no
 * modules from disk.
 * @throws BenchError site.bundle
 */
export async function bundle(entryPoints: EntryPoints = siteEntryPoints): Promise<readonly SiteFile[]> {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  let result: BuildResult<{ write: false }>;
  try {
    result = await build({
      absWorkingDir: folder,
      entryPoints: { ...entryPoints },
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
