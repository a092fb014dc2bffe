import { systemClock } from '../../harness/clock.ts';
import type { Transport } from '../../harness/protocol/transport.ts';

/** How long a board may say nothing before it counts as booted already, where opening does not reset it. */
const silentBootMs = 2000;
/** A board as the bytes on its line: no client in between that would mend or hide anything. */
export class RawBoard {
  /** All that the board has said since it was opened. */
  text = '';
  readonly #transport: Transport;
  /** Up to where `text` has been read. */
  #read = 0;
  #arrived: () => void = () => undefined;
  #problem: Error | undefined;

  readonly #replyLimitMs: number;

  private constructor(transport: Transport, replyLimitMs: number) {
    this.#transport = transport;
    this.#replyLimitMs = replyLimitMs;
  }

  /**
   * Opens the port, waits for the boot banner if there is one, and until the board answers.
   * @param replyLimitMs how long any reply may take
   */
  static async open(transport: Transport, replyLimitMs: number): Promise<RawBoard> {
    const board = new RawBoard(transport, replyLimitMs);
    await transport.open({
      data: (bytes) => {
        board.text += Buffer.from(bytes).toString('latin1');
        board.#arrived();
      },
      closed: (problem) => {
        board.#problem = problem;
        board.#arrived();
      },
    });
    await board.#waitFor(() => board.text.includes('m-ready\r\n'), silentBootMs).catch(() => undefined);
    board.send('name%');
    await board.#waitFor(() => /m-name-dut-\[[^\]]*\]\r\nm-ready\r\n/.test(board.text), replyLimitMs);
    board.#read = board.text.length;
    return board;
  }

  send(text: string): void {
    this.#transport.write(Buffer.from(text, 'latin1'));
  }

  /** Sends one command and returns the lines of its reply but for the `m-ready` at its end. */
  async ask(command: string): Promise<string[]> {
    const [reply = []] = await this.askAll([command]);
    return reply;
  }

  /** Sends commands back to back, and returns the reply to each. */
  async askAll(commands: readonly string[]): Promise<string[][]> {
    this.send(commands.map((command) => `${command}%`).join(''));
    const replies: string[][] = [];
    while (replies.length < commands.length) {
      await this.#waitFor(() => this.text.includes('m-ready\r\n', this.#read), this.#replyLimitMs);
      const end = this.text.indexOf('m-ready\r\n', this.#read);
      const lines = this.text.slice(this.#read, end).split('\r\n');
      replies.push(lines.slice(0, -1));
      this.#read = end + 'm-ready\r\n'.length;
    }
    return replies;
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #waitFor(isThere: () => boolean, limitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = systemClock.after(limitMs, () => {
        reject(new Error(`nothing more within ${limitMs} ms after ${JSON.stringify(this.text.slice(this.#read))}`));
      });
      this.#arrived = (): void => {
        if (this.#problem === undefined && !isThere()) return;
        cancel();
        if (this.#problem === undefined) resolve();
        else reject(this.#problem);
      };
      this.#arrived();
    });
  }
}
