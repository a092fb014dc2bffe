import { ppk2SampleRateHz } from '../monitors/ppk2-conversion.ts';
import type { Circuit, PinEdge } from './circuit.ts';
import { MeanCurrent } from './mean-current.ts';
import type { Ppk2Converter } from './ppk2-converter.ts';

const periodUs = 1e6 / ppk2SampleRateHz;
const wordBytes = 4;
const counterMask = 63;
/** Samples that go out at once at the most: under 64 KiB. */
const pieceSamples = 12_000;

/** What gets lost on its way every so many samples. */
export interface Mishap {
  readonly everySamples: number;
  readonly lostSamples?: number;
  readonly lostBytes?: number;
}

/**
 * The samples of an emulated PPK2 from one start to one stop. They go out as they are taken, in pieces that end in the
 * middle of a sample.
 */
export class Ppk2Stream {
  readonly #circuit: Circuit;
  readonly #converter: Ppk2Converter;
  readonly #send: (bytes: Uint8Array) => void;
  readonly #mishaps: readonly Mishap[];
  readonly #mean: MeanCurrent;
  readonly #startUs: number;
  readonly #piece = new Uint8Array(pieceSamples * wordBytes);
  readonly #view = new DataView(this.#piece.buffer);
  /** Bytes in `piece`. */
  #filled = 0;
  #edges: PinEdge[] = [];
  #edgesUntilUs: number;
  #level: 0 | 1;
  #counter: number;
  #toLose = 0;
  #toCut = 0;

  /** @param level the pin's level before the first edge */
  constructor(
    wired: { readonly circuit: Circuit; readonly converter: Ppk2Converter },
    begin: { readonly level: 0 | 1; readonly counter: number },
    send: (bytes: Uint8Array) => void,
    mishaps: readonly Mishap[] = [],
  ) {
    this.#circuit = wired.circuit;
    this.#converter = wired.converter;
    this.#level = begin.level;
    this.#counter = begin.counter;
    this.#send = send;
    this.#mishaps = mishaps;
    this.#startUs = wired.circuit.nowUs();
    this.#edgesUntilUs = this.#startUs;
    this.#mean = new MeanCurrent(this.#startUs, periodUs);
    wired.circuit.wants(this, this.#startUs);
  }

  get level(): 0 | 1 {
    return this.#level;
  }

  get counter(): number {
    return this.#counter;
  }

  /** So many samples from now on get lost on their way. */
  lose(samples: number): void {
    this.#toLose += samples;
  }

  /** So many bytes from now on get lost on their way. */
  cut(bytes: number): void {
    this.#toCut += bytes;
  }

  /** Sends what has been taken up to now; the end of it stays back, so that no piece ends with a sample. */
  advance(): void {
    this.#take();
    if (this.#filled > wordBytes) this.#sendFirst(this.#filled - 1 - (this.#counter % (wordBytes - 1)));
  }

  /** Sends all there is; the circuit is no longer needed. */
  end(): void {
    this.#take();
    this.#sendFirst(this.#filled);
    this.leave();
  }

  leave(): void {
    this.#circuit.leave(this);
  }

  #take(): void {
    const draws = this.#circuit.draws(this.#mean.untilUs);
    // Edges are looked for after the draws: time may have run on, and no sample must be ahead of them.
    const nowUs = this.#circuit.nowUs();
    for (const edge of this.#circuit.edges(this.#edgesUntilUs)) if (edge.timeUs < nowUs) this.#edges.push(edge);
    this.#edgesUntilUs = nowUs;
    this.#mean.take(draws, (currentA) => {
      this.#sample(currentA);
    });
    this.#circuit.wants(this, Math.min(this.#mean.untilUs, this.#edgesUntilUs));
  }

  #sample(currentA: number): void {
    const number = this.#mean.samples - 1;
    const beginUs = this.#startUs + number * periodUs;
    for (let edge = this.#edges[0]; edge !== undefined && edge.timeUs <= beginUs; edge = this.#edges[0]) {
      this.#level = edge.level;
      this.#edges.shift();
    }
    const word = this.#converter.convert(currentA) | (this.#counter << 18) | (this.#level << 24);
    this.#counter = (this.#counter + 1) & counterMask;
    for (const { everySamples, lostSamples = 0, lostBytes = 0 } of this.#mishaps) {
      if (number % everySamples !== everySamples - 1) continue;
      this.#toLose += lostSamples;
      this.#toCut += lostBytes;
    }
    if (this.#toLose > 0) {
      this.#toLose -= 1;
      return;
    }
    this.#view.setUint32(this.#filled, word, true);
    this.#filled += wordBytes;
    if (this.#toCut > 0) {
      const cut = Math.min(this.#toCut, this.#filled);
      this.#filled -= cut;
      this.#toCut -= cut;
    }
    if (this.#filled > this.#piece.length - wordBytes) this.#sendFirst(this.#filled - 1);
  }

  #sendFirst(bytes: number): void {
    if (bytes <= 0) return;
    this.#send(this.#piece.slice(0, bytes));
    this.#piece.copyWithin(0, bytes, this.#filled);
    this.#filled -= bytes;
  }
}
