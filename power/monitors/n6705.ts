import { wait } from '../../harness/clock.ts';
import { BenchError, failure } from '../../harness/errors.ts';
import type { TraceHead } from '../trace.ts';
import type {
  Instrument,
  InstrumentCapabilities,
  InstrumentIdentity,
  InstrumentSurroundings,
  Recorder,
} from './instrument.ts';
import { numberOption, parseLanUrl } from './lan-url.ts';
import { deliverLog } from './n6705-log.ts';
import { switchOn } from './n6705-supply.ts';
import { ScpiLink, isScpiIdentity } from './scpi.ts';

const defaultPort = 5025;
/** The shortest period there is; with volts and amperes the instrument makes it two steps. */
const defaultPeriodS = 2.048e-5;
/** Far above what a microcontroller board draws, and below what harms one soon. */
const defaultLimitA = 1;
/** Longer than the windows of slow boards; at the shortest period 120 MB of the instrument's memory. */
const defaultDurationS = 600;
/** What the modules give that suit boards; asked of the module when it is open. */
const usualSupplyV = { least: 0, most: 20.4 };
/** The file of the recording, in the instrument; written anew each time. */
const logFile = 'internal:\\boardbench.dlog';
/** The instrument writes no longer ones. */
const mostLogBytes = 2e9;
/** While it creates its file, it ignores triggers. */
const triggerAttempts = 100;
const triggerEveryMs = 30;
/** `STATus:QUEStionable`: overcurrent protection. */
const overcurrentBit = 2;

interface Settings {
  readonly deviceUrl: string;
  readonly channel: number;
  readonly periodS: number;
  readonly limitA: number;
  readonly durationS: number;
}

/**
 * The Keysight N6705 power analyzer over its network socket: `n6705://HOST[:5025]?channel=1&period=2.048e-5&limit=1`.
 * `period` is seconds a sample, `limit` the amperes at which it switches the board off, `duration` the seconds for which
 * it can record at most. It writes a data log into a file of its own, which is fetched at the stop, and sees no edges.
 * @throws BenchError usage.monitor
 */
export function n6705Instrument(url: string, surroundings: InstrumentSurroundings): Instrument {
  const { deviceUrl, options } = parseLanUrl(url, 'n6705', defaultPort, ['channel', 'period', 'limit', 'duration']);
  const channel = numberOption(url, options, 'channel', { least: 1, most: 4, unit: 'a channel' }, 1);
  if (!Number.isInteger(channel)) {
    throw failure('usage.monitor', { url, problem: `channel=${channel} is no number of a channel` });
  }
  return new N6705(url, surroundings, {
    deviceUrl,
    channel,
    periodS: numberOption(url, options, 'period', { least: 2.048e-5, most: 60, unit: 'seconds' }, defaultPeriodS),
    limitA: numberOption(url, options, 'limit', { least: 0.001, most: 100, unit: 'amperes' }, defaultLimitA),
    durationS: numberOption(url, options, 'duration', { least: 1, most: 1e6, unit: 'seconds' }, defaultDurationS),
  });
}

interface Recording {
  readonly recorder: Recorder;
  readonly head: TraceHead;
}

class N6705 implements Instrument {
  readonly url: string;
  readonly #settings: Settings;
  readonly #surroundings: InstrumentSurroundings;
  readonly #link: ScpiLink;
  #supplyV = usualSupplyV;
  #channels = 1;
  #module = '';
  #recording: Recording | undefined;
  #isOpen = false;

  constructor(url: string, surroundings: InstrumentSurroundings, settings: Settings) {
    this.url = url;
    this.#settings = settings;
    this.#surroundings = surroundings;
    this.#link = new ScpiLink({
      url,
      transport: surroundings.transport(settings.deviceUrl, 115_200),
      clock: surroundings.clock,
      signal: surroundings.signal,
      onVanished: (error) => {
        const recording = this.#recording;
        this.#recording = undefined;
        recording?.recorder.failed(error);
      },
    });
  }

  get capabilities(): InstrumentCapabilities {
    return {
      supplyV: this.#supplyV,
      hasEdges: false,
      isLive: false,
      latencyMs: 0,
      mostCurrentA: this.#settings.limitA,
      measuresCurrentOnly: false,
    };
  }

  async open(): Promise<InstrumentIdentity> {
    const { channel } = this.#settings;
    await this.#link.open();
    this.#isOpen = true;
    try {
      const [maker, model, serial, firmware] = await this.#identity();
      await this.#link.attempt('*CLS');
      // Whatever an earlier program began to record.
      await this.#link.send('ABOR:DLOG');
      this.#channels = await this.#link.number('SYST:CHAN?');
      if (channel > this.#channels) {
        throw failure('instrument.unready', {
          monitor: this.url,
          problem: `it has no channel ${channel}`,
          advice: `Give one from 1 to ${this.#channels} with ?channel=`,
        });
      }
      this.#module = (await this.#link.query(`SYST:CHAN:MOD? ${this.#at}`)).replaceAll('"', '').trim();
      this.#supplyV = {
        least: await this.#link.number(`VOLT? MIN,${this.#at}`),
        most: await this.#link.number(`VOLT? MAX,${this.#at}`),
      };
      return {
        kind: 'n6705',
        name: `${maker} ${model} ${serial}, firmware ${firmware}, ${this.#module} in channel ${channel}`,
        simulated: /^SIM/i.test(serial),
      };
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async supplyOn(voltageV: number): Promise<void> {
    const output = { at: this.#at, module: this.#module, limitA: this.#settings.limitA, rangeV: this.#supplyV };
    await switchOn(this.#link, this.#surroundings, output, voltageV);
  }

  async supplyOff(): Promise<void> {
    await this.#link.send(`OUTP OFF,${this.#at}`);
  }

  async start(recorder: Recorder, voltageV: number | null): Promise<TraceHead> {
    const { periodS, durationS, channel } = this.#settings;
    const at = this.#at;
    for (let other = 1; other <= this.#channels; other += 1) {
      if (other !== channel)
        await this.#link.send(`SENS:DLOG:FUNC:CURR OFF,(@${other})`, `SENS:DLOG:FUNC:VOLT OFF,(@${other})`);
    }
    await this.#link.send(`SENS:DLOG:FUNC:VOLT OFF,${at}`, `SENS:DLOG:FUNC:CURR ON,${at}`);
    // What not every module or firmware can do: volts beside the amperes; ranges; the least and the most of a period,
    // and what was before the trigger, which are off unless somebody switched them on.
    await this.#link.attempt(`SENS:DLOG:FUNC:VOLT ON,${at}`);
    await this.#link.attempt(`SENS:DLOG:CURR:RANG:AUTO ON,${at}`);
    await this.#link.attempt(`SENS:DLOG:VOLT:RANG:AUTO ON,${at}`);
    await this.#link.attempt(`SENS:DLOG:FUNC:MINM OFF,${at}`);
    await this.#link.attempt('SENS:DLOG:OFFS 0');
    await this.#link.send('TRIG:DLOG:SOUR BUS', `SENS:DLOG:TIME ${durationS}`, `SENS:DLOG:PER ${periodS}`);
    const sampleRateHz = 1 / (await this.#link.number('SENS:DLOG:PER?'));
    const head: TraceHead = {
      source: this.url,
      kind: 'n6705',
      sampleRateHz,
      quantity: 'current',
      voltageV: voltageV ?? (await this.#link.number(`VOLT? ${at}`)),
    };
    await this.#link.send(`INIT:DLOG "${logFile}"`);
    await this.#trigger();
    this.#recording = { recorder, head };
    return head;
  }

  async stop(): Promise<void> {
    const recording = this.#recording;
    if (recording === undefined) return;
    // From here on what goes wrong is told below, behind what could be fetched.
    this.#recording = undefined;
    const chunks: Uint8Array[] = [];
    try {
      await this.#link.send('ABOR:DLOG');
      await this.#link.query('*OPC?');
      await this.#link.block(
        `MMEM:DATA:DEF? "${logFile}"`,
        (bytes) => chunks.push(new Uint8Array(bytes)),
        mostLogBytes,
      );
    } catch (error) {
      await this.#salvage(chunks, recording);
      if (!(error instanceof BenchError && error.code === 'instrument.vanished')) throw error;
      recording.recorder.failed(error);
      return;
    }
    const samples = await deliverLog(Buffer.concat(chunks), this.#settings.channel, recording);
    await this.#judge(recording, samples);
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    if (this.#recording !== undefined) {
      this.#recording = undefined;
      await this.#link.attempt('ABOR:DLOG').catch(() => null);
    }
    await this.#link.close();
  }

  /** Delivers the beginning of a log whose end was lost on its way. */
  async #salvage(chunks: readonly Uint8Array[], recording: Recording): Promise<void> {
    try {
      await deliverLog(Buffer.concat(chunks), this.#settings.channel, recording);
    } catch {
      // Not even its description came; the error that is under way says why.
    }
  }

  /** What went wrong in the instrument while it recorded. */
  async #judge({ recorder, head }: Recording, samples: number): Promise<void> {
    const { durationS, limitA } = this.#settings;
    const status = await this.#link.number(`STAT:QUES:COND? ${this.#at}`);
    if ((status & overcurrentBit) !== 0) {
      recorder.failed(failure('instrument.overcurrent', { monitor: this.url, problem: `${limitA} A` }));
    } else if (samples + 1 >= durationS * (head.sampleRateHz ?? Infinity)) {
      recorder.failed(
        failure('instrument.unready', {
          monitor: this.url,
          problem: `its data log was full after ${durationS} s`,
          advice: 'Give a longer one with ?duration=SECONDS',
        }),
      );
    }
  }

  async #identity(): Promise<[maker: string, model: string, serial: string, firmware: string]> {
    // Replies to questions of an earlier program may come first.
    const reply = await this.#link.query('*IDN?', isScpiIdentity);
    const [maker = '', model = '', serial = '', firmware = ''] = reply.split(',').map((part) => part.trim());
    if (!/^N67\d\d/i.test(model)) throw failure('instrument.reply', { monitor: this.url, command: '*IDN?', reply });
    return [maker, model, serial, firmware];
  }

  async #trigger(): Promise<void> {
    let problem: string | null = null;
    for (let attempt = 0; attempt < triggerAttempts; attempt += 1) {
      problem = await this.#link.attempt('*TRG');
      if (problem === null) return;
      if (!/^-211\b/.test(problem)) break;
      await wait(this.#surroundings.clock, triggerEveryMs, this.#surroundings.signal);
    }
    throw failure('instrument.reply', { monitor: this.url, command: '*TRG', reply: problem ?? 'nothing' });
  }

  get #at(): string {
    return `(@${this.#settings.channel})`;
  }
}
