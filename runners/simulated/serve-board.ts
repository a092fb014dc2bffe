import type { SimulatedBoard } from './board.ts';

/** A pair of byte streams, or one duplex stream twice: what serving needs of Node's streams. */
export interface ByteSource {
  on(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
  off(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
}

export interface ByteSink {
  write(bytes: Uint8Array): unknown;
}

/**
 * Opens the board's port on streams: a socket, a pty, or standard input and output.
 * @param vanished the board's port went away (a fault that can be asked for); the streams should be closed
 * @returns closes the board's port; the streams stay as they are
 */
export function serveBoard(
  board: SimulatedBoard,
  source: ByteSource,
  sink: ByteSink,
  vanished: () => void = () => undefined,
): () => void {
  const receive = (bytes: Uint8Array): void => {
    board.receive(bytes);
  };
  source.on('data', receive);
  board.connect({
    data: (bytes) => {
      sink.write(bytes);
    },
    vanished,
  });
  return () => {
    source.off('data', receive);
    board.disconnect();
  };
}
