import { asError } from '../../../harness/clock.ts';
import type { Clock } from '../../../harness/clock.ts';
import type { Intake } from '../intake/intake.ts';
import type { Person } from '../intake/person.ts';
import type { IntakeEvent, SubmissionState } from '../intake/submission.ts';

/** How soon what another process did is seen. */
const pollMs = 1000;

export interface FeedListener {
  /** New events in their order, and the state behind the last of them. */
  onEvents(events: readonly IntakeEvent[], state: SubmissionState): void;
  onProgress(done: number, total: number): void;
  onFailure(error: Error): void;
}

/** Follows the histories of submissions, each with one look at the database however many listen. */
export class EventFeed {
  readonly #intake: Pick<Intake, 'changes' | 'get' | 'history'>;
  readonly #clock: Clock;
  readonly #followed = new Map<string, FollowedSubmission>();

  constructor(intake: Pick<Intake, 'changes' | 'get' | 'history'>, clock: Clock) {
    this.#intake = intake;
    this.#clock = clock;
  }

  /**
   * @param person who may see the submission
   * @param after the number of the last event that is known
   * @returns ends it
   */
  follow(person: Person, id: string, after: number, listener: FeedListener): () => void {
    const followed =
      this.#followed.get(id) ??
      new FollowedSubmission(this.#intake, this.#clock, person, id, after, () => {
        this.#followed.delete(id);
      });
    this.#followed.set(id, followed);
    return followed.add(listener, after);
  }
}

class FollowedSubmission {
  readonly #intake: Pick<Intake, 'changes' | 'get' | 'history'>;
  readonly #clock: Clock;
  readonly #person: Person;
  readonly #id: string;
  readonly #onAbandoned: () => void;
  /** The last event that each has been told. */
  readonly #listeners = new Map<FeedListener, { last: number }>();
  readonly #unsubscribe: () => void;
  /** How far the history has been read for all. */
  #read: number;
  #isLooking = false;
  #lookAgain = false;
  #cancelPoll = (): void => undefined;

  constructor(
    intake: Pick<Intake, 'changes' | 'get' | 'history'>,
    clock: Clock,
    person: Person,
    id: string,
    after: number,
    onAbandoned: () => void,
  ) {
    this.#intake = intake;
    this.#clock = clock;
    this.#person = person;
    this.#id = id;
    this.#read = after;
    this.#onAbandoned = onAbandoned;
    this.#unsubscribe = intake.changes.subscribe(id, (change) => {
      if (change.kind === 'changed') this.#look();
      else for (const listener of this.#listeners.keys()) listener.onProgress(change.done, change.total);
    });
  }

  add(listener: FeedListener, after: number): () => void {
    this.#listeners.set(listener, { last: after });
    // What others have been told already is read once more for somebody who comes later.
    this.#read = Math.min(this.#read, after);
    this.#look();
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      this.#cancelPoll();
      this.#unsubscribe();
      this.#onAbandoned();
    };
  }

  #look(): void {
    this.#lookAgain = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#cancelPoll();
    this.#readNews()
      .catch((error: unknown) => {
        for (const listener of [...this.#listeners.keys()]) listener.onFailure(asError(error));
      })
      .finally(() => {
        this.#isLooking = false;
        if (this.#listeners.size === 0) return;
        this.#cancelPoll = this.#clock.after(pollMs, () => {
          this.#look();
        });
      });
  }

  async #readNews(): Promise<void> {
    while (this.#lookAgain && this.#listeners.size > 0) {
      this.#lookAgain = false;
      const events = await this.#intake.history(this.#person, this.#id, this.#read);
      const last = events.at(-1);
      if (last === undefined) continue;
      const { state } = await this.#intake.get(this.#person, this.#id);
      this.#read = last.number;
      for (const [listener, told] of [...this.#listeners]) {
        const news = events.filter(({ number }) => number > told.last);
        // Somebody came meanwhile who knows less than was asked for.
        if (told.last < (events[0]?.number ?? 1) - 1) {
          this.#read = Math.min(this.#read, told.last);
          this.#lookAgain = true;
          continue;
        }
        told.last = Math.max(told.last, last.number);
        if (news.length > 0) listener.onEvents(news, state);
      }
    }
  }
}
