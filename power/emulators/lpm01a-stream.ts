import type { Circuit, PinEdge } from './circuit.ts';
import type { Lpm01aFault } from './lpm01a-options.ts';
import { MeanCurrent } from './mean-current.ts';

/** Samples from one time stamp to the next. */
const samplesPerTimestamp = 1000;
/** Bytes that go out at once at the most. */
const pieceBytes = 32_768;
/** It switches the load off above this, amperes. */
const mostCurrentA = 0.05;
/** How many samples are lost at once. */
const lostAtOnce = 3;

export interface Lpm01aStreamOptions {
  readonly sampleRateHz: number;
  readonly output: 'energy' | 'current';
  /** The pin's level at which an event is told; null tells of none. */
  readonly eventLevel: 0 | 1 | null;
  readonly faults: ReadonlySet<Lpm01aFault>;
  readonly faultEvery: number;
  readonly send: (text: string) => void;
}

/** The samples of an emulated LPM01A from a start to a stop, as text. */
export class Lpm01aStream {
  readonly #circuit: Circuit;
  readonly #options: Lpm01aStreamOptions;
  readonly #mean: MeanCurrent;
  readonly #startUs: number;
  readonly #periodUs: number;
  #edges: PinEdge[] = [];
  #edgesUntilUs: number;
  #text = '';
  #toLose = 0;
  #isNulDue = false;
  #isOverloaded = false;

  constructor(circuit: Circuit, options: Lpm01aStreamOptions) {
    this.#circuit = circuit;
    this.#options = options;
    this.#periodUs = 1e6 / options.sampleRateHz;
    this.#startUs = circuit.nowUs();
    this.#edgesUntilUs = this.#startUs;
    this.#mean = new MeanCurrent(this.#startUs, this.#periodUs);
    circuit.wants(this, this.#startUs);
    this.#timestamp(0);
  }

  /** The load drew more than the instrument gives. */
  get isOverloaded(): boolean {
    return this.#isOverloaded;
  }

  /** So many samples from now on get lost on their way. */
  lose(samples: number): void {
    this.#toLose += samples;
  }

  /**
   * Sends what was measured up to now.
   * @param isHeard whether somebody is there to take it
   */
  advance(isHeard = true): void {
    const draws = this.#circuit.draws(this.#mean.untilUs);
    const { voltageV } = this.#circuit;
    // Edges are looked for after the draws: time may have run on, and no sample must be ahead of them.
    const nowUs = this.#circuit.nowUs();
    for (const edge of this.#circuit.edges(this.#edgesUntilUs)) if (edge.timeUs < nowUs) this.#edges.push(edge);
    this.#edgesUntilUs = nowUs;
    this.#mean.take(draws, (currentA) => {
      this.#sample(currentA, voltageV);
      if (!isHeard) this.#text = '';
    });
    this.#circuit.wants(this, Math.min(this.#mean.untilUs, this.#edgesUntilUs));
    this.#sendText();
  }

  /** Sends the rest; the circuit is no longer needed. */
  end(): void {
    this.advance();
    this.leave();
  }

  leave(): void {
    this.#circuit.leave(this);
  }

  #sample(currentA: number, voltageV: number): void {
    const number = this.#mean.samples - 1;
    if (number > 0 && number % samplesPerTimestamp === 0) this.#timestamp(number);
    this.#tellEdges(this.#startUs + (number + 1) * this.#periodUs);
    if (currentA > mostCurrentA) this.#isOverloaded = true;
    const energyJ = (currentA * voltageV * this.#periodUs) / 1e6;
    this.#line(number, asciiDec(this.#options.output === 'energy' ? energyJ : currentA));
    if (this.#text.length > pieceBytes) this.#sendText();
  }

  /** Its events come in the stream of samples when they happen. */
  #tellEdges(untilUs: number): void {
    for (let edge = this.#edges[0]; edge !== undefined && edge.timeUs < untilUs; edge = this.#edges[0]) {
      this.#edges.shift();
      // It says `ris` whatever the direction is.
      if (edge.level === this.#options.eventLevel) this.#text += `event 07 ris\r\n`;
    }
  }

  #timestamp(sample: number): void {
    const ms = Math.round((sample * 1000) / this.#options.sampleRateHz);
    const seconds = String(Math.floor(ms / 1000) % 1000).padStart(3, '0');
    // After the colon stands a space, or a sign of how its buffer fares.
    const sign = [' ', '>', '<'][(sample / samplesPerTimestamp) % 3] ?? ' ';
    this.#text += `TimeStamp:${sign}${seconds}s ${String(ms % 1000).padStart(3, '0')}ms, buff 00%\r\n`;
    this.#isNulDue = this.#options.faults.has('nul');
  }

  #line(number: number, text: string): void {
    const { faults, faultEvery } = this.#options;
    const nul = this.#isNulDue ? '\0' : '';
    this.#isNulDue = false;
    // The faults take turns, so that each stands by itself.
    const isFaulty = (fault: Lpm01aFault, turn: number): boolean =>
      faults.has(fault) && number % (3 * faultEvery) === (turn + 1) * faultEvery - 1;
    if (isFaulty('lose', 0)) this.#toLose += lostAtOnce;
    if (this.#toLose > 0) {
      this.#toLose -= 1;
      return;
    }
    if (isFaulty('glue', 1)) this.#text += nul + text;
    else if (isFaulty('cut', 2)) this.#text += `${nul}${text.slice(0, 3)}\r\n${text.slice(3)}\r\n`;
    else this.#text += `${nul}${text}\r\n`;
  }

  #sendText(): void {
    if (this.#text !== '') this.#options.send(this.#text);
    this.#text = '';
  }
}

/** A number as four digits and a power of ten: 640.9 µA is `6409-07`. */
export function asciiDec(value: number): string {
  if (!(value >= 1e-12)) return '0000-12';
  const [digits = '0', exponent = '0'] = value.toExponential(3).split('e');
  const power = Number(exponent) - 3;
  return `${digits.replace('.', '')}${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
