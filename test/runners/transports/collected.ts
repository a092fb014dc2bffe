import type { TransportEvents } from '../../../harness/protocol/transport.ts';

/** The events of a transport, kept, with promises for those a test waits for. */
export class Collected implements TransportEvents {
  text = '';
  readonly problems: Error[] = [];
  /** Resolves with the problem when the transport ends by itself. */
  readonly closedProblem: Promise<Error>;
  #close: (problem: Error) => void = () => undefined;
  #waiting: { readonly text: string; readonly resolve: () => void }[] = [];

  constructor() {
    this.closedProblem = new Promise((resolve) => {
      this.#close = resolve;
    });
  }

  data(bytes: Uint8Array): void {
    this.text += Buffer.from(bytes).toString('latin1');
    this.#waiting = this.#waiting.filter(({ text, resolve }) => {
      if (!this.text.includes(text)) return true;
      resolve();
      return false;
    });
  }

  closed(problem: Error): void {
    this.problems.push(problem);
    this.#close(problem);
  }

  /** Resolves once all that has arrived holds `text`. */
  async holds(text: string): Promise<void> {
    if (this.text.includes(text)) return;
    await new Promise<void>((resolve) => {
      this.#waiting.push({ text, resolve });
    });
  }
}
