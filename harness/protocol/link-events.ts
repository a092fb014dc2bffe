/** What happens on the link to a board, for the journal. */
export type LinkEvent =
  /** A command as written to the board, with its `%`, but for the `db HH…` that carry an input. */
  | { readonly type: 'sent'; readonly text: string }
  /** The `db HH…` commands of one load: `bytes` of `input` from `offset` on, whose SHA-256 is `sha256`. */
  | {
      readonly type: 'payload';
      readonly input: string;
      readonly bytes: number;
      readonly offset: number;
      readonly commands: number;
      readonly depth: number;
      readonly sha256: string;
    }
  /** Lines as they came from the board (Latin-1, without their line ends), one or more. */
  | { readonly type: 'received'; readonly lines: readonly string[] }
  /** Something on the link went wrong and was mended: a loss, a corrupted command, a reset. */
  | {
      readonly type: 'fault';
      readonly fault: LinkFault;
      readonly detail: string;
      readonly depth: number;
      /** The line itself is known to change bytes from here on, or from before. */
      readonly isNoisy: boolean;
    };

/**
 * `loss`: a reply is missing. `corruption`: the board or the host read something that was not sent. `reset`: the board
 * booted in the middle. `desynchronised`: replies that belong to no command.
 */
export type LinkFault = 'loss' | 'corruption' | 'reset' | 'desynchronised';

/** Takes link events as they happen. */
export type LinkRecorder = (event: LinkEvent) => void;
