import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../../harness/clock.ts';
import { systemClock } from '../../harness/clock.ts';
import type { Transport } from '../../harness/protocol/transport.ts';
import { Seat } from './seat.ts';
import type { Serving, ServingOptions } from './seat.ts';

/** How long a board must have said nothing before the end of the input counts: it may still be answering. */
const quietMs = 100;

/**
 * Serves a board on a pair of streams, as `exec:` devices are spoken to: the host is whoever holds the other ends.
 * `ended` resolves when the input has ended and is answered, when nobody reads the output any more, or when the board
 * has ended by itself, with the board's problem in that case.
 */
export function serveStdio(
  board: Transport,
  input: Readable,
  output: Writable,
  options: ServingOptions & { readonly clock?: Clock } = {},
): Serving & { readonly ended: Promise<Error | undefined> } {
  const clock = options.clock ?? systemClock;
  let end: (problem?: Error) => void = () => undefined;
  const ended = new Promise<Error | undefined>((resolve) => {
    end = resolve;
  });
  let isInputOver = false;
  let cancelEnd = (): void => undefined;
  const endWhenQuiet = (): void => {
    isInputOver = true;
    cancelEnd();
    cancelEnd = clock.after(quietMs, end);
  };
  // The first host of a fresh seat always gets it.
  const place = new Seat(board, options).take({
    send: (bytes) => {
      output.write(bytes);
      if (isInputOver) endWhenQuiet();
    },
    hangUp: end,
  });
  input.on('data', (bytes: Buffer) => {
    place?.write(bytes);
  });
  input.once('end', endWhenQuiet);
  output.on('error', () => {
    end();
  });
  return {
    url: 'stdio:',
    ended,
    async stop() {
      cancelEnd();
      end();
      input.pause();
      await place?.leave();
    },
  };
}
