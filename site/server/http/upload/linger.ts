import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../../../harness/clock.ts';

const lingerMs = 2000;
const lingerBytes = 4 * 1024 * 1024;

/**
 * Ends the connection of a request that is answered before its body has come. Closing at once would have the system
 * throw away the answer with it, where the other side is still sending; so a little of the rest is taken and forgotten.
 */
export function lingeringClose(request: IncomingMessage, clock: Clock): void {
  if (request.complete || request.socket.destroyed) return;
  let bytes = 0;
  const end = (): void => {
    cancel();
    request.socket.destroy();
  };
  const cancel = clock.after(lingerMs, end);
  request.once('close', cancel);
  request.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes > lingerBytes) end();
  });
  request.unpipe();
  request.resume();
}
