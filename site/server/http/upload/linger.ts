import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../../../harness/clock.ts';

const lingerMs = 2000;
const lingerBytes = 4 * 1024 * 1024;
const lookEveryMs = 50;

/**
 * Ends the connection of a request that is answered before its body has come. Closing at once would have the system
 * throw away the answer with it, where the other side is still sending; so a little of the rest is taken and forgotten.
 */
export function lingeringClose(request: IncomingMessage, clock: Clock): void {
  const { socket } = request;
  if (request.complete || socket.destroyed) return;
  const before = socket.bytesRead;
  let waitedMs = 0;
  // Counted at the connection: what Node throws away by itself is no data of the request any more.
  const look = (): void => {
    waitedMs += lookEveryMs;
    if (waitedMs >= lingerMs || socket.bytesRead - before > lingerBytes) socket.destroy();
    else cancel = clock.after(lookEveryMs, look);
  };
  let cancel = clock.after(lookEveryMs, look);
  request.once('close', () => {
    cancel();
  });
  request.unpipe();
  request.resume();
}
