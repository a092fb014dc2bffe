import type { Clock } from '../clock.ts';
import { asError } from '../clock.ts';
import type { Command } from './commands.ts';
import { Deadline } from './deadline.ts';
import type { LinkRecorder } from './link-events.ts';
import type { Message } from './messages.ts';
import { MessageParser } from './parser.ts';
import { LinkTiming } from './timing.ts';
import type { Transport } from './transport.ts';

/** What the board said to one command, its `m-ready` left out. */
export interface Reply {
  readonly command: Command;
  readonly messages: Message[];
  /** Host time at which each message arrived. */
  readonly arrivalsUs: number[];
}

/** How a sequence of commands ended. `replies` holds those that were finished by an `m-ready`. */
export type Exchange =
  | { readonly kind: 'complete'; readonly replies: readonly Reply[] }
  /** A reply was not as it should be, and the rest was not sent. Nothing is in flight. */
  | { readonly kind: 'refused'; readonly replies: readonly Reply[] }
  /** An `m-ready` did not come in time. What is still in flight is unknown. */
  | {
      readonly kind: 'lost';
      readonly replies: readonly Reply[];
      readonly waitingFor: Command;
      readonly waitedMs: number;
    }
  /** The board printed its boot banner in the middle. */
  | { readonly kind: 'reset'; readonly replies: readonly Reply[] };

export interface ExchangeOptions {
  /** Commands that may be in flight. */
  readonly depth: number;
  /** Whether a reply is good enough to go on. The first that is not stops the sending. */
  readonly accepts?: (reply: Reply, position: number) => boolean;
  readonly signal?: AbortSignal | undefined;
}

interface Pending {
  readonly commands: readonly Command[];
  readonly options: ExchangeOptions;
  readonly replies: Reply[];
  /** When the last byte of each command sent so far has left the host. */
  readonly leftAtUs: number[];
  readonly startedUs: number;
  readonly finish: (exchange: Exchange) => void;
  readonly fail: (error: Error) => void;
  current: Reply;
  sent: number;
  isRefused: boolean;
  bytesSinceReady: number;
}

/** A reply that grows beyond this without an `m-ready` is babble. */
const longestReplyBytes = 1_048_576;

/**
 * Commands out, replies in, over a transport: keeps up to a given number of commands in flight, pairs every `m-ready`
 * with its command, and notices what does not come. It decides nothing; `DeviceClient` does.
 */
export class Link {
  readonly timing: LinkTiming;
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #record: LinkRecorder;
  readonly #parser = new MessageParser();
  readonly #deadline: Deadline;
  #pending: Pending | undefined;
  #problem: Error | undefined;
  #idle: Message[] = [];
  #onArrival: (() => void) | undefined;
  #bytesSeen = 0;
  #unprintableSeen = 0;

  constructor(transport: Transport, clock: Clock, record: LinkRecorder) {
    this.#transport = transport;
    this.#clock = clock;
    this.#record = record;
    this.timing = new LinkTiming(transport.baud);
    this.#deadline = new Deadline(clock, () => {
      if (this.#pending !== undefined) this.#lose(this.#pending);
    });
  }

  get url(): string {
    return this.#transport.url;
  }

  get baud(): number | undefined {
    return this.#transport.baud;
  }

  /** Bytes received since the link was opened, and how many of them no protocol text holds. */
  get bytesSeen(): { readonly all: number; readonly unprintable: number } {
    return { all: this.#bytesSeen, unprintable: this.#unprintableSeen };
  }

  async open(): Promise<void> {
    await this.#transport.open({
      data: (bytes) => {
        this.#receive(bytes);
      },
      closed: (problem) => {
        this.#fail(problem);
      },
    });
  }

  async close(): Promise<void> {
    this.#deadline.cancel();
    this.#problem ??= new Error('closed');
    await this.#transport.close();
  }

  /** Messages that came while no command was waiting, oldest first; they are given once. */
  takeIdleMessages(): Message[] {
    const messages = this.#idle;
    this.#idle = [];
    return messages;
  }

  /**
   * Sends commands in order, at most `options.depth` of them in flight, until all are answered or something is wrong.
   * @throws the transport's problem, or the signal's reason
   */
  exchange(commands: readonly Command[], options: ExchangeOptions): Promise<Exchange> {
    return new Promise((resolve, reject) => {
      const { signal } = options;
      const [first] = commands;
      if (this.#problem !== undefined) throw this.#problem;
      if (this.#pending !== undefined) throw new Error('the link is busy with another exchange');
      if (first === undefined) throw new Error('an exchange needs a command');
      if (signal?.aborted === true) throw asError(signal.reason);
      const abort = (): void => {
        pending.fail(asError(signal?.reason));
      };
      const end = (): void => {
        this.#pending = undefined;
        this.#deadline.cancel();
        signal?.removeEventListener('abort', abort);
      };
      const pending: Pending = {
        commands,
        options,
        replies: [],
        leftAtUs: [],
        startedUs: this.#clock.nowUs(),
        finish: (exchange) => {
          end();
          resolve(exchange);
        },
        fail: (error) => {
          end();
          reject(error);
        },
        current: { command: first, messages: [], arrivalsUs: [] },
        sent: 0,
        isRefused: false,
        bytesSinceReady: 0,
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#pending = pending;
      this.#send(pending);
      this.#watch(pending);
    });
  }

  /**
   * Waits until nothing has arrived for `quietMs`, or `longestMs` have passed.
   * @throws the transport's problem, or the signal's reason
   */
  async settle(quietMs: number, longestMs: number, signal?: AbortSignal): Promise<void> {
    await this.#listen(quietMs, longestMs, signal, () => false);
  }

  /**
   * Waits at most `longestMs` until the board has said something for which `isIt` is true (asked with all idle
   * messages so far).
   * @returns whether it came
   */
  async waitForIdle(
    isIt: (messages: readonly Message[]) => boolean,
    longestMs: number,
    signal?: AbortSignal,
  ): Promise<boolean> {
    await this.#listen(longestMs, longestMs, signal, () => isIt(this.#idle));
    return isIt(this.#idle);
  }

  #listen(quietMs: number, longestMs: number, signal: AbortSignal | undefined, isEnough: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const startedUs = this.#clock.nowUs();
      let cancel: (() => void) | undefined;
      const end = (): void => {
        cancel?.();
        this.#onArrival = undefined;
        signal?.removeEventListener('abort', end);
        if (signal?.aborted === true) reject(asError(signal.reason));
        else if (this.#problem !== undefined) reject(this.#problem);
        else resolve();
      };
      const listenOn = (): void => {
        cancel?.();
        const leftMs = longestMs - (this.#clock.nowUs() - startedUs) / 1000;
        if (leftMs <= 0 || this.#problem !== undefined || isEnough()) end();
        else cancel = this.#clock.after(Math.min(quietMs, leftMs), end);
      };
      signal?.addEventListener('abort', end, { once: true });
      this.#onArrival = listenOn;
      if (signal?.aborted === true) end();
      else listenOn();
    });
  }

  /** Writes a command outside any exchange; its reply, if one comes, is idle. */
  writeLoose(text: string): void {
    this.#record({ type: 'sent', text });
    this.#write(text);
  }

  /** Forgets the unfinished line and the idle messages. */
  forget(): void {
    this.#parser.reset();
    this.#idle = [];
  }

  #write(text: string): number {
    this.#transport.write(Buffer.from(text, 'latin1'));
    return text.length;
  }

  #send(pending: Pending): void {
    if (pending.isRefused) return;
    const { commands, options, replies } = pending;
    let text = '';
    const first = pending.sent;
    while (pending.sent < commands.length && pending.sent - replies.length < options.depth) {
      const command = commands[pending.sent];
      if (command === undefined) break;
      if (!command.isPayload) this.#record({ type: 'sent', text: `${command.text}%` });
      text += `${command.text}%`;
      pending.sent += 1;
    }
    if (text === '') return;
    const nowUs = this.#clock.nowUs();
    for (let index = first; index < pending.sent; index++) {
      pending.leftAtUs.push(this.timing.leavesAtUs(nowUs, (commands[index]?.text.length ?? 0) + 1));
    }
    this.#write(text);
  }

  #receive(bytes: Uint8Array): void {
    this.#bytesSeen += bytes.length;
    for (const byte of bytes) {
      if (byte > 126 || (byte < 32 && byte !== 10 && byte !== 13 && byte !== 9 && byte !== 0)) this.#unprintableSeen++;
    }
    const lines = this.#parser.push(bytes);
    if (lines.length > 0) {
      try {
        this.#record({ type: 'received', lines: lines.map((line) => line.text) });
      } catch (error) {
        // What cannot be recorded (a full disk) must not be measured either: it ends the link as a pulled cable does.
        this.#fail(asError(error));
        return;
      }
    }
    const before = this.#pending;
    if (before !== undefined) before.bytesSinceReady += bytes.length;
    const nowUs = this.#clock.nowUs();
    let isProgress = false;
    for (const line of lines) {
      for (const message of line.messages) {
        isProgress ||= message.kind !== 'text';
        // An exchange can end in the middle of a chunk; what follows is idle.
        if (this.#pending === before && before !== undefined) this.#take(before, message, nowUs);
        else this.#idle.push(message);
      }
    }
    if (this.#idle.length > 10_000) this.#idle.splice(0, 5_000);
    if (before !== undefined && this.#pending === before) this.#goOn(before, isProgress);
    this.#onArrival?.();
  }

  /** Sends what there is room for now, and gives the board more time where it has said something of the protocol. */
  #goOn(pending: Pending, isProgress: boolean): void {
    if (pending.bytesSinceReady > longestReplyBytes) {
      this.#lose(pending);
      return;
    }
    try {
      this.#send(pending);
    } catch (error) {
      this.#fail(asError(error));
      return;
    }
    // Text of the board's own is no sign that it will ever answer.
    if (isProgress) this.#watch(pending);
  }

  /** Nothing works any more, for this reason. */
  #fail(problem: Error): void {
    this.#problem ??= problem;
    this.#deadline.cancel();
    this.#pending?.fail(this.#problem);
    this.#onArrival?.();
  }

  #take(pending: Pending, message: Message, nowUs: number): void {
    const { current, replies, commands, options } = pending;
    if (message.kind === 'timestamp-mode' || message.kind === 'init-done') {
      this.#idle.push(message);
      pending.finish({ kind: 'reset', replies });
      return;
    }
    if (message.kind !== 'ready') {
      current.messages.push(message);
      current.arrivalsUs.push(nowUs);
      return;
    }
    pending.bytesSinceReady = 0;
    this.#learn(pending, nowUs);
    const position = replies.length;
    replies.push(current);
    if (options.accepts?.(current, position) === false) pending.isRefused = true;
    const next = commands[replies.length];
    if (pending.isRefused && replies.length === pending.sent) pending.finish({ kind: 'refused', replies });
    else if (next === undefined) pending.finish({ kind: pending.isRefused ? 'refused' : 'complete', replies });
    else pending.current = { command: next, messages: [], arrivalsUs: [] };
  }

  /** A command that was alone in flight and took no computing shows the latency of the link. */
  #learn(pending: Pending, nowUs: number): void {
    const position = pending.replies.length;
    const leftAtUs = pending.leftAtUs[position];
    if (leftAtUs === undefined || pending.sent - position !== 1 || pending.current.command.computeUs > 0) return;
    this.timing.observe(nowUs - leftAtUs - pending.current.command.replyBytes * this.timing.usPerByte);
  }

  /** Sets the time by which the reply at the head must be there. */
  #watch(pending: Pending): void {
    const { command } = pending.current;
    const leftAtUs = pending.leftAtUs[pending.replies.length] ?? 0;
    this.#deadline.moveTo(
      Math.max(this.#clock.nowUs(), leftAtUs) +
        command.replyBytes * this.timing.usPerByte +
        command.computeUs +
        this.timing.allowanceUs,
    );
  }

  #lose(pending: Pending): void {
    const waitedMs = Math.round((this.#clock.nowUs() - pending.startedUs) / 1000);
    pending.finish({ kind: 'lost', replies: pending.replies, waitingFor: pending.current.command, waitedMs });
  }
}
