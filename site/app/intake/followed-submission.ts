import type { SubmissionState } from '../../server/intake/submission.ts';
import type { Api } from './api/api.ts';
import { asApiError } from './api/api-error.ts';
import type { ApiError } from './api/api-error.ts';
import { followEvents } from './api/follow-events.ts';
import type { ToldEvent, ToldReport, ToldSubmission } from './api/told.ts';

/** What is known of a submission at a time. */
export interface Known {
  readonly submission: ToldSubmission;
  /** The version of it up to which everything is here: a report that is not read yet does not count as seen. */
  readonly seen: number;
  /** Its history, the oldest first. */
  readonly events: readonly ToldEvent[];
  /** Of the last check that came to one. */
  readonly report: ToldReport | null;
  /** Of the check that runs. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  /** Whether changes come as they happen. */
  readonly isLive: boolean;
}

export interface Follower {
  readonly onKnown: (known: Known) => void;
  /** Something happened, and where it led; called after the first `onKnown`. */
  readonly onEvent: (event: ToldEvent, state: SubmissionState) => void;
  readonly onError: (error: ApiError) => void;
}

/** A submission as it changes, until it is let go. */
export class FollowedSubmission {
  readonly #api: Api;
  readonly #id: string;
  readonly #follower: Follower;
  readonly #control = new AbortController();
  #known: Known | null = null;
  #isLooking = false;
  #looksAgain = false;
  /** Reports that there are, and the last of them that was read. */
  #reports = 0;
  #reportRead = 0;

  constructor(api: Api, id: string, follower: Follower) {
    this.#api = api;
    this.#id = id;
    this.#follower = follower;
  }

  /** Begins to follow it; what goes wrong is told. */
  async start(): Promise<void> {
    const { signal } = this.#control;
    try {
      // In this order: nothing tells once more of what is in the history, but not yet in the submission.
      const events = await this.#api.history(this.#id, signal);
      const submission = await this.#api.submission(this.#id, signal);
      this.#reports = events.filter(isReport).length;
      this.#tell({ submission, seen: 0, events, report: null, progress: null, isLive: true });
      if (this.#lacksReport) await this.#readReport();
      await followEvents(this.#api, this.#id, events.at(-1)?.number ?? 0, {
        signal,
        onEvent: (event, state) => {
          this.#take(event, state);
        },
        onProgress: (done, total) => {
          this.#change({ progress: { done, total } });
        },
        onConnected: (isLive) => {
          this.#setLive(isLive);
        },
        onRefused: this.#fail,
      });
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Takes over what the server has answered to something that was done. */
  take(submission: ToldSubmission): void {
    if (this.#known === null || submission.version < this.#known.submission.version) return;
    this.#change({ submission });
  }

  letGo(): void {
    this.#control.abort();
  }

  #setLive(isLive: boolean): void {
    const known = this.#known;
    if (known === null || known.isLive === isLive) return;
    this.#change({ isLive });
    if (!isLive) return;
    // What could not be read meanwhile.
    void this.#look();
    if (this.#lacksReport) void this.#readReport();
  }

  #take(event: ToldEvent, state: SubmissionState): void {
    const known = this.#known;
    if (known === null) return;
    // What was read may be ahead of what is told.
    if (isReport(event)) this.#reports++;
    const isNews = event.number > known.submission.version;
    const submission = isNews ? { ...known.submission, state, version: event.number } : known.submission;
    this.#change({ submission, events: [...known.events, event], progress: null });
    this.#follower.onEvent(event, state);
    void this.#look();
    if (isReport(event)) void this.#readReport();
  }

  /** Reads the rest of what has changed, once for however many events came meanwhile. */
  async #look(): Promise<void> {
    this.#looksAgain = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      while (this.#looksAgain) {
        this.#looksAgain = false;
        this.take(await this.#api.submission(this.#id, this.#control.signal));
      }
    } catch (error) {
      this.#failUnlessLost(error);
    } finally {
      this.#isLooking = false;
    }
  }

  async #readReport(): Promise<void> {
    const number = this.#reports;
    try {
      const report = await this.#api.report(this.#id, this.#control.signal);
      this.#reportRead = Math.max(this.#reportRead, number);
      this.#change({ report });
    } catch (error) {
      this.#failUnlessLost(error);
    }
  }

  get #lacksReport(): boolean {
    return this.#reportRead < this.#reports;
  }

  #change(change: Partial<Known>): void {
    if (this.#known !== null) this.#tell({ ...this.#known, ...change });
  }

  #tell(known: Known): void {
    if (this.#control.signal.aborted) return;
    const seen = this.#lacksReport ? known.seen : known.submission.version;
    this.#known = { ...known, seen };
    this.#follower.onKnown(this.#known);
  }

  /** Without an answer it is tried again when there is a line to the server, and that there is none is shown. */
  #failUnlessLost(error: unknown): void {
    if (asApiError(error).code !== 'page.no-answer') this.#fail(error);
  }

  readonly #fail = (error: unknown): void => {
    if (!this.#control.signal.aborted) this.#follower.onError(asApiError(error));
  };
}

function isReport({ action }: ToldEvent): boolean {
  return action === 'checked';
}
