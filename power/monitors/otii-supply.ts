import { wait } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import type { InstrumentSurroundings } from './instrument.ts';
import type { OtiiLink } from './otii-link.ts';
import { isUnknownToServer } from './otii-link.ts';
import type { OtiiData } from './otii-messages.ts';

/** Volts that a device gives. */
export interface SupplyRange {
  readonly least: number;
  readonly most: number;
}

/** The levels that the inputs can be set to. */
const inputLevelV = { least: 1.2, most: 5 };
/** How long the voltage may take, and how near it has to come. */
const attempts = 60;
const attemptEveryMs = 50;
const toleranceV = 0.05;
/** For servers that cannot be asked for the voltage. */
const settleMs = 300;

interface OtiiSupplyOptions {
  readonly url: string;
  readonly link: OtiiLink;
  readonly surroundings: InstrumentSurroundings;
  /** The current at which the device switches off, amperes. */
  readonly limitA: number;
  readonly deviceId: () => string;
}

/** The main output of an Otii. */
export class OtiiSupply {
  readonly #options: OtiiSupplyOptions;
  #isOn = false;

  constructor(options: OtiiSupplyOptions) {
    this.#options = options;
  }

  /** It was switched on here. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** @throws BenchError instrument.voltage, instrument.overcurrent, instrument.reply, instrument.vanished */
  async on(voltageV: number, { least, most }: SupplyRange): Promise<void> {
    const { link, limitA, url } = this.#options;
    if (!(voltageV >= least && voltageV <= most)) {
      throw failure('instrument.voltage', { monitor: url, wantedV: voltageV, leastV: least, mostV: most });
    }
    // It may be set to emulate a battery. Older ones cannot.
    const box = await link.ask('arc_set_supply_power_box', this.#own());
    if (box.kind === 'error' && !isUnknownToServer(box)) throw link.refusal('arc_set_supply_power_box', box);
    await link.request('arc_set_max_current', this.#own({ value: limitA }));
    await link.request('arc_set_main_voltage', this.#own({ value: voltageV }));
    await this.setInputLevel(voltageV);
    await link.request('arc_set_main', this.#own({ enable: true }));
    this.#isOn = true;
    await this.#awaitVoltage(voltageV);
  }

  async off(): Promise<void> {
    this.#isOn = false;
    await this.#options.link.request('arc_set_main', this.#own({ enable: false }));
  }

  /** The digital inputs compare with a level of their own: that of the board's pins. */
  async setInputLevel(voltageV: number): Promise<void> {
    const value = Math.min(Math.max(voltageV, inputLevelV.least), inputLevelV.most);
    await this.#options.link.request('arc_set_exp_voltage', this.#own({ value }));
  }

  /** @throws BenchError instrument.overcurrent where the device has switched off what it was told to supply */
  async requireOn(): Promise<void> {
    if (!this.#isOn) return;
    const { link, limitA, url } = this.#options;
    const main = await link.ask('arc_get_main', this.#own());
    if (main.kind === 'error' || main.data['value'] !== false) return;
    this.#isOn = false;
    throw failure('instrument.overcurrent', { monitor: url, problem: `more than ${limitA} A` });
  }

  async #awaitVoltage(voltageV: number): Promise<void> {
    const { link, url, surroundings } = this.#options;
    const { clock, signal } = surroundings;
    await link.request('arc_enable_channel', this.#own({ channel: 'mv', enable: true }));
    let measured: unknown;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const answer = await link.ask('arc_get_value', this.#own({ channel: 'mv' }));
      if (answer.kind === 'error') {
        await wait(clock, settleMs, signal);
        return;
      }
      measured = answer.data['value'];
      if (typeof measured === 'number' && Math.abs(measured - voltageV) <= toleranceV) return;
      await this.requireOn();
      await wait(clock, attemptEveryMs, signal);
    }
    throw failure('instrument.reply', {
      monitor: url,
      command: `arc_set_main at ${voltageV} V`,
      reply: `${String(measured)} V`,
    });
  }

  #own(data: OtiiData = {}): OtiiData {
    return { device_id: this.#options.deviceId(), ...data };
  }
}
