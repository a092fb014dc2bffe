import type { Emulator, EmulatorPort, EmulatorSurroundings } from './emulator.ts';
import { lpm01aDefaults } from './lpm01a-options.ts';
import type { Lpm01aEmulatorOptions, Lpm01aFault } from './lpm01a-options.ts';
import { asciiDec, Lpm01aStream } from './lpm01a-stream.ts';

/** How often it sends what it has measured. */
const sendEveryMs = 20;
/** How long it calibrates itself after a change of voltage. */
const calibrationMs = 1500;
/** How long it takes to be there again after a reset. */
const resetMs = 12_000;
/** Samples that an earlier acquisition has left in its buffer. */
const leftover = '1111-05\r\n2222-05\r\n3333-05\r\n';

const sampleRates = new Set([
  '1',
  '2',
  '5',
  '10',
  '20',
  '50',
  '100',
  '200',
  '500',
  '1k',
  '2k',
  '5k',
  '10k',
  '20k',
  '50k',
  '100k',
]);

/** Commands that are obeyed before control was taken. */
const free = /^(?:help|echo .*|powershield|version|range|status|htc|psrst)$/;

/** An ST X-NUCLEO-LPM01A on a simulated circuit, as its firmware answers on its port. Samples come as text alone. */
export class Lpm01aEmulator implements Emulator {
  readonly #surroundings: EmulatorSurroundings;
  readonly #faults: ReadonlySet<Lpm01aFault>;
  readonly #faultEvery: number;
  readonly #firmware: string;
  #port: EmulatorPort | undefined;
  #input = '';
  #waiting: string[] = [];
  #busyUntilUs = 0;
  #isStale: boolean;
  #isControlled = false;
  #voltageV = 3.3;
  #isOn = false;
  #rate = '100';
  #output: 'energy' | 'current' = 'current';
  #eventLevel: 0 | 1 | null = null;
  #stream: Lpm01aStream | undefined;
  #cancelTimer: (() => void) | undefined;
  #cancelWork: (() => void) | undefined;
  #endListening: (() => void) | undefined;

  constructor(surroundings: EmulatorSurroundings, options: Lpm01aEmulatorOptions = {}) {
    this.#surroundings = surroundings;
    this.#faults = new Set(options.faults ?? lpm01aDefaults.faults);
    this.#faultEvery = options.faultEvery ?? lpm01aDefaults.faultEvery;
    this.#firmware = options.firmware ?? lpm01aDefaults.firmware;
    this.#isStale = this.#faults.has('stale');
  }

  /** So many samples from now on get lost on their way. */
  lose(samples: number): void {
    this.#stream?.lose(samples);
  }

  opened(port: EmulatorPort): void {
    this.#port = port;
    this.#input = '';
    this.#isStale = this.#faults.has('stale');
    // What was measured while nobody listened is lost.
    this.#stream?.advance(false);
    if (this.#stream !== undefined) this.#streamOn();
    this.#work();
  }

  closed(): void {
    this.#port = undefined;
    this.#streamOff();
    this.#cancelWork?.();
    this.#waiting = [];
  }

  data(bytes: Uint8Array): void {
    const lines = (this.#input + Buffer.from(bytes).toString('latin1')).split(/\r?\n/);
    this.#input = lines.pop() ?? '';
    this.#waiting.push(...lines.map((line) => line.trim()).filter((line) => line !== ''));
    this.#work();
  }

  /** Obeys what waits; what comes while it calibrates waits until that is over. */
  #work(): void {
    const { clock } = this.#surroundings;
    this.#cancelWork?.();
    for (let command = this.#waiting[0]; command !== undefined; command = this.#waiting[0]) {
      const busyMs = (this.#busyUntilUs - clock.nowUs()) / 1000;
      if (busyMs > 0) {
        this.#cancelWork = clock.after(busyMs, () => {
          this.#work();
        });
        return;
      }
      this.#waiting.shift();
      if (this.#isStale) {
        this.#isStale = false;
        this.#refuse(`pow${command}`, 'unknown command');
      } else {
        this.#obey(command);
      }
    }
  }

  #obey(command: string): void {
    if (!this.#isControlled && !free.test(command)) {
      this.#refuse(command, 'the host has not taken control');
      return;
    }
    const [name = '', argument = '', ...more] = command.split(' ');
    switch (name) {
      case 'htc':
      case 'hrc':
        this.#isControlled = name === 'htc';
        this.#acknowledge(command);
        return;
      case 'powershield':
        this.#acknowledge(`${command} PowerShield present emulated-0001`);
        return;
      case 'version':
        this.#acknowledge(`${command} ${this.#firmware}`);
        return;
      case 'volt':
        this.#volt(command, argument);
        return;
      case 'pwr':
        this.#power(command, argument);
        return;
      case 'freq':
        if (!sampleRates.has(argument)) {
          this.#refuse(command, 'frequency not in the list');
          return;
        }
        this.#rate = argument;
        this.#acknowledge(command);
        return;
      case 'output':
        if (argument !== 'energy' && argument !== 'current') {
          this.#refuse(command, 'wrong output type');
          return;
        }
        this.#output = argument;
        this.#acknowledge(command);
        return;
      case 'format':
        if (argument !== 'ascii_dec') this.#refuse(command, 'this format is not emulated');
        else this.#acknowledge(command);
        return;
      case 'eventsrc':
        this.#eventLevel = argument !== 'd7' ? null : more[0] === 'fal' ? 0 : 1;
        this.#acknowledge(command);
        return;
      case 'lcd':
      case 'acqtime':
      case 'acqmode':
      case 'funcmode':
      case 'trigdelay':
      case 'trigsrc':
      case 'pwrend':
      case 'status':
        this.#acknowledge(command);
        return;
      case 'start':
        this.#start();
        return;
      case 'stop':
        this.#stop();
        return;
      case 'psrst':
        this.#reset();
        return;
      default:
        this.#refuse(command, 'unknown command');
    }
  }

  #volt(command: string, argument: string): void {
    if (argument === 'get') {
      this.#acknowledge(`${command} ${asciiDec(this.#voltageV)}`);
      return;
    }
    const millivolts = Number(/^(\d+)m$/.exec(argument)?.[1] ?? NaN);
    if (!(millivolts >= 1800 && millivolts <= 3300)) {
      this.#refuse(command, 'voltage out of range');
      return;
    }
    this.#voltageV = millivolts / 1000;
    if (this.#isOn) this.#supply();
    const { clock } = this.#surroundings;
    this.#busyUntilUs = clock.nowUs() + calibrationMs * 1000;
    const port = this.#port;
    const say = (text: string): void => {
      // Not to somebody who has opened the port since.
      if (port === this.#port) this.#send(text);
    };
    clock.after(calibrationMs, () => {
      if (!this.#faults.has('calibration')) {
        say(acknowledgement(command));
        return;
      }
      say(`\r\nPowerShield > ack ${command.slice(0, 3)}`);
      say(`calibration request handled`);
      say(`${command.slice(3)}\r\n\r\n`);
    });
  }

  #power(command: string, argument: string): void {
    if (argument === 'get') {
      this.#acknowledge(`${command} ${this.#isOn ? 'on' : 'off'}`);
      return;
    }
    if (argument !== 'auto') {
      this.#isOn = argument === 'on';
      this.#supply();
    }
    this.#acknowledge(command);
  }

  #supply(): void {
    // Up to the change the old voltage counts.
    this.#stream?.advance(this.#port !== undefined);
    this.#surroundings.circuit.supply(this.#isOn ? this.#voltageV : 0);
  }

  #start(): void {
    if (this.#stream !== undefined) {
      this.#refuse('start', 'acquisition under way');
      return;
    }
    if (this.#faults.has('leftover')) this.#send(leftover);
    this.#acknowledge('start');
    this.#stream = new Lpm01aStream(this.#surroundings.circuit, {
      sampleRateHz: Number(this.#rate.replace('k', '000')),
      output: this.#output,
      eventLevel: this.#eventLevel,
      faults: this.#faults,
      faultEvery: this.#faultEvery,
      send: (text) => {
        this.#send(text);
      },
    });
    this.#streamOn();
  }

  #streamOn(): void {
    this.#endListening = this.#surroundings.circuit.onLeap(() => {
      this.#advance();
    });
    this.#sendLater();
  }

  /** Measures on, but nobody is told. */
  #streamOff(): void {
    this.#cancelTimer?.();
    this.#endListening?.();
  }

  #sendLater(): void {
    this.#cancelTimer = this.#surroundings.clock.after(sendEveryMs, () => {
      this.#advance();
      if (this.#stream !== undefined) this.#sendLater();
    });
  }

  #advance(): void {
    const stream = this.#stream;
    if (stream === undefined) return;
    stream.advance();
    if (!stream.isOverloaded) return;
    this.#end();
    this.#isOn = false;
    this.#surroundings.circuit.supply(0);
    this.#send('\r\nError: overcurrent detected, target power supply switched off\r\nend\r\n');
  }

  #stop(): void {
    if (this.#stream === undefined) {
      this.#refuse('stop', 'no acquisition under way');
      return;
    }
    this.#end();
    const summary = '\r\nsummary beg\r\nno error\r\nsummary end\r\n';
    this.#send(`end\r\n\r\nPowerShield > Acquisition completed\r\n\r\n${summary}`);
  }

  #end(): void {
    this.#streamOff();
    this.#stream?.end();
    this.#stream = undefined;
  }

  /** Everything is as after being plugged in, and its port goes away. */
  #reset(): void {
    this.#end();
    this.#isOn = false;
    this.#surroundings.circuit.supply(0);
    this.#isControlled = false;
    this.#eventLevel = null;
    this.#busyUntilUs = this.#surroundings.clock.nowUs() + resetMs * 1000;
    const port = this.#port;
    this.closed();
    port?.drop(new Error('the PowerShield was reset'));
  }

  #acknowledge(command: string): void {
    this.#send(acknowledgement(command));
  }

  #refuse(command: string, why: string): void {
    this.#send(`\r\nPowerShield > error ${command}\r\nError detail: ${why}\r\n\r\n`);
  }

  #send(text: string): void {
    this.#port?.send(Buffer.from(text, 'latin1'));
  }
}

function acknowledgement(command: string): string {
  return `\r\nPowerShield > ack ${command}\r\n\r\n`;
}
