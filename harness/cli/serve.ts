import { createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { startIntake } from '../../site/server/start.ts';
import type { IntakeOptions, RunningIntake } from '../../site/server/start.ts';
import { usualHttpSettings } from '../../site/server/http/services.ts';
import type { HttpLog } from '../../site/server/http/services.ts';
import { defaultTitle } from '../../site/build.ts';
import { asError, systemClock } from '../clock.ts';
import { failure } from '../errors.ts';
import { databaseUrl } from './data-options.ts';
import { interruptSignal } from './interrupt.ts';
import { countOption, portOption, secondsOption } from './options.ts';
import { printLine } from './output.ts';
import { databaseVariable, tokenVariable, usualData } from './server-options.ts';

interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly database?: string;
  readonly checks: number;
  readonly checkSeconds: number;
  readonly checkMemory: number;
  readonly uploadLimit: number;
  readonly requestsPerMinute: number;
  readonly uploadsPerMinute: number;
  readonly results?: readonly string[];
  readonly title: string;
  readonly base?: string;
  readonly trustProxy?: true;
  readonly log?: string;
}

const usualCheckS = 300;
const usualCheckMb = 1024;

/** `boardbench serve`: the intake server. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('Takes submissions over HTTP, checks them, and publishes what reviewers accept.')
    .option('--port <port>', 'the port; 0 for any that is free', portOption, 8080)
    .option('--host <host>', 'the address it listens at; 0.0.0.0 for all of this machine', '127.0.0.1')
    .option('--data <dir>', 'where archives, reports, the leaderboard and the embedded database lie', usualData)
    .option(
      '--database <url>',
      `postgres://USER:PASSWORD@HOST/NAME instead of the embedded one; better in ${databaseVariable}`,
    )
    .option(
      '--checks <n>',
      'submissions that are checked at once; 0 where other machines on the same database check',
      checksOption,
      Math.max(1, availableParallelism() - 1),
    )
    .option('--check-seconds <s>', 'how long the check of one may take', secondsOption, usualCheckS)
    .option('--check-memory <MB>', 'how much memory it may take', countOption, usualCheckMb)
    .option('--upload-limit <MB>', 'how large an archive may be', countOption, usualHttpSettings.uploadLimitMb)
    .option(
      '--requests-per-minute <n>',
      'requests of one token, or of one address without',
      countOption,
      usualHttpSettings.requestsPerMinute,
    )
    .option('--uploads-per-minute <n>', 'uploads of one token', countOption, usualHttpSettings.uploadsPerMinute)
    .option('--results <files...>', 'results files that are published beside what is accepted')
    .option('--title <title>', 'what the leaderboard is called', defaultTitle)
    .option('--base <url>', 'the address by which the outside reaches it, behind a proxy', baseOption)
    .option('--trust-proxy', 'take the address that asks from X-Forwarded-For, behind a proxy')
    .option('--log <file>', 'write every request as a JSON line; - for stderr; without it warnings alone, to stderr')
    .addHelpText(
      'after',
      `
The first start makes a token for an administrator and prints it, once. Ctrl-C or SIGTERM ends it when the requests that
run are done; a second one at once. docs/server.md is about running it for others.

Examples:
  boardbench serve
  boardbench serve --port 8080 --data /srv/boardbench --base https://intake.example.org --trust-proxy --log -

Exit status: 0 stopped, 1 it could not start, 2 wrong usage.`,
    )
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const { signal, release } = interruptSignal();
  try {
    const log = await openLog(options.log);
    const intake = await startIntake(intakeOptions(options, log.http), systemClock);
    for (const line of startLines(intake, options.base)) printLine(line);
    await aborted(signal);
    await intake.close();
    log.close();
  } finally {
    release();
  }
}

function intakeOptions(options: ServeOptions, log: HttpLog): IntakeOptions {
  const database = databaseUrl(options, 'serve');
  return {
    data: options.data,
    ...(database === undefined ? {} : { database }),
    host: options.host,
    port: options.port,
    checks: options.checks,
    limits: { timeS: options.checkSeconds, memoryMb: options.checkMemory },
    ...(options.results === undefined ? {} : { results: options.results }),
    title: options.title,
    uploadLimitMb: options.uploadLimit,
    requestsPerMinute: options.requestsPerMinute,
    uploadsPerMinute: options.uploadsPerMinute,
    trustProxy: options.trustProxy ?? false,
    base: options.base ?? null,
    log,
  };
}

function startLines({ address: own, firstToken }: RunningIntake, base: string | undefined): string[] {
  const address = base === undefined ? own : `${base}/`;
  const here = base === undefined ? '' : ` (here ${own})`;
  const lines = [`The leaderboard is at ${address}${here}, uploads and reviews at ${address}intake/`];
  if (firstToken !== null) {
    lines.push(
      `The first administrator's token, shown this once: ${firstToken}`,
      `Make others with it: set ${tokenVariable} to it, then`,
      `  boardbench token create --role submitter --organisation acme --to ${address}`,
    );
  }
  return [...lines, `To submit: boardbench submit ARCHIVE --to ${address}`, 'Ctrl-C ends it.'];
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener('abort', () => {
        resolve();
      });
  });
}

/** Requests go to a file that is asked for; without one only what somebody should look at is told. */
async function openLog(file: string | undefined): Promise<{ readonly http: HttpLog; close(): void }> {
  if (file === undefined || file === '-') {
    const level = file === undefined ? 'warn' : 'info';
    return { http: { level, to: process.stderr }, close: () => undefined };
  }
  const to = await opened(createWriteStream(file, { flags: 'a', mode: 0o600 }), file);
  return { http: { level: 'info', to }, close: () => to.end() };
}

function opened(stream: WriteStream, file: string): Promise<WriteStream> {
  return new Promise((resolve, reject) => {
    stream.once('open', () => {
      resolve(stream);
    });
    stream.on('error', (cause) => {
      // A full disk ends the log, not the server.
      reject(failure('output.failed', { file, problem: asError(cause).message }, { cause }));
    });
  });
}

function checksOption(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('It must be a whole number from 0 on.');
}

function baseOption(text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError('It must be an address as https://intake.example.org/tiny.');
  }
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`.replace(/\/+$/, '');
}
