import type { BoardCircuit } from './board-circuit.ts';
import type { BoardModel } from './board-model.ts';
import type { Activity } from './current-model.ts';
import { inferenceUs, pinLowUs } from './current-model.ts';
import { InputBuffer, inputBufferSize } from './input-buffer.ts';
import type { ReceivedCommand } from './command-buffer.ts';
import type { Mishap, Mishaps } from './mishaps.ts';
import type { BoardOptions } from './options.ts';
import { windowJitter } from './timing.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What the board is after a command: it answered, or something stopped it in the middle. */
export type Outcome = 'answered' | 'reset' | 'silence' | 'vanish';

/** What the board's own processing of a command takes, roughly. */
const usPerCommand = 10;
/** `infer` without arguments, as the device API has it. */
const defaultIterations = 1;
const defaultWarmups = 10;

/** What the firmware answers to `profile`. */
export const firmwareName = 'Boardbench simulated board';
/** What every board of ours announces: it is simulated, and unless told to, its time passes on its own clock alone. */
const capabilities = { real: 'simulated', leaps: 'simulated,virtual-clock' } as const;

/** A piece of a reply. */
export interface TimedText {
  readonly text: string;
  /** The board's time at which the last of it has left. */
  readonly elapsedUs: number;
}

/**
 * The program on the board: commands in, lines out, all on the board's own clock. It follows the reference code of the
 * MLPerf Tiny device API, whose habits existing runners rely on. Wires, queues and faults of the line are not its
 * business.
 */
export class Firmware {
  readonly #options: BoardOptions;
  readonly #model: BoardModel;
  readonly #mishaps: Mishaps;
  readonly #clock: VirtualClock;
  readonly #circuit: BoardCircuit | undefined;
  readonly #usPerByte: number;
  readonly #usPerInference: number;
  readonly #modelName: string;
  readonly #input = new InputBuffer();
  /** The model's input; a load of another size does not reach it. */
  readonly #tensor: Uint8Array;
  #results: readonly number[];
  #inferences = 0;
  #reply = '';
  #timedReply: TimedText[] = [];

  constructor(options: BoardOptions, model: BoardModel, mishaps: Mishaps, circuit?: BoardCircuit) {
    this.#options = options;
    this.#model = model;
    this.#mishaps = mishaps;
    this.#clock = new VirtualClock(options);
    this.#circuit = circuit;
    this.#usPerByte = options.baud === undefined ? 0 : 10_000_000 / options.baud;
    this.#usPerInference = inferenceUs(options, model.costs);
    const wrongModel = options.faults.find((fault) => fault.kind === 'wrong-model');
    this.#modelName = wrongModel?.name ?? model.name;
    this.#tensor = new Uint8Array(model.inputBytes);
    this.#results = new Array<number>(model.outputs).fill(0);
  }

  /** Microseconds of the board's clock since it started. */
  get elapsedUs(): number {
    return this.#clock.elapsedUs;
  }

  /** Inference commands begun in the board's life, resets included. */
  get inferences(): number {
    return this.#inferences;
  }

  /** Starts the program again, as a reset does. Prints the banner where `hasBanner`. */
  boot(hasBanner: boolean): void {
    this.#clock.restart();
    this.#input.clear();
    this.#tensor.fill(0);
    this.#results = new Array<number>(this.#model.outputs).fill(0);
    if (!hasBanner) return;
    this.#print(`m-timestamp-mode-${this.#options.mode}`);
    this.#lap();
    this.#print('m-init-done');
    this.#print('m-ready');
  }

  /** What was printed since the last call, lines ended by CR LF. */
  takeReply(): string {
    const reply = this.#reply;
    this.#reply = '';
    this.#timedReply = [];
    return reply;
  }

  /** As `takeReply`, in the pieces that leave together; empty unless the board's time is real. */
  takeTimedReply(): readonly TimedText[] {
    const reply = this.#timedReply;
    this.takeReply();
    return reply;
  }

  /** Runs one command to its end, or to where something stops the board. */
  execute(command: ReceivedCommand): Outcome {
    this.#spend('uart', command.wireBytes * this.#usPerByte);
    this.#spend('compute', usPerCommand);
    const [name = '', ...parameters] = command.text.split(' ').filter((word) => word !== '');
    const outcome = this.#dispatch(name, parameters);
    if (outcome === 'answered') this.#print('m-ready');
    return outcome;
  }

  #dispatch(name: string, parameters: readonly string[]): Outcome {
    switch (name) {
      case 'db':
        this.#bufferCommand(parameters);
        return 'answered';
      case 'infer':
        return this.#infer(parameters);
      case 'results':
        this.#printResults();
        return 'answered';
      case 'name':
        this.#print(`m-name-dut-[${this.#options.name}]`);
        return 'answered';
      case 'profile':
        this.#print(`m-profile-[${firmwareName}]`);
        this.#print(`m-model-[${this.#modelName}]`);
        this.#print(`m-cap-[${capabilities[this.#options.time]}]`);
        return 'answered';
      case 'timestamp':
        this.#lap();
        return 'answered';
      case 'help':
        for (const line of helpLines) this.#print(line);
        return 'answered';
      default:
        this.#print(`e-[Unknown command: ${name}]`);
        return 'answered';
    }
  }

  #bufferCommand([first, second]: readonly string[]): void {
    if (first === undefined) this.#print("e-[Command 'db' requires a subcommand]");
    else if (first === 'load') this.#beginLoad(second);
    else if (first === 'print') for (const line of this.#input.print()) this.#print(line);
    else {
      const stored = this.#input.store(first);
      if (stored === 'done') this.#print('m-load-done');
      else if (stored === 'odd-digits') this.#print('e-[Insufficient number of hex digits]');
      else if (stored !== 'stored') this.#print(`e-[Invalid hex digit '${stored.invalid}']`);
    }
  }

  #beginLoad(parameter: string | undefined): void {
    if (parameter === undefined) {
      this.#print("e-[Command 'db load' requires the # of bytes]");
      return;
    }
    const size = leadingNumber(parameter);
    if (size <= 0) this.#print("e-[Command 'db load' must be >0 bytes]");
    else if (this.#input.begin(size)) this.#print(`m-[Expecting ${size} bytes]`);
    else this.#print(`Supplied buffer size ${size} exceeds maximum of ${inputBufferSize}`);
  }

  #infer([first, second]: readonly string[]): Outcome {
    const iterations = first === undefined ? defaultIterations : leadingNumber(first);
    const warmups = second === undefined ? defaultWarmups : leadingNumber(second);
    if (iterations <= 0 || warmups < 0) {
      this.#print(iterations <= 0 ? 'e-[Inference iterations must be >0]' : 'e-[Inference warmup must be >=0]');
      return 'answered';
    }
    this.#inferences += 1;
    const mishaps = this.#mishaps(this.#inferences);
    if (mishaps.includes('vanish')) return 'vanish';
    if (mishaps.includes('silence')) return 'silence';
    if (mishaps.includes('error')) {
      this.#print('e-[Inference failed]');
      return 'answered';
    }
    this.#loadTensor();
    const usPerInference = this.#usPerInference * windowJitter(this.#options.seed, this.#tensor);
    this.#print(`m-warmup-start-${warmups}`);
    this.#spend('compute', warmups * usPerInference);
    this.#print('m-warmup-done');
    this.#print(`m-infer-start-${iterations}`);
    this.#lap();
    if (mishaps.includes('reset')) return 'reset';
    // The same input gives the same output: computed once, however often the board is to have computed it.
    const results = this.#model.infer(this.#tensor);
    this.#results = mishaps.includes('nan') ? results.map(() => NaN) : results;
    // Whole microseconds, so that a window lasts as long whenever in the board's life it is run.
    this.#spend('compute', Math.round(iterations * usPerInference));
    this.#clock.jump(jumpUs(mishaps));
    this.#lap();
    this.#print('m-infer-done');
    this.#printResults();
    return 'answered';
  }

  #loadTensor(): void {
    const { loaded } = this.#input;
    if (loaded.length === this.#tensor.length) this.#tensor.set(loaded);
    else this.#print(`Input db has ${loaded.length} bytes, expected ${this.#tensor.length}`);
  }

  #printResults(): void {
    const values = this.#results.map((value) => (Number.isNaN(value) ? 'nan' : value.toFixed(3)));
    this.#print(`m-results-[${values.join(',')}]`);
  }

  /** An edge on the pin where one is wired, and in performance mode a lap on the line. */
  #lap(): void {
    const lapUs = this.#clock.lapUs();
    if (this.#circuit !== undefined) {
      this.#circuit.markPin();
      this.#clock.advance(pinLowUs);
    }
    if (this.#options.mode === 'performance') this.#print(`m-lap-us-${lapUs}`);
  }

  #spend(activity: Activity, durationUs: number): void {
    this.#clock.advance(durationUs);
    this.#circuit?.spend(activity, durationUs);
  }

  #print(line: string): void {
    const text = `${line}\r\n`;
    this.#spend('uart', text.length * this.#usPerByte);
    this.#reply += text;
    if (this.#options.time === 'real') this.#timedReply.push({ text, elapsedUs: this.#clock.elapsedUs });
  }
}

/** What C's atoi reads: the whole number a text begins with, else 0. */
function leadingNumber(text: string): number {
  const value = Number.parseInt(text, 10);
  return Number.isNaN(value) ? 0 : value;
}

function jumpUs(mishaps: readonly Mishap[]): number {
  let us = 0;
  for (const mishap of mishaps) if (typeof mishap === 'object') us += mishap.lapJumpUs;
  return us;
}

const helpLines: readonly string[] = [
  firmwareName,
  'help        : this text',
  'name        : the name of the board',
  'profile     : the firmware, its model and what it can do beyond the protocol',
  'timestamp   : the lap counter in microseconds',
  'db load N   : begin to load N bytes of input',
  'db HH[HH]*  : the next bytes of the load, in hex',
  'db print    : the loaded bytes',
  'infer N [W] : N inferences between two laps, after W that do not count (10)',
  'results     : the outputs of the last inference',
];
