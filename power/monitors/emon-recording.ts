import type { TraceEvent, TraceHead } from '../trace.ts';

/** How many events of a stream came before a recording, and what may be waited for. */
type Place =
  /** Samples of the stream before the recording. */
  { readonly sample: number; readonly timeS: number };

/** An edge may come a little before the first sample of a recording. */
type Waiting = Extract<TraceEvent, { kind: 'edge' }>;

/**
 * A part of a stream that goes on by itself, as a recording of its own: its first sample is number 0 at 0 seconds.
 */
export class EmonRecording {
  readonly #head: TraceHead;
  readonly #onEvent: (event: TraceEvent) => void;
  #begin: Place | undefined;
  #waiting: Waiting[] = [];

  /** @param head of the stream */
  constructor(head: TraceHead, onEvent: (event: TraceEvent) => void) {
    this.#head = head;
    this.#onEvent = onEvent;
  }

  /** Takes an event of the stream. The first one with samples, or with lost ones, begins the recording. */
  take(event: TraceEvent): void {
    if (event.kind === 'edge') {
      if (this.#begin === undefined) this.#waiting.push(event);
      else this.#onEvent({ ...event, timeS: Math.max(0, event.timeS - this.#begin.timeS) });
      return;
    }
    const begin = (this.#begin ??= this.#beginAt(event));
    const first = event.first - begin.sample;
    // What is said of samples before the recording is no part of it.
    if (first < 0) return;
    if (event.kind === 'samples' && event.timesS !== undefined) {
      this.#onEvent({ ...event, first, timesS: event.timesS.map((timeS) => timeS - begin.timeS) });
    } else {
      this.#onEvent({ ...event, first });
    }
  }

  #beginAt(event: Exclude<TraceEvent, { kind: 'edge' }>): Place {
    const rateHz = this.#head.sampleRateHz;
    const ownTimeS = event.kind === 'samples' ? event.timesS?.[0] : undefined;
    const begin = { sample: event.first, timeS: ownTimeS ?? (rateHz === null ? 0 : event.first / rateHz) };
    for (const edge of this.#waiting) this.#onEvent({ ...edge, timeS: Math.max(0, edge.timeS - begin.timeS) });
    this.#waiting = [];
    return begin;
  }
}
