import { failure } from '../../harness/errors.ts';
import type { TraceHead } from '../trace.ts';
import type {
  Instrument,
  InstrumentCapabilities,
  InstrumentIdentity,
  InstrumentSurroundings,
  Recorder,
} from './instrument.ts';
import { numberOption } from './lan-url.ts';
import { choiceOption, parsePortUrl } from './port-url.ts';
import { ppk2Polynomials, ppk2SampleRateHz } from './ppk2-conversion.ts';
import { Ppk2Decoder } from './ppk2-decoder.ts';
import { Ppk2Link, ppk2Command } from './ppk2-link.ts';
import { defaultPpk2Calibration } from './ppk2-metadata.ts';
import type { Ppk2Calibration, Ppk2Metadata } from './ppk2-metadata.ts';

const modeNumber = { ampere: 1, source: 2 } as const;
const supplyRangeV = { least: 0.8, most: 5 } as const;
const mostCurrentA = 1;
/** Its samples come every few milliseconds; a busy host takes them a little later. */
const latencyMs = 100;
/** From the start to the first sample. */
const startLimitMs = 2000;
/** How long its regulator takes to a new voltage. */
const supplyMs = 100;
/** Volts that the vendor's program reckons with where it knows none. */
const assumedSupplyV = 5;

interface Recorded {
  readonly recorder: Recorder;
  readonly decoder: Ppk2Decoder;
}

/**
 * A Nordic Power Profiler Kit II: `ppk2:/dev/ttyACM1[?mode=source|ampere][&pin=0..7][&filter=on|off]`. As a source it
 * supplies the board; as an ampere meter it lies in a supply of the board's own, and conducts from its opening on. The
 * edges are those of its digital input `pin`; `filter=off` keeps the spikes behind changes of range.
 * @throws BenchError usage.monitor
 */
export function ppk2Instrument(url: string, surroundings: InstrumentSurroundings): Instrument {
  return new Ppk2(url, surroundings);
}

class Ppk2 implements Instrument {
  readonly url: string;
  readonly capabilities: InstrumentCapabilities;
  readonly #surroundings: InstrumentSurroundings;
  readonly #deviceUrl: string;
  readonly #mode: 'source' | 'ampere';
  readonly #input: number;
  readonly #filtersSpikes: boolean;
  #link: Ppk2Link | undefined;
  #calibration: Ppk2Calibration = defaultPpk2Calibration;
  /** Volts that its regulator is set to. */
  #supplyV: number | undefined;
  #recorded: Recorded | undefined;

  constructor(url: string, surroundings: InstrumentSurroundings) {
    const { deviceUrl, options } = parsePortUrl(url, 'ppk2', ['mode', 'pin', 'filter']);
    this.url = url;
    this.#surroundings = surroundings;
    this.#deviceUrl = deviceUrl;
    this.#mode = choiceOption(url, options, 'mode', ['source', 'ampere']);
    this.#filtersSpikes = choiceOption(url, options, 'filter', ['on', 'off']) === 'on';
    this.#input = numberOption(url, options, 'pin', { least: 0, most: 7, unit: 'an input' }, 0);
    if (!Number.isInteger(this.#input)) {
      throw failure('usage.monitor', { url, problem: `pin=${this.#input} is none of its inputs 0 to 7` });
    }
    this.capabilities = {
      supplyV: this.#mode === 'source' ? supplyRangeV : null,
      hasEdges: true,
      isLive: true,
      latencyMs,
      mostCurrentA,
      measuresCurrentOnly: this.#mode === 'ampere',
    };
  }

  async open(): Promise<InstrumentIdentity> {
    const link = new Ppk2Link(this.url, this.#deviceUrl, this.#surroundings, (error) => {
      this.#vanished(error);
    });
    try {
      await link.open();
      const metadata = await link.metadata();
      this.#calibration = metadata.calibration;
      this.#supplyV = metadata.supplyV;
      if (this.#mode === 'ampere') {
        if (metadata.mode !== 'ampere') link.send(ppk2Command.mode, modeNumber.ampere);
        link.send(ppk2Command.power, 1);
      }
      this.#link = link;
      return { kind: 'ppk2', name: nameOf(metadata), simulated: metadata.simulated };
    } catch (error) {
      await link.close();
      throw error;
    }
  }

  async supplyOn(voltageV: number): Promise<void> {
    const { supplyV } = this.capabilities;
    if (supplyV === null || !(voltageV >= supplyV.least && voltageV <= supplyV.most)) {
      const { least, most } = supplyV ?? { least: 0, most: 0 };
      throw failure('instrument.voltage', { monitor: this.url, wantedV: voltageV, leastV: least, mostV: most });
    }
    const link = this.#opened();
    const millivolts = Math.round(voltageV * 1000);
    // The voltage comes first: the board must not get the one of the last program.
    link.send(ppk2Command.millivolts, millivolts >> 8, millivolts & 0xff);
    link.send(ppk2Command.mode, modeNumber.source);
    link.send(ppk2Command.power, 1);
    this.#supplyV = millivolts / 1000;
    await link.pass(supplyMs, this.#surroundings.signal);
  }

  /** As an ampere meter it is not the supply, and goes on conducting. */
  async supplyOff(): Promise<void> {
    if (this.#mode === 'ampere') return;
    const link = this.#opened();
    link.send(ppk2Command.power, 0);
    await link.pass(supplyMs, undefined);
  }

  async start(recorder: Recorder, voltageV: number | null): Promise<TraceHead> {
    if (this.#recorded !== undefined) throw new Error(`${this.url} records already`);
    const knownV = this.#mode === 'source' ? (this.#supplyV ?? voltageV) : voltageV;
    const decoder = new Ppk2Decoder({
      polynomials: ppk2Polynomials(this.#calibration, knownV ?? this.#supplyV ?? assumedSupplyV),
      input: this.#input,
      filtersSpikes: this.#filtersSpikes,
      record: (event) => {
        recorder.record(event);
      },
    });
    const { clock } = this.#surroundings;
    const link = this.#opened();
    await link.startStream((bytes) => {
      decoder.push(bytes, clock.nowUs());
      return decoder.samples > 0;
    }, startLimitMs);
    this.#recorded = { recorder, decoder };
    return {
      source: this.url,
      kind: 'ppk2',
      sampleRateHz: ppk2SampleRateHz,
      quantity: 'current',
      voltageV: knownV,
    };
  }

  async stop(): Promise<void> {
    const recorded = this.#recorded;
    if (recorded === undefined) return;
    try {
      await this.#opened().stopStream();
      recorded.decoder.end();
    } catch (error) {
      // Where it vanished meanwhile, the recorder has been told.
      if (this.#isRecording()) throw error;
    } finally {
      this.#recorded = undefined;
    }
  }

  async close(): Promise<void> {
    const link = this.#link;
    if (link === undefined) return;
    try {
      await this.stop();
    } finally {
      this.#link = undefined;
      await link.close();
    }
  }

  #opened(): Ppk2Link {
    if (this.#link === undefined) throw new Error(`${this.url} is not open`);
    return this.#link;
  }

  #isRecording(): boolean {
    return this.#recorded !== undefined;
  }

  #vanished(error: Error): void {
    const recorded = this.#recorded;
    this.#recorded = undefined;
    if (recorded === undefined) return;
    recorded.decoder.end();
    recorded.recorder.failed(error);
  }
}

function nameOf({ hardware, defaults, simulated }: Ppk2Metadata): string {
  const uncalibrated = defaults.some((name) => name.startsWith('R')) ? ', not calibrated' : '';
  const kind = simulated ? 'Simulated Nordic PPK2' : 'Nordic PPK2';
  return `${kind}${hardware === undefined ? '' : `, hardware ${hardware}`}${uncalibrated}`;
}
