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

/**
 * What was given with `--database`, or in the environment.
 * @throws BenchError usage.option; it does not repeat the address, which may hold a password
 */
export function databaseUrl({ database }: { readonly database?: string }, command: string): string | undefined {
  const url = database ?? process.env[databaseVariable];
  if (url === undefined || url === '') return undefined;
  if (!/^postgres(?:ql)?:\/\//i.test(url)) {
    const option = database === undefined ? databaseVariable : '--database';
    throw failure('usage.option', { option, problem: 'it must begin with postgres://', command });
  }
  return url;
}

export interface OpenData {
  readonly database: Database;
  readonly files: IntakeFiles;
}

/**
 * Does something with the data of a server, as whoever may read its files.
 * @param command whose options they are
 * @throws BenchError usage.option, data.missing, data.in-use, database.unreachable
 */
export async function withData<Result>(
  options: DataOptions,
  command: string,
  work: (data: OpenData) => Promise<Result>,
): Promise<Result> {
  const files = new IntakeFiles(options.data);
  const url = databaseUrl(options, command);
  if (url === undefined && !existsSync(files.database)) throw failure('data.missing', { directory: options.data });
  const database = await openDatabase(files, url);
  try {
    return await work({ database, files });
  } finally {
    await database.close();
  }
}
