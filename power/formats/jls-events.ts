import type { TraceEdge, TraceEvent, TraceMark } from '../trace.ts';
import type { JlsChunks } from './jls-chunks.ts';
import { JlsLevels } from './jls-levels.ts';
import type { JlsChoice, JlsTrack } from './jls-signals.ts';
import { JlsTime } from './jls-time.ts';
import type { ValueRun } from './jls-values.ts';

/** A signal beside the values: its changes become events. */
interface Side {
  readonly levels: JlsLevels;
  readonly time: JlsTime;
  /** The number of an input; undefined for the measuring range. */
  readonly input: number | undefined;
}

/** An event that stands before a sample of the values, as the file counts them. */
interface Placed {
  readonly sample: number;
  readonly event: TraceEdge | TraceMark;
}

/** Puts samples, edges and marks into the order of time. The trace begins with the first sample. */
export class JlsEvents {
  readonly #sides: readonly Side[];
  readonly #sampleRateHz: number;
  #origin: number | undefined;
  /** The sample that comes next. */
  #next = 0;

  /** @param chunks makes a window of its own for each signal beside the values */
  constructor(choice: JlsChoice, chunks: () => JlsChunks) {
    const { sampleRateHz } = choice.values;
    this.#sampleRateHz = sampleRateHz;
    const side = (track: JlsTrack, input: number | undefined): Side => ({
      levels: new JlsLevels(chunks(), track),
      time: new JlsTime(sampleRateHz, track.sampleRateHz),
      input,
    });
    this.#sides = [
      ...choice.inputs.map(({ input, track }) => side(track, input)),
      ...(choice.range === undefined ? [] : [side(choice.range, undefined)]),
    ];
  }

  /** A run of samples, with what changes before and within it. */
  async *during(run: ValueRun): AsyncGenerator<TraceEvent> {
    const origin = (this.#origin ??= run.first);
    if (origin === run.first) this.#next = origin;
    const end = run.first + run.values.length;
    const placed = await this.#placedBefore(end, origin);
    let emitted = 0;
    if (run.first > this.#next) {
      for (; (placed[emitted]?.sample ?? Infinity) <= this.#next; emitted += 1) yield* eventOf(placed[emitted]);
      yield this.#gap(run.first, origin);
    }
    let at = run.first;
    for (; emitted < placed.length; emitted += 1) {
      const sample = placed[emitted]?.sample ?? end;
      if (sample > at) yield chunkOf(run, at, sample, origin);
      at = Math.max(at, sample);
      yield* eventOf(placed[emitted]);
    }
    if (at < end) yield chunkOf(run, at, end, origin);
    this.#next = end;
  }

  /** What comes after all samples. @param end where the samples would end if all were in the file */
  async *behind(end: number): AsyncGenerator<TraceEvent> {
    const origin = this.#origin;
    if (origin === undefined) return;
    if (end > this.#next) {
      for (const { event } of await this.#placedBefore(this.#next + 1, origin)) yield event;
      yield this.#gap(end, origin);
    }
    for (const { event } of await this.#placedBefore(Infinity, origin)) yield event;
  }

  #gap(to: number, origin: number): TraceEvent {
    const gap = { first: this.#next - origin, samples: to - this.#next, why: 'not in the file' };
    this.#next = to;
    return { kind: 'gap', ...gap };
  }

  /** What changes before a sample and was not given yet, in order. */
  async #placedBefore(end: number, origin: number): Promise<readonly Placed[]> {
    const placed: Placed[] = [];
    for (const { levels, time, input } of this.#sides) {
      const otherEnd = end === Infinity ? Infinity : time.otherAt(end);
      if (!levels.knows(otherEnd)) await levels.readTo(otherEnd);
      for (const change of levels.take(otherEnd)) {
        const timeS = time.secondsBetween(origin, change.sample);
        // What changed before the trace is how it begins.
        if (timeS <= 0) continue;
        const sample = time.sampleAt(change.sample);
        const event =
          input === undefined
            ? ({ kind: 'mark', mark: 'range', first: sample - origin, samples: 1 } as const)
            : ({ kind: 'edge', timeS, input, direction: change.level === 1 ? 'rising' : 'falling' } as const);
        placed.push({ sample, event });
      }
    }
    return placed.sort((a, b) => a.sample - b.sample || this.#timeOf(a, origin) - this.#timeOf(b, origin));
  }

  #timeOf({ sample, event }: Placed, origin: number): number {
    return event.kind === 'edge' ? event.timeS : (sample - origin) / this.#sampleRateHz;
  }
}

function* eventOf(placed: Placed | undefined): Generator<TraceEvent> {
  if (placed !== undefined) yield placed.event;
}

function chunkOf(run: ValueRun, from: number, to: number, origin: number): TraceEvent {
  const values = run.values.subarray(from - run.first, to - run.first);
  const chunk = { kind: 'samples', first: from - origin, values } as const;
  return run.volts === undefined ? chunk : { ...chunk, volts: run.volts.subarray(from - run.first, to - run.first) };
}
