import type { TraceEvent, TraceGap } from '../trace.ts';
import type { Lpm01aLine } from './lpm01a-lines.ts';

interface AcquisitionOptions {
  readonly sampleRateHz: number;
  readonly onEvent: (event: TraceEvent) => void;
}

/** What waits until the next time stamp tells how many samples were lost. */
type Held =
  { readonly kind: 'sample'; readonly value: number } | { readonly kind: 'edge' } | { readonly kind: 'damaged' };

/** So much is held back when no time stamp comes: it, too, may have been damaged. */
const mostHeld = 4000;

/** Time stamps count to 999 s 999 ms. */
const wrapMs = 1_000_000;

/** A time stamp that tells of a longer loss than this is damaged itself. */
const longestLossS = 600;

/**
 * Makes a trace of the lines of one acquisition. The instrument numbers no samples; every thousand of them it tells the
 * time, from which the number of lost ones follows. Behind a damaged line everything is held back until then, so that
 * the gap stands in its place with its exact length. Samples that are lost without a trace are a gap at the time stamp
 * that shows it. As no sample tells where others were lost, each gap says between which time stamps it may be.
 */
export class Lpm01aAcquisition {
  readonly #options: AcquisitionOptions;
  /** The number of the next sample that is given. */
  #next = 0;
  #values: number[] = [];
  #held: Held[] = [];
  #heldSamples = 0;
  /** The first time stamp, and how many samples came before it. */
  #reference: { readonly timeMs: number; readonly sample: number } | undefined;
  #lastMs = 0;
  /** The number of the sample at the last time stamp: before it no more can be found to be lost. */
  #timedSample = 0;
  #arrivedUs = 0;

  constructor(options: AcquisitionOptions) {
    this.#options = options;
  }

  /** Takes a line. Its samples are given on with the next `flush`. */
  push(line: Lpm01aLine, arrivedUs: number): void {
    this.#arrivedUs = arrivedUs;
    switch (line.kind) {
      case 'sample':
        if (this.#held.length === 0) this.#values.push(line.value);
        else this.#hold(line);
        return;
      case 'damaged':
        this.#hold(line);
        return;
      case 'edge':
        if (this.#held.length === 0) this.#edge();
        else this.#hold(line);
        return;
      case 'timestamp':
        this.#takeTime(line.timeMs);
        return;
      case 'end':
      case 'text':
        return;
    }
  }

  /** Gives on what is certain. */
  flush(): void {
    this.#giveValues();
  }

  /** Gives on everything: no more comes. */
  finish(): void {
    this.#guess();
    this.#giveValues();
  }

  /** How many samples there were so far with those that are held back, lost ones not counted. */
  get #seen(): number {
    return this.#next + this.#values.length + this.#heldSamples;
  }

  #hold(item: Held): void {
    // Two damaged lines in a row may be the halves of one sample.
    if (item.kind === 'damaged' && this.#held.at(-1)?.kind === 'damaged') return;
    this.#held.push(item);
    if (item.kind === 'sample') this.#heldSamples += 1;
    if (this.#held.length > mostHeld) this.#guess();
  }

  #takeTime(toldMs: number): void {
    const timeMs = unwrapped(toldMs, this.#lastMs);
    this.#reference ??= { timeMs, sample: this.#seen + this.#damagedPlaces() };
    const { timeMs: firstMs, sample } = this.#reference;
    const { sampleRateHz } = this.#options;
    const missing = sample + Math.round(((timeMs - firstMs) * sampleRateHz) / 1000) - this.#seen;
    if (timeMs < this.#lastMs || missing > longestLossS * sampleRateHz) return;
    this.#lastMs = timeMs;
    this.#release(Math.max(0, missing));
    this.#timedSample = this.#next + this.#values.length;
  }

  /** Gives on what is held though no time stamp tells how many samples are lost: one at each damaged place, it seems. */
  #guess(): void {
    this.#release(this.#damagedPlaces(), true);
  }

  /** Gives on what is held, with `missing` samples lost in its damaged places or, where there are none, behind it. */
  #release(missing: number, isGuess = false): void {
    const held = this.#held;
    const between = [this.#timedSample, this.#seen + missing] as const;
    const gap = (samples: number, why: string): void => {
      if (samples <= 0) return;
      this.#gap({
        kind: 'gap',
        first: this.#next + this.#values.length,
        samples,
        why,
        between,
        ...(isGuess ? { isGuess } : {}),
      });
    };
    this.#held = [];
    this.#heldSamples = 0;
    let places = held.filter(({ kind }) => kind === 'damaged').length;
    let left = missing;
    for (const item of held) {
      switch (item.kind) {
        case 'sample':
          this.#values.push(item.value);
          break;
        case 'edge':
          this.#edge();
          break;
        case 'damaged': {
          // At least one at each place; how the others are shared out cannot be known.
          places -= 1;
          const samples = places === 0 ? left : Math.min(1, left);
          left -= samples;
          gap(samples, 'glued or cut lines');
          break;
        }
      }
    }
    gap(left, 'its clock counts more samples than arrived');
  }

  #damagedPlaces(): number {
    return this.#held.filter(({ kind }) => kind === 'damaged').length;
  }

  #edge(): void {
    this.#giveValues();
    // It says `ris` whatever the direction is; falling edges are what it was told to look for.
    this.#options.onEvent({
      kind: 'edge',
      timeS: this.#next / this.#options.sampleRateHz,
      input: 7,
      direction: 'falling',
    });
  }

  #gap(gap: TraceGap): void {
    this.#giveValues();
    this.#options.onEvent(gap);
    this.#next += gap.samples;
  }

  #giveValues(): void {
    if (this.#values.length === 0) return;
    const values = Float64Array.from(this.#values);
    this.#values = [];
    const first = this.#next;
    this.#next += values.length;
    this.#options.onEvent({ kind: 'samples', first, values, arrivedUs: this.#arrivedUs });
  }
}

/** A time of the instrument, whose seconds have three digits, behind `lastMs`. */
function unwrapped(timeMs: number, lastMs: number): number {
  const rounds = Math.floor(lastMs / wrapMs);
  const inRound = timeMs + rounds * wrapMs;
  return inRound < lastMs - wrapMs / 2 ? inRound + wrapMs : inRound;
}
