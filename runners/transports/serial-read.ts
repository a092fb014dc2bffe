import { readSync } from 'node:fs';

/** What reading needs of an open port of serialport's binding. */
export interface ReadablePort {
  read(buffer: Buffer, offset: number, length: number): Promise<{ bytesRead: number }>;
  /** The file descriptor while the port is open (Unix). */
  readonly fd?: number | null;
  /** Watches the descriptor (Unix alone). */
  readonly poller?: { once(event: 'readable', action: (error: Error | null) => void): unknown };
}

/**
 * Waits for bytes from a port and returns how many were put into `buffer`.
 *
 * On Unix this reads the descriptor itself: a port that was unplugged gives no bytes for ever, which serialport's own
 * `read` (bindings-cpp 13) takes for a port with nothing to say and tries again without end.
 * @throws Error when the port has gone or is closed
 */
export async function readPort(port: ReadablePort, buffer: Buffer): Promise<number> {
  const { poller } = port;
  if (poller === undefined) return (await port.read(buffer, 0, buffer.length)).bytesRead;
  for (;;) {
    const bytesRead = readNow(port, buffer);
    if (bytesRead !== undefined) return bytesRead;
    await new Promise<void>((resolve, reject) => {
      poller.once('readable', (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  }
}

/** Reads what there is, without waiting: serialport opens ports non-blocking. Undefined where there is nothing. */
function readNow({ fd }: ReadablePort, buffer: Buffer): number | undefined {
  if (typeof fd !== 'number') throw new Error('the port is closed');
  try {
    const bytesRead = readSync(fd, buffer);
    if (bytesRead === 0) throw new Error('the port has hung up');
    return bytesRead;
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'EAGAIN' || code === 'EWOULDBLOCK' || code === 'EINTR') return undefined;
    throw thrown;
  }
}
