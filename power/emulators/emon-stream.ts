import type { Circuit, PinEdge } from './circuit.ts';
import type { EmonColumn, EmonFault } from './emon-options.ts';
import { MeanCurrent } from './mean-current.ts';

/** Bytes that go out at once at the most. */
const pieceBytes = 60_000;
/** No row is longer. */
const longestRowBytes = 200;
/** Samples that are lost at once, with `nan` and without a row. */
const lostAtOnce = 7;
const droppedAtOnce = 3;

export interface EmonStreamOptions {
  readonly sampleRateHz: number;
  readonly columns: readonly EmonColumn[];
  readonly isRateTold: boolean;
  readonly faults: ReadonlySet<EmonFault>;
  readonly faultEvery: number;
  readonly send: (bytes: Uint8Array) => void;
}

/** One stream of `#emon` lines, from its head to its end. */
export class EmonStream {
  readonly #circuit: Circuit;
  readonly #options: EmonStreamOptions;
  readonly #mean: MeanCurrent;
  readonly #startUs: number;
  readonly #periodUs: number;
  readonly #piece = new Uint8Array(pieceBytes);
  #filled = 0;
  #edges: PinEdge[] = [];
  #edgesUntilUs: number;
  #level: 0 | 1 = 1;
  #toLose = 0;
  #toDrop = 0;
  #rows = 0;
  #dropped = 0;
  #toldVoltageV: number;
  /** The last row with a value alone, and the value: the next one is often the same. */
  #cached: { readonly value: number; readonly row: Uint8Array } | undefined;

  constructor(circuit: Circuit, options: EmonStreamOptions) {
    this.#circuit = circuit;
    this.#options = options;
    this.#periodUs = 1e6 / options.sampleRateHz;
    this.#startUs = circuit.nowUs();
    this.#edgesUntilUs = this.#startUs;
    this.#mean = new MeanCurrent(this.#startUs, this.#periodUs);
    this.#toldVoltageV = circuit.voltageV;
    circuit.wants(this, this.#startUs);
    const rate = options.isRateTold ? options.sampleRateHz : 0;
    // A key that readers do not know is passed over.
    this.#put(
      `#emon,1,fs=${rate},cols=${options.columns.join('|')},v=${this.#toldVoltageV.toFixed(3)},name=emulated\n`,
    );
  }

  /** So many samples from now on get lost; their rows say `nan`. */
  lose(samples: number): void {
    this.#toLose += samples;
  }

  /** Sends what was measured up to now. */
  advance(): void {
    const draws = this.#circuit.draws(this.#mean.untilUs);
    const { voltageV } = this.#circuit;
    // Edges are looked for after the draws: time may have run on, and no sample must be ahead of them.
    const nowUs = this.#circuit.nowUs();
    for (const edge of this.#circuit.edges(this.#edgesUntilUs)) if (edge.timeUs < nowUs) this.#edges.push(edge);
    this.#edgesUntilUs = nowUs;
    this.#mean.take(draws, (currentA) => {
      this.#sample(currentA, voltageV);
    });
    this.#circuit.wants(this, Math.min(this.#mean.untilUs, this.#edgesUntilUs));
    this.#sendPiece();
  }

  /** Sends the rest and the end; the circuit is no longer needed. */
  end(): void {
    this.advance();
    this.#put(`#end,${this.#rows},${this.#dropped}\n`);
    this.#sendPiece();
    this.leave();
  }

  leave(): void {
    this.#circuit.leave(this);
  }

  #sample(currentA: number, voltageV: number): void {
    const number = this.#mean.samples - 1;
    if (this.#edges.length > 0) this.#tellEdges((number + 1) * this.#periodUs);
    const { faults, faultEvery } = this.#options;
    // The faults take turns, so that each stands by itself.
    const turn = faults.size > 0 && number % faultEvery === faultEvery - 1 ? Math.floor(number / faultEvery) % 5 : -1;
    if (turn === 0 && faults.has('lose')) this.#toLose += lostAtOnce;
    if (turn === 1 && faults.has('drop')) this.#toDrop += droppedAtOnce;
    if (this.#toDrop > 0) {
      this.#toDrop -= 1;
      this.#dropped += 1;
      return;
    }
    this.#rows += 1;
    const isLost = this.#toLose > 0;
    if (isLost) this.#toLose -= 1;
    if (turn < 2) {
      this.#row(number, isLost ? NaN : currentA, voltageV);
      return;
    }
    const row = this.#rowText(number, currentA, voltageV);
    if (turn === 2 && faults.has('nul')) this.#put(`\0${row}\n`);
    else if (turn === 3 && faults.has('glue')) this.#put(row);
    else if (turn === 4 && faults.has('cut')) this.#put(`${row.slice(0, 4)}\n${row.slice(4)}\n`);
    else this.#put(`${row}\n`);
  }

  /** The usual row. A stream of a million samples a second has no time to write each anew. */
  #row(number: number, currentA: number, voltageV: number): void {
    const [column, ...others] = this.#options.columns;
    if (column !== 'i_A' || others.length > 0 || Number.isNaN(currentA)) {
      this.#put(`${this.#rowText(number, currentA, voltageV)}\n`);
      return;
    }
    const nanoamperes = Math.round(currentA * 1e9);
    if (this.#cached?.value !== nanoamperes) {
      this.#cached = { value: nanoamperes, row: Buffer.from(`${fixed(currentA)}\n`, 'latin1') };
    }
    this.#putBytes(this.#cached.row);
  }

  #rowText(number: number, currentA: number, voltageV: number): string {
    const volts = Number.isNaN(currentA) ? NaN : voltageV;
    return this.#options.columns
      .map((column) => {
        switch (column) {
          case 't_us':
            return String(Math.round(number * this.#periodUs * 1000) / 1000);
          case 'i_A':
            return fixed(currentA);
          case 'v_V':
            return fixed(volts);
          case 'p_W':
            return fixed(currentA * volts);
          case 'e_J':
            return Number.isNaN(currentA) ? 'nan' : ((currentA * volts * this.#periodUs) / 1e6).toExponential(6);
          case 'd0':
            return String(this.#level);
        }
      })
      .join(',');
  }

  #tellEdges(untilUs: number): void {
    for (
      let edge = this.#edges[0];
      edge !== undefined && edge.timeUs - this.#startUs < untilUs;
      edge = this.#edges[0]
    ) {
      this.#edges.shift();
      this.#level = edge.level;
      // A column for the pin tells it, too.
      if (this.#options.columns.includes('d0')) continue;
      const timeUs = Math.round((edge.timeUs - this.#startUs) * 1000) / 1000;
      this.#put(`!,${timeUs},${this.#rows},${edge.level === 0 ? 'fal' : 'ris'}\n`);
    }
  }

  #put(text: string): void {
    this.#putBytes(Buffer.from(text, 'latin1'));
  }

  #putBytes(bytes: Uint8Array): void {
    this.#piece.set(bytes, this.#filled);
    this.#filled += bytes.length;
    if (this.#filled > pieceBytes - longestRowBytes) this.#sendPiece();
  }

  #sendPiece(): void {
    if (this.#filled > 0) this.#options.send(this.#piece.slice(0, this.#filled));
    this.#filled = 0;
  }
}

/** Amperes, volts or watts to a thousand-millionth, as a small board writes them. */
function fixed(value: number): string {
  return Number.isNaN(value) ? 'nan' : value.toFixed(9);
}
