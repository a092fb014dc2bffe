import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { folderVariable } from './messages.ts';

/** Variables that a process needs to start at all; none that holds an address or a password. */
const variables = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'LANG', 'LC_ALL', 'TZ', 'SystemRoot', 'PATHEXT'];

/**
 * Starts a module as a process of a pool, in a group of processes of its own.
 * @param folder of the process alone, for its temporary files
 */
export function startProcess(module: URL, memoryMb: number, folder: string): ChildProcess {
  const isSource = extname(module.pathname) === '.ts';
  const env: NodeJS.ProcessEnv = { [folderVariable]: folder };
  for (const name of variables) if (process.env[name] !== undefined) env[name] = process.env[name];
  return fork(fileURLToPath(module), [], {
    execArgv: [
      `--max-old-space-size=${Math.ceil(memoryMb)}`,
      ...(isSource ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : []),
    ],
    env,
    // A core that the system leaves goes with the folder.
    cwd: folder,
    // An interrupt of the terminal is for those who started us: they end us.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
}
