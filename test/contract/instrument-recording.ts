import assert from 'node:assert/strict';
import { wait } from '../../harness/clock.ts';
import type { Clock } from '../../harness/clock.ts';
import type { Recorder } from '../../power/monitors/instrument.ts';
import type { SampleChunk, TraceEdge, TraceEvent, TraceGap, TraceHead, TraceMark } from '../../power/trace.ts';

/**
 * Keeps what an instrument records and refuses what no trace may be: samples that overlap or leave a hole that no gap
 * explains, a sample that is no number but NaN, an edge out of its place, anything after the end.
 */
export class Recording implements Recorder {
  readonly chunks: SampleChunk[] = [];
  readonly edges: TraceEdge[] = [];
  readonly gaps: TraceGap[] = [];
  readonly marks: TraceMark[] = [];
  readonly failures: Error[] = [];
  /** Samples so far, with the lost ones. */
  samples = 0;
  events = 0;
  readonly problems: string[] = [];
  #head: TraceHead | undefined;
  #lastEdgeS = 0;

  record(event: TraceEvent): void {
    this.events += 1;
    if (this.failures.length > 0) this.problems.push(`${event.kind} after the failure`);
    switch (event.kind) {
      case 'samples':
        this.#place(event.first, 'samples');
        this.samples = event.first + event.values.length;
        // The arrays may be used again after the call.
        this.chunks.push({
          ...event,
          values: event.values.slice(),
          ...(event.volts === undefined ? {} : { volts: event.volts.slice() }),
          ...(event.timesS === undefined ? {} : { timesS: event.timesS.slice() }),
        });
        if (event.values.some((value) => value === Infinity || value === -Infinity)) {
          this.problems.push(`an infinite sample behind ${event.first}`);
        }
        break;
      case 'gap':
        this.#place(event.first, 'a gap');
        if (!(event.samples > 0)) this.problems.push(`a gap of ${event.samples} samples`);
        this.samples = event.first + event.samples;
        this.gaps.push(event);
        break;
      case 'edge':
        if (event.timeS < this.#lastEdgeS) this.problems.push(`an edge at ${event.timeS} s, before the last one`);
        this.#lastEdgeS = event.timeS;
        this.edges.push({ ...event });
        this.#edgePlaces.push({ timeS: event.timeS, samplesBefore: this.samples });
        break;
      case 'mark':
        this.marks.push(event);
        break;
    }
  }

  readonly #edgePlaces: { readonly timeS: number; readonly samplesBefore: number }[] = [];

  failed(error: Error): void {
    this.failures.push(error);
  }

  /** To be called with what `start` gave. */
  began(head: TraceHead): this {
    this.#head = head;
    return this;
  }

  get head(): TraceHead {
    assert.ok(this.#head !== undefined, 'the recording has not begun');
    return this.#head;
  }

  /** Samples that are lost: those of the gaps, and those that are NaN. */
  get lost(): number {
    const inGaps = this.gaps.reduce((sum, gap) => sum + gap.samples, 0);
    return this.chunks.reduce((sum, { values }) => sum + values.filter(Number.isNaN).length, inGaps);
  }

  /** The times of the edges that may have been falling ones, seconds. */
  get fallsS(): number[] {
    return this.edges.filter(({ direction }) => direction !== 'rising').map(({ timeS }) => timeS);
  }

  /** @throws AssertionError where something was out of its place */
  assertOrderly(): void {
    const { sampleRateHz } = this.head;
    if (sampleRateHz !== null) {
      for (const { timeS, samplesBefore } of this.#edgePlaces) {
        const misplaced = Math.abs(timeS * sampleRateHz - samplesBefore);
        if (misplaced > 1) this.problems.push(`the edge at ${timeS} s came behind ${samplesBefore} samples`);
      }
    }
    assert.deepEqual(this.problems, []);
  }

  /**
   * Joules from one time to another, as a plain sum of the samples' own periods; of what exceeds `belowA` amperes.
   * @param voltageV for samples that are amperes without their volts
   */
  energyJ(voltageV: number, fromS = 0, toS = Infinity, belowA = 0): number {
    const { quantity } = this.head;
    let sumJ = 0;
    for (const [startS, endS, value, volts] of this.#periods()) {
      if (endS <= fromS || startS >= toS || Number.isNaN(value)) continue;
      const part = (Math.min(endS, toS) - Math.max(startS, fromS)) / (endS - startS);
      const volt = volts ?? voltageV;
      const periodS = endS - startS;
      const energyJ = quantity === 'energy' ? value : quantity === 'power' ? value * periodS : value * volt * periodS;
      sumJ += part * (energyJ - belowA * volt * periodS);
    }
    return sumJ;
  }

  *#periods(): Generator<[startS: number, endS: number, value: number, volts: number | undefined]> {
    const rate = this.head.sampleRateHz;
    for (const [at, { first, values, volts, timesS }] of this.chunks.entries()) {
      for (const [index, value] of values.entries()) {
        if (rate !== null) {
          yield [(first + index) / rate, (first + index + 1) / rate, value, volts?.[index]];
          continue;
        }
        const startS = timesS?.[index];
        const endS = timesS?.[index + 1] ?? this.chunks[at + 1]?.timesS?.[0] ?? startS;
        assert.ok(startS !== undefined && endS !== undefined, 'samples without a rate have times of their own');
        if (endS > startS) yield [startS, endS, value, volts?.[index]];
      }
    }
  }

  #place(first: number, what: string): void {
    if (first !== this.samples) this.problems.push(`${what} at ${first}, where ${this.samples} was next`);
  }
}

/** Waits until an instrument has no more to say: in the time of a test clock, which passes by itself. */
export function settle(clock: Clock): Promise<void> {
  return wait(clock, 500);
}
