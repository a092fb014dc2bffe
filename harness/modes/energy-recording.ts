import { setImmediate as nextTurn } from 'node:timers/promises';
import { RecordingWriter } from '../../power/formats/recording.ts';
import type { Instrument, Recorder } from '../../power/monitors/instrument.ts';
import type { TraceEdge, TraceEvent, TraceHead } from '../../power/trace.ts';
import { wait } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { failure } from '../errors.ts';
import type { RecordingFile } from '../session/events.ts';

export interface RecordingPlan {
  readonly instrument: Instrument;
  readonly voltageV: number | null;
  /** The instrument measures a simulation. */
  readonly simulated: boolean;
  /** The name of the file, and the path of it. */
  readonly file: string;
  readonly path: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** How often it is looked whether an instrument has got on. */
const lookEveryMs = 20;
/** An instrument that delivers nothing for so long beyond its latency has stopped. */
const patienceMs = 5000;

/**
 * One recording of an instrument, written to its file as it comes, and what is to be known of it while it goes on: how
 * long it is on the instrument's own clock, and which edges it holds.
 */
export class WindowRecording implements Recorder {
  readonly edges: TraceEdge[] = [];
  readonly #plan: RecordingPlan;
  #writer: RecordingWriter | undefined;
  #head: TraceHead | undefined;
  /** What came before the head was known. */
  #early: TraceEvent[] = [];
  #lengthS = 0;
  #problem: Error | undefined;

  private constructor(plan: RecordingPlan) {
    this.#plan = plan;
  }

  /** @throws what `Instrument.start` throws; BenchError disk.full, disk.failed */
  static async start(plan: RecordingPlan): Promise<WindowRecording> {
    const recording = new WindowRecording(plan);
    const started = await plan.instrument.start(recording, plan.voltageV);
    const head: TraceHead = plan.simulated ? { ...started, simulated: true } : started;
    recording.#head = head;
    recording.#writer = RecordingWriter.create(plan.path, head);
    for (const event of recording.#early.splice(0)) recording.record(event);
    return recording;
  }

  /** Seconds recorded so far, on the instrument's clock; 0 until the stop where the instrument is not live. */
  get lengthS(): number {
    return this.#lengthS;
  }

  record(event: TraceEvent): void {
    if (this.#problem !== undefined) return;
    if (this.#writer === undefined || this.#head === undefined) {
      this.#early.push(copied(event));
      return;
    }
    try {
      this.#writer.record(event);
    } catch (error) {
      // What cannot be kept must not be measured either.
      this.failed(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (event.kind === 'edge') this.edges.push(event);
    if (event.kind === 'samples') this.#lengthS = endOf(event, this.#head);
  }

  failed(error: Error): void {
    this.#problem ??= error;
  }

  /**
   * Lets `seconds` pass on the instrument's clock.
   * @throws BenchError instrument.silent, instrument.vanished and alike; the signal's reason
   */
  async idle(seconds: number): Promise<void> {
    const { clock, instrument, signal } = this.#plan;
    if (!instrument.capabilities.isLive) {
      await wait(clock, seconds * 1000, signal);
      this.#check();
      return;
    }
    const untilS = this.#lengthS + seconds;
    instrument.leap?.(seconds);
    let lastS = this.#lengthS;
    let lastUs = clock.nowUs();
    while (this.#lengthS < untilS) {
      await this.#look();
      const waitedMs = (clock.nowUs() - lastUs) / 1000;
      if (this.#lengthS > lastS) {
        lastS = this.#lengthS;
        lastUs = clock.nowUs();
      } else if (waitedMs > instrument.capabilities.latencyMs + patienceMs) {
        throw failure('instrument.silent', {
          monitor: instrument.url,
          command: 'the recording',
          waitedMs: Math.round(waitedMs),
        });
      }
    }
  }

  /**
   * Waits until `isEnough` says so of the edges, as long as more may be under way: until the instrument's latency has
   * passed without an edge and it delivers no faster than time passes.
   */
  async awaitEdges(isEnough: (edges: readonly TraceEdge[]) => boolean): Promise<void> {
    const { clock, instrument } = this.#plan;
    if (!instrument.capabilities.isLive) return;
    const roundMs = instrument.capabilities.latencyMs + patienceMs;
    let seen = { edges: this.edges.length, lengthS: this.#lengthS, us: clock.nowUs() };
    while (!isEnough(this.edges)) {
      await this.#look();
      const elapsedS = (clock.nowUs() - seen.us) / 1e6;
      if (elapsedS * 1000 < roundMs) continue;
      const isBacklog = this.#lengthS - seen.lengthS > 1.5 * elapsedS;
      if (this.edges.length === seen.edges && !isBacklog) return;
      seen = { edges: this.edges.length, lengthS: this.#lengthS, us: clock.nowUs() };
    }
  }

  /**
   * Stops the instrument and closes the file.
   * @throws what stopped the recording before, with the file whole up to there
   */
  async stop(): Promise<RecordingFile> {
    try {
      await this.#plan.instrument.stop();
    } catch (error) {
      this.failed(error instanceof Error ? error : new Error(String(error)));
    }
    this.#check();
    return this.kept();
  }

  /** Closes the file with what it holds, however the recording ended. May be called again. */
  kept(): RecordingFile {
    const { bytes, sha256, samples, lostSamples } = this.#finished();
    return { file: this.#plan.file, bytes, sha256, samples, lostSamples };
  }

  #finished(): ReturnType<RecordingWriter['finish']> {
    if (this.#writer === undefined) throw new Error('a recording that was started has a file');
    return this.#writer.finish();
  }

  async #look(): Promise<void> {
    const { clock, signal } = this.#plan;
    await wait(clock, lookEveryMs, signal);
    await nextTurn();
    this.#check();
  }

  #check(): void {
    if (this.#problem !== undefined) throw this.#problem;
  }
}

function endOf(chunk: Extract<TraceEvent, { kind: 'samples' }>, head: TraceHead): number {
  const lastS = chunk.timesS?.at(-1);
  if (lastS !== undefined) return lastS;
  return head.sampleRateHz === null ? 0 : (chunk.first + chunk.values.length) / head.sampleRateHz;
}

/** An event of its own: the arrays of a chunk may be used again. */
function copied(event: TraceEvent): TraceEvent {
  if (event.kind !== 'samples') return event;
  const { values, volts, timesS } = event;
  return {
    ...event,
    values: values.slice(),
    ...(volts === undefined ? {} : { volts: volts.slice() }),
    ...(timesS === undefined ? {} : { timesS: timesS.slice() }),
  };
}
