import type { SubmissionState } from '../../server/intake/submission.ts';
import type { Api } from './api/api.ts';
import { asApiError } from './api/api-error.ts';
import type { ApiError } from './api/api-error.ts';
import { followEvents } from './api/follow-events.ts';
import type { ToldEvent, ToldReport, ToldSubmission } from './api/told.ts';

/** What is known of a submission at a time. */
export interface Known {
  readonly submission: ToldSubmission;
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
      this.#tell({ submission, events, report: null, progress: null, isLive: true });
      if (events.some(isReport)) await this.#readReport();
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
    if (known.report === null && known.events.some(isReport)) void this.#readReport();
  }

  #take(event: ToldEvent, state: SubmissionState): void {
    const known = this.#known;
    if (known === null) return;
    // What was read may be ahead of what is told.
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
    try {
      this.#change({ report: await this.#api.report(this.#id, this.#control.signal) });
    } catch (error) {
      this.#failUnlessLost(error);
    }
  }

  #change(change: Partial<Known>): void {
    if (this.#known !== null) this.#tell({ ...this.#known, ...change });
  }

  #tell(known: Known): void {
    if (this.#control.signal.aborted) return;
    this.#known = known;
    this.#follower.onKnown(known);
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
