/** Characters that a board's command buffer holds, its terminator not counted (EE_CMD_SIZE of the device API). */
export const commandSize = 80;

/** A command as it was received, its terminator left out. */
export interface ReceivedCommand {
  readonly text: string;
  /** Bytes that it took on the wire, those beyond the buffer and the terminator too. */
  readonly wireBytes: number;
}

/** What ends a command: `%`, or for some firmware `%` and then CR or LF. */
export type Terminator = 'percent' | 'cr' | 'lf';

const endBytes: Record<Terminator, number> = { percent: 37, cr: 13, lf: 10 };

/**
 * Collects the characters of commands as the receive interrupt of the device API does. A character beyond the 80th
 * is written over the one before it, in the place where the terminator then goes: a longer command arrives as its first
 * 80 characters, and nothing tells. CR and LF are characters like any other. A NUL ends the text, as in C.
 */
export class CommandBuffer {
  readonly #terminator: Terminator;
  readonly #endByte: number;
  #text = '';
  #wireBytes = 0;

  constructor(terminator: Terminator) {
    this.#terminator = terminator;
    this.#endByte = endBytes[terminator];
  }

  /**
   * Takes bytes from `start` up to the end of one command.
   * @returns where it stopped, and the command if one is complete
   */
  take(bytes: Buffer, start: number): { readonly next: number; readonly command: ReceivedCommand | undefined } {
    const end = bytes.indexOf(this.#endByte, start);
    const stop = end < 0 ? bytes.length : end;
    const room = commandSize - this.#text.length;
    if (room > 0) this.#text += bytes.toString('latin1', start, Math.min(stop, start + room));
    this.#wireBytes += stop - start;
    if (end < 0) return { next: stop, command: undefined };
    const command = { text: this.#finished(), wireBytes: this.#wireBytes + 1 };
    this.clear();
    return { next: end + 1, command };
  }

  clear(): void {
    this.#text = '';
    this.#wireBytes = 0;
  }

  #finished(): string {
    const nul = this.#text.indexOf('\0');
    const text = nul < 0 ? this.#text : this.#text.slice(0, nul);
    return this.#terminator !== 'percent' && text.endsWith('%') ? text.slice(0, -1) : text;
  }
}
