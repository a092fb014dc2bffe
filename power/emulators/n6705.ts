import { CircuitMemory } from './circuit-memory.ts';
import type { Emulator, EmulatorPort, EmulatorSurroundings } from './emulator.ts';
import { n6705Log } from './n6705-log.ts';
import type { N6705EmulatorOptions, N6705Fault } from './n6705-options.ts';
import type { ScpiAction } from './scpi-commands.ts';
import { ScpiCommands, ScpiFault, scpiBlock, scpiNumber, splitChannels } from './scpi-commands.ts';

/** A module in a slot. */
interface Channel {
  readonly id: number;
  readonly model: string;
  readonly mostV: number;
  readonly mostA: number;
  voltageV: number;
  limitA: number;
  isOn: boolean;
  trips: boolean;
  hasTripped: boolean;
  logsVolts: boolean;
  logsCurrent: boolean;
}

/** The circuit is connected to this one. */
const measuredId = 1;
/** Time steps of the sampler; a sample period is a multiple of it for each parameter that is logged. */
const stepS = 20.48e-6;
/** From INIT on, until a trigger is taken: it creates the file. */
const armingMs = 80;
/** How long a voltage takes to be measured. */
const measuringMs = 20;
/** The file system's limit for a data log. */
const mostLogBytes = 2e9;

type Log =
  | { readonly kind: 'none' }
  | { readonly kind: 'armed'; readonly sinceUs: number }
  | { readonly kind: 'running'; readonly memory: CircuitMemory; readonly periodS: number };

/**
 * A Keysight N6705C with an N6781A in slot 1, which supplies and measures the circuit, and an N6731B in slot 2. It
 * writes data logs into a file, which is asked for afterwards; it says nothing by itself.
 */
export class N6705Emulator implements Emulator {
  readonly #surroundings: EmulatorSurroundings;
  readonly #faults: ReadonlySet<N6705Fault>;
  readonly #commands: ScpiCommands;
  readonly #channels: readonly Channel[] = [module(1, 'N6781A', 20.4, 3.06), module(2, 'N6731B', 5.1, 10.2)];
  #port: EmulatorPort | undefined;
  #periodS = 1e-3;
  #timeS = 30;
  #triggerSource = 'IMM';
  #log: Log = { kind: 'none' };
  #file: { readonly name: string; readonly bytes: Uint8Array } | undefined;
  #fileName = '';

  constructor(surroundings: EmulatorSurroundings, options: N6705EmulatorOptions = {}) {
    this.#surroundings = surroundings;
    this.#faults = new Set(options.faults);
    this.#commands = new ScpiCommands(this.#actions(), (reply) => {
      this.#send(reply);
    });
  }

  opened(port: EmulatorPort): void {
    this.#port = port;
    this.#commands.forgetLine();
    if (this.#log.kind === 'running') this.#log.memory.resume();
    if (this.#faults.has('stale')) this.#send(scpiNumber(3.3));
  }

  data(bytes: Uint8Array): void {
    this.#commands.take(bytes);
  }

  closed(): void {
    this.#port = undefined;
    // It logs on.
    if (this.#log.kind === 'running') this.#log.memory.pause();
  }

  #actions(): Record<string, ScpiAction> {
    return {
      '*IDN?': () => 'Keysight Technologies,N6705C,SIMULATED,F.01.05',
      '*RST': () => {
        this.#endLog();
        for (const channel of this.#channels) this.#switch(channel, false);
        this.#periodS = 1e-3;
        this.#timeS = 30;
      },
      '*TRG': () => {
        this.#trigger();
      },
      'SYSTem:CHANnel[:COUNt]?': () => `+${this.#channels.length}`,
      'SYSTem:CHANnel:MODel?': this.#question(({ model }) => `"${model}"`),
      '[SOURce:]VOLTage[:LEVel][:IMMediate][:AMPLitude]?': this.#question(({ voltageV, mostV }, value) => {
        if (/^MIN/i.test(value)) return scpiNumber(0);
        return scpiNumber(/^MAX/i.test(value) ? mostV : voltageV);
      }),
      '[SOURce:]VOLTage[:LEVel][:IMMediate][:AMPLitude]': this.#order((channel, value) => {
        channel.voltageV = inRange(value, 0, channel.mostV);
        if (channel.isOn) this.#switch(channel, true);
      }),
      '[SOURce:]CURRent:LIMit[:POSitive][:IMMediate][:AMPLitude]': this.#order((channel, value) => {
        if (!channel.model.startsWith('N678')) throw new ScpiFault('settingsConflict');
        channel.limitA = inRange(value, 0, channel.mostA);
      }),
      '[SOURce:]CURRent[:LEVel][:IMMediate][:AMPLitude]': this.#order((channel, value) => {
        channel.limitA = inRange(value, 0, channel.mostA);
      }),
      '[SOURce:]CURRent:PROTection:STATe': this.#order((channel, value) => {
        channel.trips = isOn(value);
      }),
      '[SOURce:]FUNCtion': this.#order((_, value) => {
        if (!/^(VOLT(age)?|CURR(ent)?)$/i.test(value)) throw new ScpiFault('dataOutOfRange');
      }),
      'OUTPut[:STATe]': this.#order((channel, value) => {
        this.#switch(channel, isOn(value));
      }),
      'OUTPut[:STATe]?': this.#question((channel) => (channel.isOn ? '1' : '0')),
      'OUTPut:PROTection:CLEar': this.#order((channel) => {
        channel.hasTripped = false;
      }),
      'MEASure[:SCALar]:VOLTage[:DC]?': (argument) => {
        const [channel] = this.#channelsOf(argument);
        this.#surroundings.clock.after(measuringMs, () => {
          this.#send(scpiNumber(channel?.id === measuredId ? this.#surroundings.circuit.voltageV : 0));
        });
        return undefined;
      },
      'STATus:QUEStionable:CONDition?': this.#question(({ hasTripped }) => (hasTripped ? '2' : '0')),
      'SENSe:DLOG:FUNCtion:VOLTage': this.#order((channel, value) => {
        if (isOn(value) && channel.logsCurrent && this.#faults.has('one-parameter')) {
          throw new ScpiFault('settingsConflict');
        }
        channel.logsVolts = isOn(value);
      }),
      'SENSe:DLOG:FUNCtion:CURRent': this.#order((channel, value) => {
        channel.logsCurrent = isOn(value);
      }),
      'SENSe:DLOG:FUNCtion:MINMax': this.#order(() => undefined),
      'SENSe:DLOG:CURRent:RANGe:AUTO': this.#order(() => undefined),
      'SENSe:DLOG:VOLTage:RANGe:AUTO': this.#order(() => undefined),
      'SENSe:DLOG:OFFSet': (argument) => {
        inRange(argument, 0, 0);
        return undefined;
      },
      'SENSe:DLOG:PERiod': (argument) => {
        this.#periodS = inRange(argument, stepS, 60);
        return undefined;
      },
      'SENSe:DLOG:PERiod?': () => scpiNumber(this.#actualPeriodS()),
      'SENSe:DLOG:TIME': (argument) => {
        this.#timeS = inRange(argument, 1e-3, 359_996_400);
        return undefined;
      },
      'SENSe:DLOG:TIME?': () => scpiNumber(this.#timeS),
      'TRIGger:DLOG:SOURce': (argument) => {
        this.#triggerSource = argument.toUpperCase();
        return undefined;
      },
      'INITiate[:IMMediate]:DLOG': (argument) => {
        this.#initiate(argument);
        return undefined;
      },
      'ABORt:DLOG': () => {
        this.#endLog();
        return undefined;
      },
      'MMEMory:DATA[:DEFinite]?': (argument) => {
        if (this.#file === undefined || !isSameFile(argument, this.#file.name)) throw new ScpiFault('fileNotFound');
        const { bytes } = this.#file;
        return this.#faults.has('truncate') ? bytes.subarray(0, bytes.length - 4099) : bytes;
      },
    };
  }

  /** A question about one channel; `value` is what stands before the channel. */
  #question(answer: (channel: Channel, value: string) => string): ScpiAction {
    return (argument) => {
      const { value } = splitChannels(argument);
      return this.#channelsOf(argument)
        .map((channel) => answer(channel, value))
        .join(',');
    };
  }

  #order(act: (channel: Channel, value: string) => void): ScpiAction {
    return (argument) => {
      const { value } = splitChannels(argument);
      for (const channel of this.#channelsOf(argument)) act(channel, value);
      return undefined;
    };
  }

  #channelsOf(argument: string): readonly Channel[] {
    const { channels } = splitChannels(argument);
    if (channels === null) throw new ScpiFault('missingParameter');
    return channels.map((id) => {
      const channel = this.#channels.find((known) => known.id === id);
      if (channel === undefined) throw new ScpiFault('dataOutOfRange');
      return channel;
    });
  }

  #switch(channel: Channel, on: boolean): void {
    if (on && channel.hasTripped) throw new ScpiFault('settingsConflict');
    channel.isOn = on;
    if (channel.id === measuredId) this.#surroundings.circuit.supply(on ? channel.voltageV : 0);
  }

  /** The period asked for, in whole steps, and not shorter than the parameters that are logged allow. */
  #actualPeriodS(): number {
    const parameters = this.#channels.reduce((sum, { logsVolts, logsCurrent }) => sum + +logsVolts + +logsCurrent, 0);
    const steps = Math.max(parameters, 1, Math.round(this.#periodS / stepS));
    // A log that would grow too long is sampled more coarsely.
    const fitting = Math.ceil((this.#timeS * parameters * 4) / mostLogBytes / stepS);
    return Math.max(steps, fitting) * stepS;
  }

  #initiate(argument: string): void {
    const [, name] = /^"([^"]+)"$/.exec(argument.trim()) ?? [];
    if (name === undefined) throw new ScpiFault('missingParameter');
    if (this.#log.kind === 'armed' || this.#log.kind === 'running') throw new ScpiFault('settingsConflict');
    this.#fileName = name;
    this.#log = { kind: 'armed', sinceUs: this.#surroundings.clock.nowUs() };
    if (this.#triggerSource.startsWith('IMM')) this.#begin();
  }

  #trigger(): void {
    const isReady =
      this.#log.kind === 'armed' && this.#surroundings.clock.nowUs() - this.#log.sinceUs >= armingMs * 1000;
    if (!isReady) throw new ScpiFault('triggerIgnored');
    this.#begin();
  }

  #begin(): void {
    const periodS = this.#actualPeriodS();
    const memory = new CircuitMemory(this.#surroundings, {
      periodUs: periodS * 1e6,
      mostSamples: Math.floor(this.#timeS / periodS + 1e-6),
      onRead: () => {
        this.#protect(memory);
      },
    });
    this.#log = { kind: 'running', memory, periodS };
  }

  /** Switches off what draws more than the limit, where it is told to. */
  #protect(memory: CircuitMemory): void {
    const channel = this.#channels.find(({ id }) => id === measuredId);
    if (channel?.isOn !== true || !channel.trips) return;
    const lastA = memory.currentA(memory.samples - 1);
    if (!(lastA > channel.limitA)) return;
    channel.hasTripped = true;
    this.#switch(channel, false);
  }

  #endLog(): void {
    if (this.#log.kind === 'running') {
      const { memory, periodS } = this.#log;
      memory.stop();
      const channels = this.#channels.map(({ id, model, logsVolts, logsCurrent }) => ({
        id,
        model,
        hasVolts: logsVolts,
        hasCurrent: logsCurrent,
      }));
      const log = { periodS, timeS: this.#timeS, measured: measuredId };
      this.#file = { name: this.#fileName, bytes: n6705Log(memory, log, channels) };
    }
    this.#log = { kind: 'none' };
  }

  #send(reply: string | Uint8Array): void {
    const end = Buffer.from(typeof reply !== 'string' && this.#faults.has('tail') ? '\0\0\0\0\n' : '\n', 'latin1');
    const bytes = Buffer.concat([typeof reply === 'string' ? Buffer.from(reply, 'latin1') : scpiBlock(reply), end]);
    const pieces = this.#faults.has('splits') ? oddPieces : [65_536];
    for (let at = 0, piece = 0; at < bytes.length; piece += 1) {
      const size = pieces[piece % pieces.length] ?? 1;
      this.#port?.send(bytes.subarray(at, at + size));
      at += size;
    }
  }
}

/** Sizes that agree with no line, head or sample. */
const oddPieces = [1, 2, 1, 5, 3, 7, 4093, 1, 65_521, 11];

function module(id: number, model: string, mostV: number, mostA: number): Channel {
  return {
    id,
    model,
    mostV,
    mostA,
    voltageV: 0,
    limitA: mostA,
    isOn: false,
    trips: false,
    hasTripped: false,
    logsVolts: false,
    logsCurrent: false,
  };
}

function inRange(text: string, least: number, most: number): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isNaN(value)) throw new ScpiFault('missingParameter');
  if (value < least || value > most) throw new ScpiFault('dataOutOfRange');
  return value;
}

function isOn(value: string): boolean {
  if (!/^(ON|OFF|0|1)$/i.test(value)) throw new ScpiFault('dataOutOfRange');
  return /^(ON|1)$/i.test(value);
}

/** File names are compared as the instrument's file system does. */
function isSameFile(argument: string, name: string): boolean {
  return argument.trim().toLowerCase() === `"${name.toLowerCase()}"`;
}
