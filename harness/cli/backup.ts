import { once } from 'node:events';
import type { WriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { bindDataFolder } from '../../site/server/files/bind-data-folder.ts';
import { writeBackup } from '../../site/server/backup/write-backup.ts';
import type { WrittenBackup } from '../../site/server/backup/write-backup.ts';
import { printable } from '../../submissions/printable.ts';
import { asError, systemClock } from '../clock.ts';
import { BenchError, failure } from '../errors.ts';
import { withData, withDataOptions } from './data-options.ts';
import type { DataOptions } from './data-options.ts';
import { interruptSignal } from './interrupt.ts';
import { printJson, printLine } from './output.ts';
import { ProgressLine } from './progress-line.ts';
import { intakeClient, withServerOptions } from './server-options.ts';
import type { ServerOptions } from './server-options.ts';

interface BackupOptions extends ServerOptions, DataOptions {
  readonly out: string;
  readonly json?: true;
}

/** `boardbench backup`: everything of an intake server in one file. */
export function backupCommand(): Command {
  const command = new Command('backup')
    .description('Writes everything that an intake server keeps into one .tar.gz, while it goes on.')
    .requiredOption('--out <file>', 'where it goes; what is there is replaced when all is written');
  return withDataOptions(withServerOptions(command))
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
A server that runs is asked with --to and an administrator's token. One with an embedded database that is stopped is read
from its --data folder, one on PostgreSQL from --database and --data, running or not.

Examples:
  boardbench backup --to https://intake.example.org/ --out boardbench.tar.gz
  boardbench backup --data /srv/boardbench --out boardbench.tar.gz

The file holds the archives of everybody and what tokens are known by: keep it as you keep the server.`,
    )
    .action(backup);
}

async function backup(options: BackupOptions): Promise<void> {
  const part = `${options.out}.part`;
  const sink = await creating(part, options.out);
  const { signal, release } = interruptSignal();
  const progress = new ProgressLine(systemClock);
  const closed = once(sink, 'close');
  // Whoever writes into it is told first.
  closed.catch(() => undefined);
  try {
    const written = await (options.to === undefined
      ? fromData(options, sink, signal, progress)
      : fromServer(options, sink, signal, progress));
    await closed;
    await rename(part, options.out);
    progress.clear();
    const summary = { file: options.out, bytes: sink.bytesWritten, ...written };
    if (options.json === true) printJson(summary);
    else for (const line of backupLines(summary)) printLine(printable(line));
  } catch (error) {
    sink.destroy();
    await closed.catch(() => undefined);
    await rm(part, { force: true });
    if (signal.aborted) throw failure('import.stopped', { where: 'while the backup was written' }, { cause: error });
    if (error instanceof BenchError) throw error;
    throw failure('output.failed', { file: options.out, problem: asError(error).message }, { cause: error });
  } finally {
    progress.clear();
    release();
  }
}

type Summary = { readonly file: string; readonly bytes: number } & Partial<WrittenBackup>;

function backupLines({ file, bytes, submissions, files, missing = [] }: Summary): string[] {
  const size = `${(bytes / 1e6).toFixed(1)} MB`;
  return [
    submissions === undefined
      ? `${file}: ${size}`
      : `${file}: ${submissions} submissions, ${files ?? 0} files, ${size}`,
    ...missing.map((id) => `the archive of ${id} is not in the data folder`),
  ];
}

function fromData(
  options: BackupOptions,
  sink: WriteStream,
  signal: AbortSignal,
  progress: ProgressLine,
): Promise<WrittenBackup> {
  return withData(options, 'backup', async ({ database, files }) => {
    await database.transaction((transaction) => bindDataFolder(files, transaction, database));
    return writeBackup(database, files, sink, {
      clock: systemClock,
      signal,
      onProgress: (done, total) => {
        progress.show('backup', { what: 'submission', done, total });
      },
    });
  });
}

async function fromServer(
  options: BackupOptions,
  sink: WriteStream,
  signal: AbortSignal,
  progress: ProgressLine,
): Promise<Record<string, never>> {
  const client = intakeClient(options, 'backup');
  const answer = await client.backup(signal);
  answer.on('data', () => {
    progress.tell(`backup: ${(sink.bytesWritten / 1e6).toFixed(1)} MB`);
  });
  try {
    await pipeline(answer, sink, { signal });
  } catch (cause) {
    if (sink.errored !== null && sink.errored !== cause) throw sink.errored;
    throw failure('intake.unreachable', { server: client.server, problem: asError(cause).message }, { cause });
  }
  return {};
}

/** A file for nobody else to read, opened before anything is asked of anybody. */
async function creating(file: string, out: string): Promise<WriteStream> {
  try {
    const handle = await open(file, 'w', 0o600);
    return handle.createWriteStream({ flush: true });
  } catch (cause) {
    throw failure('output.failed', { file: out, problem: asError(cause).message }, { cause });
  }
}
