import type { Clock } from '../../harness/clock.ts';
import { asError } from '../../harness/clock.ts';

interface AwaitedOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  readonly limitMs: number;
  /** The error of `promise` where nothing came in time. */
  readonly late: () => Error;
}

/** Something that an instrument is to say within a time. It ends once; what is called after that does nothing. */
export class Awaited<Result> {
  /** Rejects with `late()` when the time is over, and with the signal's reason as soon as that aborts. */
  readonly promise: Promise<Result>;
  readonly #options: AwaitedOptions;
  readonly #resolve: (result: Result) => void;
  readonly #reject: (error: Error) => void;
  readonly #onAbort: () => void;
  #cancelTimer: (() => void) | undefined;
  #isOver = false;

  constructor(options: AwaitedOptions) {
    this.#options = options;
    const { promise, resolve, reject } = withResolvers<Result>();
    this.promise = promise;
    // It may fail before anybody waits for it, or when nobody does any more.
    promise.catch(() => undefined);
    this.#resolve = resolve;
    this.#reject = reject;
    this.#onAbort = () => {
      this.fail(asError(options.signal?.reason));
    };
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (options.signal?.aborted === true) this.#onAbort();
    else this.waitAgain();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** A part of it came: the time begins anew. */
  waitAgain(): void {
    if (this.#isOver) return;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#options.clock.after(this.#options.limitMs, () => {
      this.fail(this.#options.late());
    });
  }

  finish(result: Result): void {
    if (this.#end()) this.#resolve(result);
  }

  fail(error: Error): void {
    if (this.#end()) this.#reject(error);
  }

  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#cancelTimer?.();
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    return true;
  }
}

interface Resolvers<Result> {
  readonly promise: Promise<Result>;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

/** `Promise.withResolvers`, which came after Node 20. */
function withResolvers<Result>(): Resolvers<Result> {
  let resolve: (result: Result) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<Result>((onResult, onError) => {
    resolve = onResult;
    reject = onError;
  });
  return { promise, resolve, reject };
}
