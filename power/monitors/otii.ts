import { wait } from '../../harness/clock.ts';
import type { TraceHead } from '../trace.ts';
import type {
  Instrument,
  InstrumentCapabilities,
  InstrumentIdentity,
  InstrumentSurroundings,
  Recorder,
} from './instrument.ts';
import { numberOption, parseLanUrl } from './lan-url.ts';
import { OtiiCapture, otiiHoldS } from './otii-capture.ts';
import { OtiiLink, isUnknownToServer } from './otii-link.ts';
import type { OtiiData } from './otii-messages.ts';
import type { OtiiDevice } from './otii-setup.ts';
import { findDevice, lastRecording, prepareProject, reserveLicence } from './otii-setup.ts';
import type { SupplyRange } from './otii-supply.ts';
import { OtiiSupply } from './otii-supply.ts';
import { choiceOption } from './port-url.ts';

const defaultPort = 1905;
/** Above what a microcontroller board draws; the device switches off beyond it. */
const defaultLimitA = 0.5;
/** The Arc's rate, for servers that do not tell it. */
const usualRateHz = 4000;
/** How often the server is asked for what it has recorded. */
const fetchEveryMs = 200;
/** How long an answer may take on top. */
const answerMs = 200;
const arcSupplyV: SupplyRange = { least: 0.5, most: 5 };
const aceSupplyV: SupplyRange = { least: 0.5, most: 25 };
const stopAttempts = 100;
const stopEveryMs = 50;

interface Settings {
  readonly deviceUrl: string;
  readonly device: string | undefined;
  readonly limitA: number;
  /** Null: what the device is set to. */
  readonly rateHz: number | null;
  /** The digital input that the board's pin is at. */
  readonly input: 1 | 2;
}

/**
 * A Qoitech Otii Arc or Ace, through the TCP server of its application:
 * `otii://HOST[:1905]?device=NAME&limit=0.5&rate=HZ&input=1`. `limit` is the current, amperes, at which it switches the
 * board off, `rate` the samples a second of an Ace, `input` the digital input that the board's pin is at.
 * @throws BenchError usage.monitor
 */
export function otiiInstrument(url: string, surroundings: InstrumentSurroundings): Instrument {
  const { deviceUrl, options } = parseLanUrl(url, 'otii', defaultPort, ['device', 'limit', 'rate', 'input']);
  return new Otii(url, surroundings, {
    deviceUrl,
    device: options.get('device'),
    limitA: numberOption(url, options, 'limit', { least: 0.001, most: 5, unit: 'amperes' }, defaultLimitA),
    rateHz: numberOption(url, options, 'rate', { least: 1, most: 1e6, unit: 'samples a second' }, null),
    input: choiceOption(url, options, 'input', ['1', '2']) === '1' ? 1 : 2,
  });
}

interface Recording {
  readonly recorder: Recorder;
  readonly capture: OtiiCapture;
  cancelTimer: () => void;
  /** No more fetching than what is under way. */
  isStopping: boolean;
  /** The fetching that is under way; never rejects. */
  fetching: Promise<void>;
}

class Otii implements Instrument {
  readonly url: string;
  readonly #settings: Settings;
  readonly #surroundings: InstrumentSurroundings;
  readonly #link: OtiiLink;
  readonly #supply: OtiiSupply;
  #device: OtiiDevice | undefined;
  #projectId = -1;
  #licenceId: number | null = null;
  #recording: Recording | undefined;
  #isOpen = false;

  constructor(url: string, surroundings: InstrumentSurroundings, settings: Settings) {
    this.url = url;
    this.#settings = settings;
    this.#surroundings = surroundings;
    this.#link = new OtiiLink({
      url,
      transport: surroundings.transport(settings.deviceUrl, 115_200),
      clock: surroundings.clock,
      signal: surroundings.signal,
      onVanished: (error) => {
        this.#fail(error);
      },
    });
    this.#supply = new OtiiSupply({
      url,
      surroundings,
      link: this.#link,
      limitA: settings.limitA,
      deviceId: () => this.#deviceId,
    });
  }

  get capabilities(): InstrumentCapabilities {
    return {
      supplyV: this.#supplyV,
      hasEdges: true,
      isLive: true,
      latencyMs: fetchEveryMs + answerMs + otiiHoldS * 1000,
      mostCurrentA: this.#settings.limitA,
      measuresCurrentOnly: false,
    };
  }

  async open(): Promise<InstrumentIdentity> {
    await this.#link.open();
    this.#isOpen = true;
    try {
      this.#licenceId = await reserveLicence(this.#link, this.url);
      const device = await findDevice(this.#link, this.url, this.#settings.device);
      this.#device = device;
      this.#projectId = await prepareProject(this.#link, device.id);
      const version = await this.#link.ask('arc_get_version', this.#own());
      const firmware = version.kind === 'response' ? version.data['fw_version'] : undefined;
      return {
        kind: 'otii',
        name: `Qoitech Otii ${device.type} "${device.name}" ${device.id}${typeof firmware === 'string' ? `, firmware ${firmware}` : ''}`,
        simulated: device.type === 'Simulator',
      };
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async supplyOn(voltageV: number): Promise<void> {
    await this.#supply.on(voltageV, this.#supplyV);
  }

  async supplyOff(): Promise<void> {
    await this.#supply.off();
  }

  async start(recorder: Recorder, voltageV: number | null): Promise<TraceHead> {
    const { input, rateHz } = this.#settings;
    if (voltageV !== null && !this.#supply.isOn) await this.#supply.setInputLevel(voltageV);
    await this.#link.request('arc_enable_exp_port', this.#own({ enable: true }));
    if (rateHz !== null) {
      await this.#link.request('arc_set_channel_samplerate', this.#own({ channel: 'mc', value: rateHz }));
    }
    await this.#link.request('arc_enable_channel', this.#own({ channel: 'mc', enable: true }));
    const volts = await this.#link.ask('arc_enable_channel', this.#own({ channel: 'mv', enable: true }));
    await this.#link.request('arc_enable_channel', this.#own({ channel: `i${input}`, enable: true }));
    const sampleRateHz = await this.#sampleRateHz();
    const isHigh = await this.#inputLevel();
    await this.#link.request('project_start_recording', { project_id: this.#projectId });
    const recordingId = await lastRecording(this.#link, this.#projectId);
    if (recordingId === null) {
      throw this.#link.unexpected('project_get_last_recording', { recording_id: recordingId });
    }
    const capture = new OtiiCapture({
      link: this.#link,
      clock: this.#surroundings.clock,
      recordingId,
      deviceId: this.#deviceId,
      sampleRateHz,
      hasVolts: volts.kind === 'response',
      input: { number: input, isHigh },
      recorder,
    });
    const recording: Recording = {
      recorder,
      capture,
      cancelTimer: () => undefined,
      isStopping: false,
      fetching: Promise.resolve(),
    };
    this.#recording = recording;
    this.#fetchLater(recording);
    return {
      source: this.url,
      kind: 'otii',
      sampleRateHz,
      quantity: 'current',
      voltageV: voltageV ?? (await this.#programmedV()),
    };
  }

  async stop(): Promise<void> {
    const recording = this.#recording;
    if (recording === undefined) return;
    recording.isStopping = true;
    recording.cancelTimer();
    await recording.fetching;
    // The fetching may have ended it.
    if (this.#recording !== recording) return;
    try {
      await this.#link.request('project_stop_recording', { project_id: this.#projectId });
      await this.#awaitStopped();
      await recording.capture.fetch(true);
      await this.#supply.requireOn();
    } catch (error) {
      // What made it vanish was told already.
      if (this.#recording !== recording) return;
      this.#recording = undefined;
      recording.capture.end();
      throw error;
    }
    this.#recording = undefined;
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const recording = this.#recording;
    this.#recording = undefined;
    if (recording !== undefined) {
      recording.capture.end();
      recording.cancelTimer();
      await recording.fetching;
      await this.#tryLast('project_stop_recording', { project_id: this.#projectId });
    }
    if (this.#licenceId !== null) await this.#tryLast('otii_return_license', { license_id: this.#licenceId });
    this.#licenceId = null;
    await this.#link.close();
  }

  #fetchLater(recording: Recording): void {
    recording.cancelTimer = this.#surroundings.clock.after(fetchEveryMs, () => {
      recording.fetching = this.#fetch(recording);
    });
  }

  async #fetch(recording: Recording): Promise<void> {
    try {
      await recording.capture.fetch(false);
      await this.#supply.requireOn();
      if (this.#recording === recording && !recording.isStopping) this.#fetchLater(recording);
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #fail(error: Error): void {
    const recording = this.#recording;
    this.#recording = undefined;
    recording?.cancelTimer();
    recording?.capture.end();
    recording?.recorder.failed(error);
  }

  async #sampleRateHz(): Promise<number> {
    const rate = await this.#link.ask('arc_get_channel_samplerate', this.#own({ channel: 'mc' }));
    if (rate.kind === 'error') {
      if (isUnknownToServer(rate)) return usualRateHz;
      throw this.#link.refusal('arc_get_channel_samplerate', rate);
    }
    const { value } = rate.data;
    if (typeof value !== 'number' || !(value > 0)) {
      throw this.#link.unexpected('arc_get_channel_samplerate', rate.data);
    }
    return value;
  }

  async #inputLevel(): Promise<boolean | null> {
    const level = await this.#link.ask('arc_get_gpi', this.#own({ pin: this.#settings.input }));
    return level.kind === 'response' && typeof level.data['value'] === 'boolean' ? level.data['value'] : null;
  }

  async #programmedV(): Promise<number | null> {
    const { value } = await this.#link.request('arc_get_main_voltage', this.#own());
    return typeof value === 'number' ? value : null;
  }

  /** What was recorded last may still be on its way from the device to the server. */
  async #awaitStopped(): Promise<void> {
    const recordingId = await lastRecording(this.#link, this.#projectId);
    for (let attempt = 0; recordingId !== null && attempt < stopAttempts; attempt += 1) {
      const { running } = await this.#link.request('recording_is_running', { recording_id: recordingId });
      if (running !== true) return;
      await wait(this.#surroundings.clock, stopEveryMs);
    }
  }

  /** For closing: what cannot be done any more is left. */
  async #tryLast(command: string, data: OtiiData): Promise<void> {
    try {
      await this.#link.ask(command, data);
    } catch {
      // It has gone, and its server notices that by itself.
    }
  }

  #own(data: OtiiData = {}): OtiiData {
    return { device_id: this.#deviceId, ...data };
  }

  get #supplyV(): SupplyRange {
    return this.#device?.type === 'Ace' ? aceSupplyV : arcSupplyV;
  }

  get #deviceId(): string {
    return this.#device?.id ?? '';
  }
}
