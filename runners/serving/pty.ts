import { lstat, readlink, symlink, unlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Clock } from '../../harness/clock.ts';
import { asError, systemClock } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import type { Transport } from '../../harness/protocol/transport.ts';
import { openPseudoTerminal } from './pseudo-terminal.ts';
import { Seat } from './seat.ts';
import type { Serving, ServingOptions } from './seat.ts';
import { TerminalPort } from './terminal-port.ts';

/**
 * Serves a board on a pseudo-terminal, so that anything which opens serial ports can talk to it. The port stays while
 * hosts come and go, and each host that opens it gets the board opened anew. A board that ends by itself takes the port
 * with it, as a pulled cable does, and is plugged in again at once.
 * @param link where a symbolic link to the terminal is made, which is removed at the end; a link into /dev/pts that is
 *   there already is replaced
 * @throws BenchError tool.missing without socat, serve.failed where there are no such terminals or `link` is taken
 */
export async function servePty(
  board: Transport,
  link: string,
  options: ServingOptions & { readonly clock?: Clock } = {},
): Promise<Serving> {
  const linkPath = resolve(link);
  const seat = new Seat(board, options);
  const clock = options.clock ?? systemClock;
  let isStopped = false;

  const plugIn = async (): Promise<TerminalPort> => {
    const terminal = await openPseudoTerminal();
    const port = new TerminalPort(terminal, seat, clock, () => {
      plugged = plugged.then(unplug).then((before) => (isStopped ? before : plugIn()));
    });
    await makeLink(linkPath, terminal.path).catch(async (thrown: unknown) => {
      await port.close();
      throw failure('serve.failed', { address: linkPath, problem: asError(thrown).message }, { cause: thrown });
    });
    return port;
  };
  const unplug = async (port: TerminalPort): Promise<TerminalPort> => {
    if ((await readlink(linkPath).catch(() => '')) === port.path) await unlink(linkPath);
    await port.close();
    return port;
  };

  let plugged = plugIn();
  await plugged;
  return {
    url: `serial://${linkPath}`,
    async stop() {
      isStopped = true;
      plugged = plugged.then(unplug);
      await plugged;
    },
  };
}

/** Links to the terminal, in place of a link that an earlier run left behind. */
async function makeLink(link: string, terminalPath: string): Promise<void> {
  const before = await lstat(link).catch(() => undefined);
  if (before?.isSymbolicLink() === true && (await readlink(link)).startsWith('/dev/pts/')) await unlink(link);
  await symlink(terminalPath, link);
}
