import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { asError } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';

/** What a look at the terminal's own end found. */
export type TerminalLook =
  | { readonly kind: 'data'; readonly bytes: Buffer }
  /** A host has the other end open and has written nothing. */
  | { readonly kind: 'quiet' }
  /** No host has the other end open. */
  | { readonly kind: 'no-host' };

/**
 * A pseudo-terminal in raw mode, seen from its own end (the master). It stays while hosts open and close the other
 * end, `path`, so a host that comes again finds the same port at once.
 */
export interface PseudoTerminal {
  /** What hosts open: /dev/pts/N. */
  readonly path: string;
  /** Reads what there is, without waiting. */
  look(): TerminalLook;
  /** Resolves when a look may find something new; rejects when the terminal is closed. */
  changed(): Promise<void>;
  /** Writes what fits, without waiting, and returns how many bytes that was: none while no host has it open. */
  write(bytes: Uint8Array): number;
  close(): Promise<void>;
}

/** TIOCSPTLCK of Linux: locks (1) or unlocks (0) the other end of a pseudo-terminal. */
const lockRequest = '0x40045431';
const longestRead = 65_536;

/**
 * Opens a pseudo-terminal. Node has no call for it: serialport's binding opens the multiplexer as it opens any
 * terminal, raw and non-blocking, and socat makes the one ioctl that unlocks the other end.
 * @throws BenchError tool.missing where there is no socat, serve.failed where the system has no such terminals
 */
export async function openPseudoTerminal(): Promise<PseudoTerminal> {
  if (process.platform !== 'linux') throw cannotServe('pseudo-terminals are opened on Linux alone; use --tcp');
  const { SerialPort } = await import('serialport');
  const port = await SerialPort.binding
    .open({ path: '/dev/ptmx', baudRate: 115_200, lock: false })
    .catch((thrown: unknown) => {
      throw cannotServe(asError(thrown).message);
    });
  try {
    if (!('poller' in port) || !('fd' in port) || port.fd === null) throw cannotServe('no file descriptor');
    const { fd, poller } = port;
    const path = `/dev/pts/${terminalIndex(fd)}`;
    unlock(fd);
    // Until it was opened once, the terminal does not tell "not open" from "silent".
    closeSync(openSync(path, constants.O_RDWR | constants.O_NOCTTY));
    const buffer = Buffer.allocUnsafe(longestRead);
    return {
      path,
      look: () => look(fd, buffer),
      changed: () =>
        new Promise((resolve, reject) => {
          poller.once('readable', (error: Error | null) => {
            if (error === null) resolve();
            else reject(error);
          });
        }),
      write: (bytes) => writeWhatFits(fd, bytes),
      close: () => port.close(),
    };
  } catch (error) {
    await port.close();
    throw error;
  }
}

function terminalIndex(fd: number): string {
  const [, index] = /^tty-index:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1')) ?? [];
  if (index === undefined) throw cannotServe('the system does not tell the number of the terminal');
  return index;
}

function unlock(fd: number): void {
  const socat = spawnSync('socat', ['-u', '/dev/null', `FD:3,ioctl-intp=${lockRequest}:0`], {
    stdio: ['ignore', 'ignore', 'pipe', fd],
    encoding: 'utf8',
  });
  if (socat.error !== undefined) {
    throw failure(
      'tool.missing',
      { tool: 'socat', purpose: 'serving a board on a pseudo-terminal', install: '`sudo apt-get install socat`' },
      { cause: socat.error },
    );
  }
  if (socat.status !== 0) throw cannotServe(`socat: ${socat.stderr.trim()}`);
}

function look(fd: number, buffer: Buffer): TerminalLook {
  try {
    const length = readSync(fd, buffer);
    return { kind: 'data', bytes: Buffer.from(buffer.subarray(0, length)) };
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'EAGAIN') return { kind: 'quiet' };
    if (code === 'EIO') return { kind: 'no-host' };
    throw thrown;
  }
}

function writeWhatFits(fd: number, bytes: Uint8Array): number {
  try {
    return writeSync(fd, bytes);
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'EAGAIN' || code === 'EIO') return 0;
    throw thrown;
  }
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
}

function cannotServe(problem: string): Error {
  return failure('serve.failed', { address: 'a pseudo-terminal', problem });
}
