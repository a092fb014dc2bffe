import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const kbPerMb = 1024;

/** Memory that a process takes of the machine, MB; null where that cannot be told, or the process has gone. */
export async function residentMb(pid: number): Promise<number | null> {
  try {
    if (process.platform === 'win32') return null;
    if (process.platform === 'linux') {
      const kb = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'latin1'))?.[1];
      return kb === undefined ? null : Number(kb) / kbPerMb;
    }
    const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
    return /^\s*\d+\s*$/.test(stdout) ? Number(stdout) / kbPerMb : null;
  } catch {
    return null;
  }
}
