import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { openDatabase } from '../../site/server/database/open-database.ts';
import type { Database } from '../../site/server/database/database.ts';
import { IntakeFiles } from '../../site/server/files/intake-files.ts';
import { failure } from '../errors.ts';
import { databaseVariable, usualData } from './server-options.ts';

export interface DataOptions {
  readonly data: string;
  readonly database?: string;
}

/** Adds `--data` and `--database`, for what is done without asking a server. */
export function withDataOptions(command: Command): Command {
  return command
    .option('--data <dir>', 'the data folder of a server that does not run', usualData)
    .option(
      '--database <url>',
      `its PostgreSQL, which may be in use; better in ${databaseVariable}, where no list of processes shows it`,
    );
}

/** What was given with `--database`, or in the environment. */
export function databaseUrl({ database }: Pick<DataOptions, 'database'>): string | undefined {
  const url = database ?? process.env[databaseVariable];
  return url === '' ? undefined : url;
}

export interface OpenData {
  readonly database: Database;
  readonly files: IntakeFiles;
}

/**
 * Does something with the data of a server, as whoever may read its files.
 * @throws BenchError data.missing, data.in-use, database.unreachable
 */
export async function withData<Result>(
  options: DataOptions,
  work: (data: OpenData) => Promise<Result>,
): Promise<Result> {
  const files = new IntakeFiles(options.data);
  const url = databaseUrl(options);
  if (url === undefined && !existsSync(files.database)) throw failure('data.missing', { directory: options.data });
  const database = await openDatabase(files, url);
  try {
    return await work({ database, files });
  } finally {
    await database.close();
  }
}
