import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { buildSite, defaultTitle } from '../../site/build.ts';
import type { BuiltSite } from '../../site/build.ts';
import { serveSite } from '../../site/serve.ts';
import { publishedResults } from '../../submissions/published/build-published.ts';
import { mergeResults } from '../../submissions/results-file/merge-results.ts';
import { parseResults } from '../../submissions/results-file/read-results.ts';
import type { ResultsFile } from '../../submissions/results-file/results-file.ts';
import { asError, systemClock } from '../clock.ts';
import { failure } from '../errors.ts';
import { interruptSignal } from './interrupt.ts';
import { portOption } from './options.ts';
import { printJson, printLine } from './output.ts';
import { ProgressLine } from './progress-line.ts';

interface BuildOptions {
  readonly results?: readonly string[];
  readonly out: string;
  readonly title: string;
  readonly base?: string;
  readonly json?: true;
}

/** `boardbench site`: the leaderboard as plain files. */
export function siteCommand(): Command {
  return new Command('site')
    .description('Builds the leaderboard as plain files that any static host serves, and shows it.')
    .addCommand(buildCommand())
    .addCommand(serveCommand());
}

function buildCommand(): Command {
  return new Command('build')
    .description('Builds the leaderboard of results files; of the published rounds where none is given.')
    .option('--results <files...>', 'results files, made by `boardbench import`')
    .requiredOption('--out <dir>', 'where it goes: absent, empty, or a site that was built before')
    .option('--title <title>', 'what it is called', defaultTitle)
    .option('--base <url>', 'the address that it will have, for links that search engines keep')
    .option('--json', 'print one JSON document: what was built')
    .addHelpText(
      'after',
      `
The files open from disk, and work below any path of any static host. Of results that come twice the last one counts.

Examples:
  boardbench site build --out site-out
  boardbench site build --results round.json own.json --out site-out --title "Our boards"

Exit status: 0 done, 1 something could not be read or written.`,
    )
    .action(build);
}

function serveCommand(): Command {
  return new Command('serve')
    .description('Serves a built leaderboard to this machine, for a look at it.')
    .argument('<dir>', 'the folder that was built')
    .option('--port <port>', 'the port; 0 for any that is free', portOption, 8080)
    .addHelpText('after', '\nExample:\n  boardbench site serve site-out --port 8080\n\nCtrl-C ends it.')
    .action(serve);
}

async function build({ results, out, title, base, json }: BuildOptions): Promise<void> {
  const startedUs = systemClock.nowUs();
  const { signal, release } = interruptSignal();
  const progress = new ProgressLine(systemClock);
  try {
    const { file, repeated } = await readFiles(results ?? [fileURLToPath(publishedResults)]);
    const built = await buildSite(file, out, {
      title,
      signal,
      ...(base === undefined ? {} : { base }),
      onProgress: (done, total) => {
        progress.show('building', { what: 'file', done, total });
      },
    });
    progress.clear();
    const seconds = (systemClock.nowUs() - startedUs) / 1e6;
    const open = resolve(out, 'index.html');
    if (json === true) printJson({ directory: out, open, ...built, repeated, seconds });
    else for (const line of builtLines(built, repeated, seconds, open)) printLine(line);
  } finally {
    progress.clear();
    release();
  }
}

function builtLines(
  { results, systems, files, bytes }: BuiltSite,
  repeated: number,
  s: number,
  open: string,
): string[] {
  return [
    `${results} results of ${systems} systems: ${files} files, ${(bytes / 1e6).toFixed(1)} MB, in ${s.toFixed(1)} s`,
    ...(repeated === 0 ? [] : [`${repeated} results came twice; the last one counts`]),
    `Open ${open}`,
  ];
}

/** The results of all files together, and how many of them came twice. */
async function readFiles(paths: readonly string[]): Promise<{ readonly file: ResultsFile; readonly repeated: number }> {
  const files: ResultsFile[] = [];
  for (const path of paths) files.push(parseResults(await readText(path), path));
  const file = mergeResults(files);
  const given = files.reduce((sum, { results }) => sum + results.length, 0);
  return { file, repeated: given - file.results.length };
}

/** @throws BenchError results.unreadable */
async function readText(path: string): Promise<string> {
  try {
    if ((await stat(path)).isDirectory()) {
      throw failure('results.unreadable', { file: path, problem: 'it is a folder' });
    }
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw failure('results.unreadable', { file: path, problem: asError(cause).message }, { cause });
  }
}

async function serve(directory: string, { port }: { readonly port: number }): Promise<void> {
  const { signal, release } = interruptSignal();
  try {
    const site = await serveSite(directory, port);
    printLine(`${directory} is at ${site.address} for this machine; Ctrl-C ends it`);
    await new Promise<void>((done) => {
      if (signal.aborted) done();
      else
        signal.addEventListener('abort', () => {
          done();
        });
    });
    await site.close();
  } finally {
    release();
  }
}
