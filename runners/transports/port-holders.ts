import { readdir, readFile, readlink, realpath } from 'node:fs/promises';

/** A process that has a port open. */
export interface PortHolder {
  readonly pid: number;
  /** Its name as the system shows it (15 characters at most). */
  readonly command: string;
}

/**
 * The processes that have a port open, as far as this user may see them; none where the system has no /proc. Another
 * user's processes stay hidden, so an empty list proves nothing.
 */
export async function portHolders(path: string): Promise<readonly PortHolder[]> {
  const device = await realpath(path).catch(() => path);
  const processes = (await namesIn('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    processes.map(async (pid) =>
      (await holds(pid, device)) ? { pid: Number(pid), command: await commandOf(pid) } : null,
    ),
  );
  return found.filter((holder) => holder !== null);
}

/** The holders in a few words, in brackets and with a space before, or '' where none is known. */
export function describeHolders(holders: readonly PortHolder[]): string {
  if (holders.length === 0) return '';
  const names = holders.map(({ pid, command }) =>
    pid === process.pid ? 'this program itself' : `${command}, process ${pid}`,
  );
  return ` (${names.join('; ')})`;
}

async function holds(pid: string, device: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  for (const name of await namesIn(folder)) {
    if ((await readlink(`${folder}/${name}`).catch(() => '')) === device) return true;
  }
  return false;
}

async function commandOf(pid: string): Promise<string> {
  const text = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'unknown');
  return text.trim();
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
