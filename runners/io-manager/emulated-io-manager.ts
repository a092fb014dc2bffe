import type { Emulator, EmulatorPort, EmulatorSurroundings } from '../../power/emulators/emulator.ts';
import type { MemoryPeer } from '../transports/memory.ts';

/**
 * What can be wrong with an emulated I/O manager: `silent` says nothing; `no-board` has its wires to the board open;
 * `echo` repeats what it receives; `glue` now and then loses a line end; `tear` puts one in the middle of a line;
 * `missing-lap` does not see the third edge.
 */
export type ManagerFault = 'silent' | 'no-board' | 'echo' | 'glue' | 'tear' | 'missing-lap';

export interface EmulatedManagerOptions {
  /** The rate of the board's own UART; a manager set to another one hears nothing of it. */
  readonly boardBaud?: number;
  /** What its microsecond counter shows at first. */
  readonly originUs?: number;
  /** How much too fast that counter runs, in millionths. */
  readonly fastPpm?: number;
  /** Has `version` and `setbaud`, as newer ones do. */
  readonly isNew?: boolean;
  readonly faults?: readonly ManagerFault[];
}

const usualBaud = 9600;
/** As seen in published logs. */
const usualFastPpm = 1200;
/** `dut db ` and the digits of 26 bytes: as much as the existing runner sends it. */
const longestCommand = 'dut db '.length + 2 * 26;
/** A board that has said nothing for so long is no longer listened to exclusively. */
const boardQuietMs = 100;
const restartMs = 50;
/** How often it is looked for edges while time does not leap. */
const lookEveryMs = 10;
/** Of so many lines one is torn, or loses its end. */
const tornOf = 97;
const gluedOf = 7;

/**
 * An I/O manager in front of a simulated board. Half duplex: while it passes a command on and the board answers, what
 * the host sends is lost.
 */
export class EmulatedIoManager implements Emulator {
  readonly #surroundings: EmulatorSurroundings;
  readonly #board: MemoryPeer;
  readonly #options: Required<EmulatedManagerOptions>;
  #port: EmulatorPort | undefined;
  #command = '';
  #boardLine = '';
  #isBusy = false;
  #managerBaud = usualBaud;
  #isTimerOn = false;
  #edgesFromUs = 0;
  #countsRising = false;
  #edgesSeen = 0;
  #laps: number[] = [];
  #linesSent = 0;
  #cancelQuiet: (() => void) | undefined;
  #cancelLook: (() => void) | undefined;
  #endListening: (() => void) | undefined;

  /** @param board the far end of the wires: the board's UART, which it holds for good */
  constructor(surroundings: EmulatorSurroundings, board: MemoryPeer, options: EmulatedManagerOptions = {}) {
    this.#surroundings = surroundings;
    this.#board = board;
    this.#options = {
      boardBaud: usualBaud,
      originUs: 28_797_336,
      fastPpm: usualFastPpm,
      isNew: false,
      faults: [],
      ...options,
    };
    board.opened({
      send: (bytes) => {
        this.#hear(bytes);
      },
      drop: () => undefined,
    });
  }

  opened(port: EmulatorPort): void {
    this.#port = port;
    this.#watchPin();
  }

  closed(): void {
    this.#port = undefined;
    this.#command = '';
    this.#isBusy = false;
    this.#cancelQuiet?.();
    this.#leavePin();
  }

  data(bytes: Uint8Array): void {
    if (this.#has('silent')) return;
    for (const character of Buffer.from(bytes).toString('latin1')) {
      if (this.#isBusy) continue;
      if (character !== '%') {
        this.#command += character;
        continue;
      }
      const command = this.#command;
      this.#command = '';
      this.#execute(command);
    }
  }

  #execute(command: string): void {
    if (this.#has('echo')) this.#send(`${command}%`);
    if (command.length > longestCommand) {
      this.#answer('e-[Command buffer overflow]');
      return;
    }
    const [, name = '', rest = ''] = /^(\S*) ?(.*)$/s.exec(command) ?? [];
    const { isNew } = this.#options;
    if (name === 'dut') this.#passOn(rest);
    else if (name === 'name') this.#answer('m-name-io-[simulated I/O manager]');
    else if (name === 'help') this.#answer('dut, name, help, timestamp, tm, enable-timer, disable-timer');
    else if (name === 'timestamp') this.#answer(`m-lap-us-${this.#counterUs(this.#surroundings.circuit.nowUs())}`);
    else if (name === 'tm') {
      this.#countsRising = rest === '1';
      this.#isTimerOn = false;
      this.#leavePin();
      this.#answer(
        `m-timestmp-mode-${this.#countsRising ? 'RISING' : 'FALLING'}`,
        'm-[Timer disabled after mode change]',
      );
    } else if (name === 'enable-timer') {
      this.#isTimerOn = true;
      this.#watchPin();
      this.#answer('m-timer-enabled');
    } else if (name === 'disable-timer') {
      this.#isTimerOn = false;
      this.#leavePin();
      this.#answer('m-timer-disabled');
    } else if (isNew && name === 'version') this.#answer('m-version-[2.0]');
    else if (isNew && name === 'setbaud') this.#setBaud(rest);
    else this.#answer(`e-[Unknown command: ${name}]`);
  }

  #setBaud(text: string): void {
    if (!/^\d+$/.test(text)) {
      this.#answer('e-[Invalid baud rate]');
      return;
    }
    this.#managerBaud = Number(text);
    this.#answer(`set baud to: ${text}`);
    // It starts again to use it.
    this.#isTimerOn = false;
    this.#leavePin();
    this.#busyFor(restartMs);
  }

  #passOn(command: string): void {
    this.#answer(`m-dut-passthrough(${command})`);
    this.#busyFor(boardQuietMs);
    if (this.#isWired) this.#board.data(Buffer.from(`${command}%`, 'latin1'));
  }

  get #isWired(): boolean {
    return !this.#has('no-board') && this.#managerBaud === this.#options.boardBaud;
  }

  /** Bytes of the board: its lines go on as they are complete. */
  #hear(bytes: Uint8Array): void {
    if (!this.#isWired) return;
    this.#look();
    if (this.#isBusy) this.#busyFor(boardQuietMs);
    const lines = (this.#boardLine + Buffer.from(bytes).toString('latin1')).split('\n');
    this.#boardLine = lines.pop() ?? '';
    for (const line of lines) this.#relay(line.replace(/\r$/, ''));
  }

  #relay(line: string): void {
    // Relaying takes its time at 9600 baud: a lap overtakes the line that the board sent behind it, and the one before.
    if (line.startsWith('m-infer-start')) this.#sendLaps(1);
    else if (/^m-(infer-done|ready|timestamp-mode)/.test(line)) this.#sendLaps(Infinity);
    this.#send(`[dut]: ${line}`);
    if (line === 'm-ready') this.#endBusy();
  }

  #busyFor(ms: number): void {
    this.#cancelQuiet?.();
    this.#isBusy = true;
    this.#cancelQuiet = this.#surroundings.clock.after(ms, () => {
      this.#endBusy();
    });
  }

  #endBusy(): void {
    this.#cancelQuiet?.();
    this.#cancelQuiet = undefined;
    this.#isBusy = false;
  }

  #watchPin(): void {
    if (!this.#isTimerOn || this.#port === undefined || this.#endListening !== undefined) return;
    const { circuit } = this.#surroundings;
    this.#edgesFromUs = circuit.nowUs();
    circuit.wants(this, this.#edgesFromUs);
    this.#endListening = circuit.onLeap(() => {
      this.#lookAndSend();
    });
    this.#lookLater();
  }

  #lookLater(): void {
    this.#cancelLook = this.#surroundings.clock.after(lookEveryMs, () => {
      this.#lookAndSend();
      this.#lookLater();
    });
  }

  #leavePin(): void {
    this.#cancelLook?.();
    this.#endListening?.();
    this.#endListening = undefined;
    this.#laps = [];
    this.#surroundings.circuit.leave(this);
  }

  #lookAndSend(): void {
    this.#look();
    this.#sendLaps(Infinity);
  }

  /** Takes the edges since the last look. */
  #look(): void {
    if (this.#endListening === undefined) return;
    const { circuit } = this.#surroundings;
    const nowUs = circuit.nowUs();
    for (const { timeUs, level } of circuit.edges(this.#edgesFromUs)) {
      // Time runs on while one looks.
      if (timeUs >= nowUs || (level === 1) !== this.#countsRising) continue;
      this.#edgesSeen += 1;
      if (!(this.#has('missing-lap') && this.#edgesSeen === 3)) this.#laps.push(this.#counterUs(timeUs));
    }
    this.#edgesFromUs = nowUs;
    circuit.wants(this, nowUs);
  }

  #sendLaps(most: number): void {
    for (const lapUs of this.#laps.splice(0, most)) this.#send(`m-lap-us-${lapUs}`);
  }

  /** Its own counter: 32 bits, from an origin of its own, and too fast. */
  #counterUs(timeUs: number): number {
    const { originUs, fastPpm } = this.#options;
    return Math.floor(originUs + timeUs * (1 + fastPpm * 1e-6)) % 2 ** 32;
  }

  #answer(...lines: string[]): void {
    for (const line of lines) this.#send(line);
    this.#send('m-ready');
  }

  #send(line: string): void {
    this.#linesSent += 1;
    let text = `${line}\r\n`;
    if (this.#has('tear') && this.#linesSent % tornOf === 0) {
      const at = line.length >> 1;
      text = `${line.slice(0, at)}\r\n${line.slice(at)}\r\n`;
    }
    if (this.#has('glue') && this.#linesSent % gluedOf === 0) text = line;
    this.#port?.send(Buffer.from(text, 'latin1'));
  }

  #has(fault: ManagerFault): boolean {
    return this.#options.faults.includes(fault);
  }
}
