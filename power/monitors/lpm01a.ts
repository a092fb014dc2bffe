import { BenchError, failure } from '../../harness/errors.ts';
import type { TraceHead } from '../trace.ts';
import type {
  Instrument,
  InstrumentCapabilities,
  InstrumentIdentity,
  InstrumentSurroundings,
  Recorder,
} from './instrument.ts';
import { Lpm01aAcquisition } from './lpm01a-acquisition.ts';
import { Lpm01aLink } from './lpm01a-link.ts';
import { choiceOption, parsePortUrl } from './port-url.ts';

/** The rate at which the port of the board is usually opened; it is USB, so that any other works, too. */
const baud = 3_686_400;

const supplyV = { least: 1.8, most: 3.3 };

/** It switches the board off near this, amperes. */
const mostCurrentA = 0.05;

/**
 * Samples a second that it sends as text for as long as one likes. It has slower ones, too; with those the edges of a
 * short inference are one.
 */
const rates = ['1k', '500', '2k', '5k', '200', '100'] as const;

/** The oldest firmware whose time stamps and events can be relied on. */
const oldestFirmware = [1, 0, 6] as const;

/** It tells the time every so many samples; behind a damaged line they are held back until then. */
const samplesPerTimestamp = 1000;

/** For so long it may go on to send what was measured before it was stopped. */
const catchUpMs = 30_000;

/** How long an acquisition that an earlier program left behind may take to end. */
const staleStopMs = 500;

/**
 * ST X-NUCLEO-LPM01A: `lpm01a:PORT[?rate=1k&output=energy|current&baud=N]`. It supplies the board with 1.8 to 3.3 V, and
 * sees falling edges on its pin D7. Its samples are joules, or amperes with `output=current`.
 * @throws BenchError usage.monitor, and those of a device URL that cannot be understood
 */
export function lpm01aInstrument(url: string, surroundings: InstrumentSurroundings): Instrument {
  const { deviceUrl, options } = parsePortUrl(url, 'lpm01a', ['rate', 'output']);
  const rate = choiceOption(url, options, 'rate', rates);
  const output = choiceOption(url, options, 'output', ['energy', 'current']);
  return new Lpm01a(url, surroundings, deviceUrl, { rate, output });
}

interface Lpm01aOptions {
  readonly rate: (typeof rates)[number];
  readonly output: 'energy' | 'current';
}

/** A recording that goes on. */
interface Going {
  readonly acquisition: Lpm01aAcquisition;
  readonly recorder: Recorder;
}

class Lpm01a implements Instrument {
  readonly url: string;
  readonly capabilities: InstrumentCapabilities;
  readonly #link: Lpm01aLink;
  readonly #options: Lpm01aOptions;
  readonly #sampleRateHz: number;
  #going: Going | undefined;
  /** Since the supply was last switched. */
  #overcurrent: BenchError | undefined;
  #isSupplyOff = false;
  #isOpen = false;

  constructor(url: string, surroundings: InstrumentSurroundings, deviceUrl: string, options: Lpm01aOptions) {
    this.url = url;
    this.#options = options;
    this.#sampleRateHz = Number(options.rate.replace('k', '000'));
    this.capabilities = {
      supplyV,
      hasEdges: true,
      isLive: true,
      latencyMs: 100 + (samplesPerTimestamp / this.#sampleRateHz) * 1000,
      mostCurrentA,
      measuresCurrentOnly: options.output === 'current',
    };
    this.#link = new Lpm01aLink({
      url,
      transport: surroundings.transport(deviceUrl, baud),
      clock: surroundings.clock,
      signal: surroundings.signal,
      onLine: (line) => this.#going?.acquisition.push(line, surroundings.clock.nowUs()),
      onPause: () => this.#going?.acquisition.flush(),
      onProblem: (error) => {
        this.#problem(error);
      },
    });
  }

  async open(): Promise<InstrumentIdentity> {
    await this.#link.open();
    this.#isOpen = true;
    this.#overcurrent = undefined;
    try {
      await this.#takeControl();
      const firmware = await this.#requireFirmware();
      const board = await this.#link.query('powershield', /present[\s:]*(\S+)/i, { limitMs: 500 });
      await this.#configure();
      const name = `ST X-NUCLEO-LPM01A ${board ?? ''} firmware ${firmware ?? 'unknown'}`.replace(/ {2,}/g, ' ');
      return { kind: 'lpm01a', name, simulated: /emulated/i.test(name) };
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Whatever it was doing, and whatever stands unfinished in its line of input. */
  async #takeControl(): Promise<void> {
    // What an unfinished command does to the first one, it does to this: so it may take two.
    if (!(await this.#link.stop(staleStopMs))) await this.#link.stop(staleStopMs);
    await this.#link.quiet(50, 1000);
    try {
      await this.#link.send('htc', { limitMs: 2000 });
    } catch (error) {
      if (!(error instanceof BenchError) || error.code === 'instrument.vanished') throw error;
      await this.#link.quiet(200, 1000);
      await this.#link.send('htc', { limitMs: 2000 });
    }
  }

  async #requireFirmware(): Promise<string | undefined> {
    const firmware = await this.#link.query('version', /(\d+\.\d+\.\d+)/, { limitMs: 1000 });
    if (firmware !== undefined && isOlder(firmware, oldestFirmware)) {
      throw failure('instrument.reply', {
        monitor: this.url,
        command: 'version',
        reply: `${firmware}; its firmware must be ${oldestFirmware.join('.')} or newer`,
      });
    }
    return firmware;
  }

  async #configure(): Promise<void> {
    // Settings that another program may have left; older firmware does not know all of them.
    for (const command of ['lcd 1 "   Boardbench   "', 'acqmode dyn', 'pwrend on']) {
      await this.#link.query(command, /(ack)/, { limitMs: 1000 });
    }
    const { rate, output } = this.#options;
    for (const command of [
      'acqtime inf',
      'trigdelay 0',
      'trigsrc sw',
      'eventsrc d7 fal',
      `output ${output}`,
      'format ascii_dec',
      `freq ${rate}`,
    ]) {
      await this.#link.send(command);
    }
  }

  async supplyOn(voltageV: number): Promise<void> {
    if (!(voltageV >= supplyV.least && voltageV <= supplyV.most)) {
      throw failure('instrument.voltage', {
        monitor: this.url,
        wantedV: voltageV,
        leastV: supplyV.least,
        mostV: supplyV.most,
      });
    }
    this.#overcurrent = undefined;
    await this.#setVoltage(voltageV);
    this.#isSupplyOff = false;
    await this.#link.send('pwr on nostatus');
  }

  async #setVoltage(voltageV: number): Promise<void> {
    try {
      await this.#link.send(`volt ${Math.round(voltageV * 1000)}m`);
    } catch (error) {
      // The notice of the calibration that follows may have cut the acknowledgement to pieces: then ask.
      if (!(error instanceof BenchError && error.code === 'instrument.silent')) throw error;
      const told = await this.#link.query('volt get', /ack volt get (\d{4}[+-]\d{2})/, { limitMs: 2000 });
      if (!(Math.abs(readNumber(told) - voltageV) <= 0.05 * voltageV)) throw error;
    }
  }

  async supplyOff(): Promise<void> {
    await this.#link.send('pwr off', { mustBeDone: true });
    this.#overcurrent = undefined;
    this.#isSupplyOff = true;
  }

  async start(recorder: Recorder, voltageV: number | null): Promise<TraceHead> {
    if (this.#going !== undefined) throw new Error(`${this.url} is recording already`);
    if (this.#overcurrent !== undefined) throw this.#overcurrent;
    const { output } = this.#options;
    try {
      await this.#link.send('start', {
        onAcknowledged: () => {
          this.#going = { recorder, acquisition: this.#newAcquisition(recorder) };
        },
      });
    } catch (error) {
      this.#going = undefined;
      // It may have begun all the same.
      await this.#link.stop(staleStopMs).catch(() => false);
      throw error;
    }
    return {
      source: this.url,
      kind: 'lpm01a',
      sampleRateHz: this.#sampleRateHz,
      quantity: output,
      voltageV: output === 'current' ? voltageV : null,
    };
  }

  #newAcquisition(recorder: Recorder): Lpm01aAcquisition {
    return new Lpm01aAcquisition({
      sampleRateHz: this.#sampleRateHz,
      onEvent: (event) => {
        recorder.record(event);
      },
    });
  }

  async stop(): Promise<void> {
    if (this.#going === undefined) return;
    try {
      const hasEnded = (await this.#link.stop(2000, catchUpMs)) || (await this.#link.stop(2000));
      // Behind the end comes a summary.
      await this.#link.quiet(50, 1000);
      if (!hasEnded) throw failure('instrument.silent', { monitor: this.url, command: 'stop', waitedMs: 4000 });
    } catch (error) {
      // Whoever vanishes here has said so to the recorder.
      if (!(error instanceof BenchError && error.code === 'instrument.vanished')) throw error;
    } finally {
      this.#endRecording();
    }
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      await this.stop();
      // Handing it back to its own buttons might switch a supply that is on.
      if (this.#isSupplyOff) await this.#link.query('hrc', /(ack)/, { limitMs: 500, mustBeDone: true });
    } catch (error) {
      // It is let go of in any case.
      if (!(error instanceof BenchError)) throw error;
    } finally {
      await this.#link.close();
    }
  }

  #problem(error: BenchError): void {
    if (error.code === 'instrument.overcurrent') this.#overcurrent = error;
    const going = this.#going;
    if (going === undefined) return;
    this.#endRecording();
    going.recorder.failed(error);
  }

  #endRecording(): void {
    const going = this.#going;
    this.#going = undefined;
    going?.acquisition.finish();
  }
}

function isOlder(version: string, oldest: readonly number[]): boolean {
  const numbers = version.split('.').map(Number);
  const differing = oldest.findIndex((number, place) => numbers[place] !== number);
  return differing >= 0 && (numbers[differing] ?? 0) < (oldest[differing] ?? 0);
}

/** A number as the instrument writes it: `3292-03` is 3.292. */
function readNumber(text: string | undefined): number {
  return Number(text?.replace(/(?=[+-])/, 'e') ?? NaN);
}
