import { Command } from 'commander';
import { restoreBackup } from '../../site/server/backup/restore-backup.ts';
import type { RestoredBackup } from '../../site/server/backup/restore-backup.ts';
import { readBackupHead } from '../../site/server/backup/unpack-backup.ts';
import { openDatabase } from '../../site/server/database/open-database.ts';
import { IntakeFiles } from '../../site/server/files/intake-files.ts';
import { printable } from '../../submissions/printable.ts';
import { systemClock } from '../clock.ts';
import { failure } from '../errors.ts';
import { databaseUrl, withDataOptions } from './data-options.ts';
import type { DataOptions } from './data-options.ts';
import { interruptSignal } from './interrupt.ts';
import { printJson, printLine } from './output.ts';
import { ProgressLine } from './progress-line.ts';

interface RestoreOptions extends DataOptions {
  readonly json?: true;
}

/** `boardbench restore FILE`: an intake server as it was. */
export function restoreCommand(): Command {
  return withDataOptions(
    new Command('restore')
      .description('Fills an empty data folder, and an empty database, from a backup.')
      .argument('<file>', 'what `boardbench backup` has written'),
  )
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
All of it is compared with its digests before any of it counts. A backup of an embedded database can be restored into
PostgreSQL, and the other way round. The leaderboard is built again when the server starts.

Examples:
  boardbench restore boardbench.tar.gz --data /srv/boardbench
  boardbench restore boardbench.tar.gz --data /srv/boardbench --database postgres://boardbench@db/boardbench`,
    )
    .action(restore);
}

async function restore(file: string, options: RestoreOptions): Promise<void> {
  const { signal, release } = interruptSignal();
  const progress = new ProgressLine(systemClock);
  try {
    const url = databaseUrl(options, 'restore');
    // Nothing is made for the sake of a file that is no backup.
    await readBackupHead(file);
    const files = new IntakeFiles(options.data);
    await files.prepare();
    const database = await openDatabase(files, url);
    try {
      const restored = await restoreBackup(file, database, files, {
        clock: systemClock,
        signal,
        onProgress: (done, total) => {
          progress.show('restoring', { what: 'byte', done, total });
        },
      });
      progress.clear();
      if (options.json === true) printJson({ data: options.data, ...restored });
      else for (const line of restoredLines(options.data, restored)) printLine(printable(line));
    } finally {
      await database.close();
    }
  } catch (error) {
    if (signal.aborted) throw failure('import.stopped', { where: 'while the backup was restored' }, { cause: error });
    throw error;
  } finally {
    progress.clear();
    release();
  }
}

function restoredLines(data: string, { tokens, submissions, createdAt, missing }: RestoredBackup): string[] {
  return [
    `${data}: ${submissions} submissions and ${tokens} tokens, as they were at ${createdAt}`,
    ...missing.map((id) => `the backup holds no archive of ${id}`),
    `Start it with: boardbench serve --data ${data}`,
  ];
}
