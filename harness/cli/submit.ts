import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command } from 'commander';
import { archiveFolder } from '../../site/client/folder-archive.ts';
import { follow } from '../../site/client/follow.ts';
import type { IntakeClient } from '../../site/client/intake-client.ts';
import { sendArchive } from '../../site/client/send-archive.ts';
import type { Sendable } from '../../site/client/send-archive.ts';
import type { ToldSubmission } from '../../site/client/told.ts';
import { checkedLines } from '../../submissions/reports/check-text.ts';
import type { CheckDocument } from '../../submissions/reports/check-json.ts';
import { printable } from '../../submissions/printable.ts';
import { rounds } from '../../submissions/submission.ts';
import type { Round } from '../../submissions/submission.ts';
import { asError, systemClock } from '../clock.ts';
import { failure } from '../errors.ts';
import { countOption } from './options.ts';
import { interruptSignal } from './interrupt.ts';
import { formatTable, printJson, printLine } from './output.ts';
import { ProgressLine } from './progress-line.ts';
import { roundOption } from './round-option.ts';
import { intakeClient, submissionIdOption, timeOption, withServerOptions } from './server-options.ts';
import type { ServerOptions } from './server-options.ts';

interface JsonOption {
  readonly json?: true;
}

interface SendOptions extends ServerOptions, JsonOption {
  readonly round?: Round;
  readonly supersedes?: string;
  readonly embargo?: Date;
  readonly wait: boolean;
}

/** `boardbench submit ARCHIVE`: to an intake server, and what it says of it. */
export function submitCommand(): Command {
  const command = new Command('submit')
    .description('Sends a submission to an intake server, waits until it is checked, and shows what was found.')
    // So that options behind `status` and the like are theirs.
    .enablePositionalOptions()
    .argument('<archive>', 'a .zip, .tar or .tar.gz, or a folder, which is packed while it is sent')
    .option('--round <round>', `the round whose rules count: ${rounds.join(', ')}`, roundOption)
    .option('--supersedes <id>', 'the submission whose place it takes once it is accepted', submissionIdOption)
    .option('--embargo <time>', 'not to be published before, as 2026-09-01 or 30d', timeOption)
    .option('--no-wait', 'leave as soon as it has arrived')
    .option('--json', 'print one JSON document: {submission, report}');
  return withServerOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  boardbench submit submission.zip --to https://intake.example.org/ --round v1.3
  boardbench submit closed/acme --to https://intake.example.org/ --supersedes 3n5k… --embargo 2026-09-01
  boardbench submit status 3n5k… --to https://intake.example.org/ --wait

Exit status: 0 nothing found but warnings, 1 errors, unreadable, rejected, or it could not be sent; 2 wrong usage.`,
    )
    .action(send)
    .addCommand(statusCommand())
    .addCommand(listCommand())
    .addCommand(withdrawCommand());
}

function statusCommand(): Command {
  return withServerOptions(
    new Command('status')
      .description('Shows how a submission stands, and what was found in it.')
      .argument('<id>', 'its id', submissionIdOption)
      .option('--wait', 'wait until it is checked')
      .option('--json', 'print one JSON document: {submission, report}'),
  )
    .addHelpText('after', '\nExample:\n  boardbench submit status 3n5k… --to https://intake.example.org/')
    .action(async (id: string, options: ServerOptions & JsonOption & { readonly wait?: true }) => {
      const client = intakeClient(options, 'submit status');
      await withInterrupt(async (signal) => {
        const submission = await (options.wait === true ? waited(client, id, signal) : client.submission(id, signal));
        await show(client, submission, options, signal);
      });
    });
}

function listCommand(): Command {
  return withServerOptions(
    new Command('list')
      .description('Lists the submissions that you may see, the newest first.')
      .option('--limit <n>', 'how many at most', countOption, 50)
      .option('--json', 'print one JSON document: {submissions}'),
  )
    .addHelpText('after', '\nExample:\n  boardbench submit list --to https://intake.example.org/')
    .action(async (options: ServerOptions & JsonOption & { readonly limit: number }) => {
      const submissions = await intakeClient(options, 'submit list').submissions(options.limit);
      if (options.json === true) printJson({ submissions });
      else for (const line of listLines(submissions)) printLine(printable(line));
    });
}

function withdrawCommand(): Command {
  return withServerOptions(
    new Command('withdraw')
      .description('Takes a submission back; what was published of it disappears from the leaderboard.')
      .argument('<id>', 'its id', submissionIdOption)
      .option('--reason <text>', 'why; it stays in the history')
      .option('--json', 'print one JSON document: {submission}'),
  )
    .addHelpText('after', '\nExample:\n  boardbench submit withdraw 3n5k… --to https://intake.example.org/')
    .action(async (id: string, options: ServerOptions & JsonOption & { readonly reason?: string }) => {
      const submission = await intakeClient(options, 'submit withdraw').withdraw(id, options.reason ?? null);
      if (options.json === true) printJson({ submission });
      else printLine(printable(`${submission.id} is ${submission.state}`));
    });
}

async function send(path: string, options: SendOptions): Promise<void> {
  const client = intakeClient(options, 'submit');
  const archive = await opened(path);
  await withInterrupt(async (signal) => {
    const progress = new ProgressLine(systemClock);
    let submission: ToldSubmission;
    try {
      submission = await sendArchive(
        client,
        archive,
        { round: options.round, supersedes: options.supersedes, embargoUntil: options.embargo },
        {
          signal,
          onProgress: (bytes, total) => {
            progress.tell(`sending ${archive.fileName}: ${sentText(bytes, total)}`);
          },
        },
      );
    } finally {
      progress.clear();
    }
    tell(`${archive.fileName} has arrived as submission ${submission.id}`);
    if (!options.wait) {
      if (options.json === true) printJson({ submission, report: null });
      else for (const line of leftLines(client, submission)) printLine(printable(line));
      return;
    }
    await show(client, await waited(client, submission.id, signal), options, signal);
  });
}

async function withInterrupt(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const { signal, release } = interruptSignal();
  try {
    await work(signal);
  } finally {
    release();
  }
}

/** @throws BenchError submission.unreadable, submission.no-results, archive.unreadable */
async function opened(path: string): Promise<Sendable> {
  let facts;
  try {
    facts = await stat(path);
  } catch (cause) {
    throw failure('submission.unreadable', { file: path, problem: asError(cause).message }, { cause });
  }
  if (facts.isFile() && facts.size === 0)
    throw failure('archive.unreadable', { archive: path, problem: 'it is empty' });
  if (facts.isFile()) return { stream: createReadStream(path), fileName: basename(path), bytes: facts.size };
  const { stream, fileName, files, described, leftOut } = await archiveFolder(path);
  if (files === 0) throw failure('submission.no-results', { directory: path });
  if (described > 0) tell(`system descriptions from the submitter's folder systems go along: ${described}`);
  for (const name of leftOut) tell(`${name} is a link or no file: left out`);
  return { stream, fileName, bytes: null };
}

/** @throws BenchError submit.interrupted, and what following throws */
async function waited(client: IntakeClient, id: string, signal: AbortSignal): Promise<ToldSubmission> {
  const progress = new ProgressLine(systemClock);
  let isLost = false;
  try {
    return await follow(client, id, {
      clock: systemClock,
      signal,
      onState: ({ state }) => {
        isLost = false;
        progress.clear();
        if (state === 'queued' || state === 'checking') progress.tell(`${id}: ${state}`);
      },
      onProgress: (done, total) => {
        progress.show(id, { what: 'result', done, total });
      },
      onLost: ({ message }) => {
        progress.clear();
        if (!isLost) tell(`${message}; asking again`);
        isLost = true;
      },
    });
  } catch (error) {
    if (signal.aborted) throw failure('submit.interrupted', { id, server: client.server }, { cause: error });
    throw error;
  } finally {
    progress.clear();
  }
}

/** Prints how a submission stands and what was found in it, and sets the exit status. */
async function show(
  client: IntakeClient,
  submission: ToldSubmission,
  { json }: JsonOption,
  signal: AbortSignal,
): Promise<void> {
  const { outcome, state } = submission;
  const report = outcome?.kind === 'checked' ? await client.report(submission.id, signal) : null;
  if (json === true) printJson({ submission, report });
  else for (const line of shownLines(client, submission, report)) printLine(printable(line));
  const isBad = state === 'rejected' || (outcome !== null && outcome.kind !== 'checked');
  if (isBad || (report !== null && report.summary.findings.error > 0)) process.exitCode = 1;
}

function shownLines(client: IntakeClient, submission: ToldSubmission, report: CheckDocument | null): string[] {
  const { outcome, fileName, id, state } = submission;
  if (report !== null) return [...checkedLines(report), '', `Submission ${id} is ${state}: ${meaning[state]}.`];
  if (outcome === null || outcome.kind === 'checked') return leftLines(client, submission);
  const { code, message, remedy } = outcome.error;
  return [
    `${fileName}: ${message}`,
    `  ${remedy}`,
    `  (${code})`,
    '',
    `Submission ${id} is ${state}: ${meaning[state]}.`,
  ];
}

function leftLines(client: IntakeClient, { id, state }: ToldSubmission): string[] {
  return [
    `Submission ${id} is ${state}: ${meaning[state]}.`,
    `Look again with: boardbench submit status ${id} --to ${client.server}`,
  ];
}

/** What a state means for the one who submitted. */
const meaning: Readonly<Record<ToldSubmission['state'], string>> = {
  queued: 'it waits for its check',
  checking: 'it is being checked',
  checked: 'a reviewer decides about it',
  unreadable: 'nothing in it can be judged; send a mended one',
  failed: 'the check did not come to an end; a reviewer can have it tried again',
  accepted: 'it is published, or will be when its embargo ends',
  rejected: 'its history says why',
  withdrawn: 'it was taken back',
  superseded: 'another one was accepted in its place',
};

function listLines(submissions: readonly ToldSubmission[]): string[] {
  if (submissions.length === 0) return ['There are no submissions that you may see.'];
  return formatTable(
    ['id', 'state', 'organisation', 'sent', 'file', 'findings'],
    submissions.map(({ id, state, organisation, createdAt, fileName, outcome }) => [
      ...[id, state, organisation, createdAt.slice(0, 16).replace('T', ' '), fileName],
      outcome === null
        ? ''
        : outcome.kind === 'checked'
          ? `${outcome.summary.findings.error} errors`
          : outcome.error.code,
    ]),
  );
}

function sentText(bytes: number, total: number | null): string {
  const mb = (value: number): string => (value / 1e6).toFixed(1);
  if (total === null || total === 0) return `${mb(bytes)} MB`;
  return `${mb(bytes)} of ${mb(total)} MB, ${Math.floor((100 * bytes) / total)} %`;
}

function tell(text: string): void {
  process.stderr.write(`boardbench: ${printable(text)}\n`);
}
