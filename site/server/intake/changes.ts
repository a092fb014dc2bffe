/** What is told of a submission in this process. */
export type IntakeChange =
  /** Its state or history. */
  | { readonly kind: 'changed' }
  /** Of the check that runs: results that are done, and all of them. */
  | { readonly kind: 'progress'; readonly done: number; readonly total: number };

type Listener = (change: IntakeChange) => void;

/** Tells whoever listens in this process what happens to a submission; other processes have only the database. */
export class IntakeChanges {
  readonly #listeners = new Map<string, Set<Listener>>();

  /** @returns how to end it */
  subscribe(id: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id);
    };
  }

  tell(id: string, change: IntakeChange): void {
    for (const listener of [...(this.#listeners.get(id) ?? [])]) listener(change);
  }
}
