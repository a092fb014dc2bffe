import type { Clock } from '../../harness/clock.ts';
import type { TraceEdge } from '../trace.ts';
import type { Recorder } from './instrument.ts';
import type { OtiiLink } from './otii-link.ts';
import type { OtiiData } from './otii-messages.ts';
import { OtiiVolts } from './otii-volts.ts';

/** Values that the server gives at a time. */
const pageValues = 40_000;
/** How long a page may take; it is made of a recording that goes on. */
const pageMs = 30_000;
/** How far behind the newest sample is delivered: what else belongs before a sample may reach the server later. */
export const otiiHoldS = 0.1;
/** Without a voltage for so long, there will be none. */
const voltsPatienceS = 2;
/** How far an interval may be off the sample rate: the digits of JSON numbers. */
const intervalTolerance = 1e-6;

interface CaptureOptions {
  readonly link: OtiiLink;
  readonly clock: Clock;
  readonly recordingId: number;
  readonly deviceId: string;
  readonly sampleRateHz: number;
  /** Whether the main voltage is recorded. */
  readonly hasVolts: boolean;
  /** The digital input whose edges are wanted, and its level at the start; null where none is recorded. */
  readonly input: { readonly number: 1 | 2; readonly isHigh: boolean | null } | null;
  readonly recorder: Recorder;
}

/**
 * Fetches a recording from the Otii server while it grows, and gives a recorder its samples, with the voltages between
 * which they lie, and its edges, in the order of time.
 */
export class OtiiCapture {
  readonly #options: CaptureOptions;
  #hasVolts: boolean;
  /** When the first sample of the current was taken, on the recording's clock. */
  #originS: number | undefined;
  #next = 0;
  #volts: OtiiVolts | undefined;
  #voltsFetched = 0;
  #inputsFetched = 0;
  #isHigh: boolean | null;
  #edges: TraceEdge[] = [];
  #isOver = false;

  constructor(options: CaptureOptions) {
    this.#options = options;
    this.#hasVolts = options.hasVolts;
    this.#isHigh = options.input?.isHigh ?? null;
  }

  /** Nothing is delivered any more. */
  end(): void {
    this.#isOver = true;
  }

  /**
   * Delivers what has come since the last time.
   * @param isWhole the recording has ended: everything is delivered
   * @throws BenchError instrument.reply, instrument.silent, instrument.vanished
   */
  async fetch(isWhole: boolean): Promise<void> {
    const { sampleRateHz, input } = this.#options;
    const there = await this.#count('mc');
    if (there === 0) return;
    // What belongs before a sample is asked for after it: then it is there.
    if (this.#hasVolts) await this.#fetchVolts();
    if (input !== null) await this.#fetchEdges(input.number);
    let until = there;
    if (!isWhole) {
      const voltsUntilS = this.#hasVolts ? (this.#volts?.untilS ?? 0) - (this.#originS ?? 0) : Infinity;
      if (this.#volts === undefined && there > voltsPatienceS * sampleRateHz) this.#hasVolts = false;
      else until = Math.min(there - Math.ceil(otiiHoldS * sampleRateHz), Math.floor(voltsUntilS * sampleRateHz));
    }
    while (this.#next < until) await this.#fetchSamples(Math.min(pageValues, until - this.#next));
    if (isWhole) this.#deliverEdges(Infinity);
  }

  async #fetchSamples(count: number): Promise<void> {
    const { clock, recorder, sampleRateHz } = this.#options;
    const page = await this.#page('mc', this.#next, count);
    const values = this.#numbers(page);
    if (this.#isOver) return;
    if (Math.abs(this.#number(page, 'interval') * sampleRateHz - 1) > intervalTolerance) throw this.#unexpected(page);
    this.#originS ??= this.#number(page, 'timestamp');
    const arrivedUs = clock.nowUs();
    const volts = this.#voltsOf(this.#next, values.length);
    let at = 0;
    while (at < values.length && !this.#ended()) {
      const edge = this.#edges[0];
      const edgePlace = edge === undefined ? Infinity : Math.ceil(edge.timeS * sampleRateHz - 1e-6) - this.#next;
      const end = Math.min(values.length, Math.max(edgePlace, at));
      if (end > at) {
        recorder.record({
          kind: 'samples',
          first: this.#next + at,
          values: values.subarray(at, end),
          ...(volts === undefined ? {} : { volts: volts.subarray(at, end) }),
          arrivedUs,
        });
      }
      at = end;
      this.#deliverEdges(at);
    }
    this.#next += values.length;
    this.#volts?.forget(this.#next / sampleRateHz + this.#originS);
  }

  /** Delivers the edges that belong before a sample, counted from `#next` on. */
  #deliverEdges(before: number): void {
    const { recorder, sampleRateHz } = this.#options;
    for (let edge = this.#edges[0]; edge !== undefined && !this.#isOver; edge = this.#edges[0]) {
      if (Math.ceil(edge.timeS * sampleRateHz - 1e-6) - this.#next > before) return;
      this.#edges.shift();
      recorder.record(edge);
    }
  }

  #voltsOf(first: number, count: number): Float64Array | undefined {
    const { sampleRateHz } = this.#options;
    const volts = this.#volts;
    const originS = this.#originS ?? 0;
    if (volts === undefined || !this.#hasVolts) return undefined;
    return Float64Array.from({ length: count }, (_, index) => volts.at(originS + (first + index) / sampleRateHz));
  }

  async #fetchVolts(): Promise<void> {
    const there = await this.#count('mv');
    while (this.#voltsFetched < there) {
      const page = await this.#page('mv', this.#voltsFetched, Math.min(pageValues, there - this.#voltsFetched));
      const values = this.#numbers(page);
      this.#volts ??= new OtiiVolts(this.#number(page, 'timestamp'), this.#number(page, 'interval'));
      this.#volts.push([...values]);
      this.#voltsFetched += values.length;
    }
  }

  async #fetchEdges(input: 1 | 2): Promise<void> {
    const channel = `i${input}`;
    const there = await this.#count(channel);
    if (there <= this.#inputsFetched) return;
    // The times are told from the first sample on.
    this.#originS ??= this.#number(await this.#page('mc', 0, 1), 'timestamp');
    while (this.#inputsFetched < there) {
      const wanted = Math.min(pageValues, there - this.#inputsFetched);
      const page = await this.#page(channel, this.#inputsFetched, wanted);
      const entries = page['values'];
      if (!Array.isArray(entries) || entries.length === 0) throw this.#unexpected(page);
      for (const entry of entries) this.#takeLevel(input, entry, page, this.#originS);
      this.#inputsFetched += entries.length;
    }
  }

  #takeLevel(input: 1 | 2, entry: unknown, page: OtiiData, originS: number): void {
    const { timestamp, value } = entryOf(entry);
    if (timestamp === undefined || value === undefined) throw this.#unexpected(page);
    const timeS = timestamp - originS;
    const isChange = this.#isHigh === null ? timeS * this.#options.sampleRateHz >= 1 : value !== this.#isHigh;
    this.#isHigh = value;
    if (!isChange) return;
    this.#edges.push({ kind: 'edge', timeS: Math.max(0, timeS), input, direction: value ? 'rising' : 'falling' });
  }

  /** A method, because delivering may change the answer. */
  #ended(): boolean {
    return this.#isOver;
  }

  async #count(channel: string): Promise<number> {
    const data = await this.#options.link.request('recording_get_channel_data_count', this.#address(channel));
    return this.#number(data, 'count');
  }

  #page(channel: string, index: number, count: number): Promise<OtiiData> {
    const address = { ...this.#address(channel), index, count };
    return this.#options.link.request('recording_get_channel_data', address, pageMs);
  }

  #address(channel: string): OtiiData {
    const { recordingId, deviceId } = this.#options;
    return { recording_id: recordingId, device_id: deviceId, channel };
  }

  /** The values of a page; what is no number was lost. */
  #numbers(page: OtiiData): Float64Array {
    const values = page['values'];
    if (!Array.isArray(values) || values.length === 0) throw this.#unexpected(page);
    return Float64Array.from(values, (value: unknown) => (typeof value === 'number' ? value : NaN));
  }

  #number(data: OtiiData, name: string): number {
    const value = data[name];
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.#unexpected(data);
    return value;
  }

  #unexpected(data: OtiiData): Error {
    return this.#options.link.unexpected('recording_get_channel_data', data);
  }
}

function entryOf(entry: unknown): { readonly timestamp?: number; readonly value?: boolean } {
  if (typeof entry !== 'object' || entry === null || !('timestamp' in entry) || !('value' in entry)) return {};
  const { timestamp, value } = entry;
  if (typeof timestamp !== 'number' || (typeof value !== 'boolean' && typeof value !== 'number')) return {};
  return { timestamp, value: Boolean(value) };
}
