/** What arrives from a transport. Both are called as things happen, never before `open` was called. */
export interface TransportEvents {
  /** Bytes from the board, in any chunking. */
  data(bytes: Uint8Array): void;
  /** The transport has ended by itself: a cable pulled, a peer gone. Called at most once, never after `close`. */
  closed(problem: Error): void;
}

/**
 * A way to a board, as the protocol sees it: bytes in both directions. Implementations are in `runners/transports`.
 */
export interface Transport {
  /** The device URL it was made from, for messages. */
  readonly url: string;
  /** Bits a second on the wire (ten a byte), or undefined where none is known: TCP, a child process, memory. */
  readonly baud: number | undefined;
  /**
   * Opens the way.
   * @throws BenchError port.missing, port.permission, port.busy, port.failed, tool.missing
   */
  open(events: TransportEvents): Promise<void>;
  /** Queues bytes for the board, in order. Errors come through `closed`. */
  write(bytes: Uint8Array): void;
  /** Drops the way; nothing is called after it resolves. May be called twice. */
  close(): Promise<void>;
}
