// npm run build:published [-- DIR]: builds results.json and log-digests.json here from the published rounds.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BenchError } from '../../harness/errors.ts';
import { buildPublished, publishedResults } from './build-published.ts';
import { publishedLogDigests } from './log-digests.ts';

const directory =
  process.argv[2] ??
  process.env['BOARDBENCH_PUBLISHED'] ??
  fileURLToPath(new URL('../../../shared/published', import.meta.url));
try {
  const { results, logDigests } = await buildPublished(directory);
  for (const [file, text] of [
    [publishedResults, results],
    [publishedLogDigests, logDigests],
  ] as const) {
    writeFileSync(file, text);
    process.stdout.write(`${fileURLToPath(file)}: ${Buffer.byteLength(text)} bytes\n`);
  }
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  process.stderr.write(`${error.message}\n  Give the folder with the rounds (v1.0.tar.gz …) as the argument.\n`);
  process.exitCode = 1;
}
