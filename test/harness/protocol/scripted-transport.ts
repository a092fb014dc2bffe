import type { Transport, TransportEvents } from '../../../harness/protocol/transport.ts';

/** Answers a command (without its `%`) with the bytes to send, or with nothing. */
export type Script = (command: string) => string | null;

/** A transport whose board is a function. Bytes arrive on a later turn of the event loop. */
export class ScriptedTransport implements Transport {
  readonly url = 'script:';
  readonly baud: number | undefined;
  readonly commands: string[] = [];
  /** The commands of each write: shows what went out in one burst. */
  readonly bursts: string[][] = [];
  readonly #script: Script;
  #events: TransportEvents | undefined;
  #partial = '';

  constructor(script: Script, baud?: number) {
    this.#script = script;
    this.baud = baud;
  }

  open(events: TransportEvents): Promise<void> {
    this.#events = events;
    return Promise.resolve();
  }

  write(bytes: Uint8Array): void {
    this.#partial += Buffer.from(bytes).toString('latin1');
    const parts = this.#partial.split('%');
    this.#partial = parts.pop() ?? '';
    this.bursts.push(parts);
    const replies = parts.map((command) => {
      this.commands.push(command);
      return this.#script(command) ?? '';
    });
    this.say(replies.join(''));
  }

  /** The board says something by itself. */
  say(text: string): void {
    setImmediate(() => this.#events?.data(Buffer.from(text, 'latin1')));
  }

  /** The cable is pulled. */
  vanish(problem: string): void {
    this.#events?.closed(new Error(problem));
    this.#events = undefined;
  }

  close(): Promise<void> {
    this.#events = undefined;
    return Promise.resolve();
  }
}

/** A well-behaved board for inputs of any size; `change` may give another reply. */
export function wellBehaved(change: Script = () => null): Script {
  let expected = 0;
  let buffer = Buffer.alloc(0);
  let lapUs = 1000;
  const lap = (elapsedUs: number): string => `m-lap-us-${(lapUs += elapsedUs)}\r\n`;
  return (command) => {
    const changed = change(command);
    if (changed !== null) return changed;
    const done = 'm-ready\r\n';
    const load = /^db load (\d+)$/.exec(command);
    const infer = /^infer (\d+) (\d+)$/.exec(command);
    if (command === 'name') return `m-name-dut-[test]\r\n${done}`;
    if (command === 'profile') return `m-profile-[firmware]\r\nm-model-[kws01]\r\n${done}`;
    if (command === 'timestamp') return lap(100) + done;
    if (command === 'results') return `m-results-[0.100,0.900]\r\n${done}`;
    if (load !== null) {
      expected = Number(load[1]);
      buffer = Buffer.alloc(0);
      return `m-[Expecting ${expected} bytes]\r\n${done}`;
    }
    if (command === 'db print') {
      return `m-buffer-${(buffer.toString('hex').match(/../g) ?? []).join('-')}\r\n${done}`;
    }
    if (command.startsWith('db ')) {
      buffer = Buffer.concat([buffer, Buffer.from(command.slice(3), 'hex')]);
      return (buffer.length >= expected ? 'm-load-done\r\n' : '') + done;
    }
    if (infer !== null) {
      const iterations = Number(infer[1]);
      const head = `m-warmup-start-${infer[2]}\r\nm-warmup-done\r\nm-infer-start-${iterations}\r\n`;
      return `${head}${lap(10)}${lap(iterations * 40_000)}m-infer-done\r\nm-results-[0.100,0.900]\r\n${done}`;
    }
    return `e-[Unknown command: ${command}]\r\n${done}`;
  };
}
