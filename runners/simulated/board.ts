import type { Clock } from '../../harness/clock.ts';
import { seededRandom } from '../../harness/statistics/random.ts';
import type { RandomSource } from '../../harness/statistics/random.ts';
import type { BoardCircuit } from './board-circuit.ts';
import type { BoardModel } from './board-model.ts';
import { CommandBuffer } from './command-buffer.ts';
import type { ReceivedCommand } from './command-buffer.ts';
import { DelayLine } from './delay-line.ts';
import { Firmware } from './firmware.ts';
import { lineFaultsOf } from './line-faults.ts';
import type { LineFaults } from './line-faults.ts';
import { mishapsOf } from './mishaps.ts';
import type { BoardOptions } from './options.ts';
import { wiresOf } from './wire-faults.ts';
import type { Wire } from './wire-faults.ts';

/** The host's side of a board's port. */
export interface BoardConnection {
  /** Bytes from the board: all that it had to say to what arrived together. */
  data(bytes: Uint8Array): void;
  /** The port has gone, as when a cable is pulled. The board is disconnected. */
  vanished(): void;
}

/** After how long `banner=late` resets the board behind the back of a host that is talking to it already. */
const lateResetMs = 250;

/**
 * A simulated board with its port: it boots, takes bytes into its queue, runs the commands on a later turn, and answers
 * through the connection. It does no I/O; whoever serves it moves the bytes (see transport.ts).
 */
export class SimulatedBoard {
  readonly #options: BoardOptions;
  readonly #clock: Clock;
  readonly #defer: (action: () => void) => void;
  readonly #circuit: BoardCircuit | undefined;
  readonly #firmware: Firmware;
  readonly #commandBuffer: CommandBuffer;
  readonly #inbound: Wire;
  readonly #outbound: Wire;
  readonly #lineFaults: LineFaults;
  readonly #output: DelayLine;
  #connection: BoardConnection | undefined;
  #state: 'off' | 'booting' | 'listening' | 'hung' = 'off';
  #pending: ReceivedCommand[] = [];
  #isScheduled = false;
  #cancelReset: (() => void) | undefined;
  /** There while the board is at a command that takes its time. */
  #cancelWork: (() => void) | undefined;

  /**
   * @param clock host time, for `boot`, `late`, `banner=late` and `time=real` alone
   * @param defer runs an action on a later turn; commands that arrive before it does wait in the queue together
   * @param circuit what supplies the board: while that is off nothing runs, and once it is on the board boots
   */
  constructor(
    options: BoardOptions,
    model: BoardModel,
    clock: Clock,
    defer: (action: () => void) => void = queueMicrotask,
    circuit?: BoardCircuit,
  ) {
    const randomFor = (kind: string): RandomSource => seededRandom(options.seed ^ hashOf(kind));
    const wires = wiresOf(options.faults, randomFor);
    this.#options = options;
    this.#clock = clock;
    this.#defer = defer;
    this.#circuit = circuit;
    this.#firmware = new Firmware(options, model, mishapsOf(options.faults, randomFor), circuit);
    this.#commandBuffer = new CommandBuffer(options.terminator);
    this.#inbound = wires.inbound;
    this.#outbound = wires.outbound;
    this.#lineFaults = lineFaultsOf(options.faults, randomFor);
    this.#output = new DelayLine(clock, (bytes) => {
      this.#connection?.data(bytes);
    });
    circuit?.rest('idle');
    circuit?.onSupply(() => {
      if (circuit.isSupplied) this.#reset();
      else this.#switchOff();
    });
  }

  /** Microseconds of the board's own clock since it last started. */
  get elapsedUs(): number {
    return this.#firmware.elapsedUs;
  }

  /** A host opens the port. A host that was there before is disconnected. */
  connect(connection: BoardConnection): void {
    this.disconnect();
    this.#connection = connection;
    if (this.#circuit?.isSupplied === false) return;
    if (!this.#options.resetsOnOpen || this.#options.banner === 'late') {
      // It has been running for long: its banner went out before anybody listened.
      if (this.#state === 'off') {
        this.#firmware.boot(false);
        this.#state = 'listening';
      }
    }
    if (!this.#options.resetsOnOpen) return;
    if (this.#options.banner === 'late') this.#resetAfter(lateResetMs);
    else this.#reset();
  }

  /** The host has closed the port. What it sent last is not answered. */
  disconnect(): void {
    this.#connection = undefined;
    this.#output.clear();
    // A board that lives off its port ends with it; one with a supply of its own boots on.
    if (this.#state === 'booting' && this.#circuit !== undefined) return;
    this.#halt();
    if (this.#state === 'booting') this.#state = 'off';
  }

  #switchOff(): void {
    this.#output.clear();
    this.#halt();
    this.#state = 'off';
  }

  /** Forgets what was received, what it was at and what was to come. */
  #halt(): void {
    this.#cancelReset?.();
    this.#cancelReset = undefined;
    this.#cancelWork?.();
    this.#cancelWork = undefined;
    this.#circuit?.abandon();
    this.#pending = [];
    this.#commandBuffer.clear();
  }

  /** Takes bytes from the host. What finds the queue full, or a board that does not listen, is lost. */
  receive(bytes: Uint8Array): void {
    if (this.#state !== 'listening') return;
    const left = this.#inbound(bytes);
    const arrived = Buffer.from(left.buffer, left.byteOffset, left.byteLength);
    let next = 0;
    while (next < arrived.length && this.#pending.length < this.#options.queue) {
      const taken = this.#commandBuffer.take(arrived, next);
      next = taken.next;
      if (taken.command !== undefined) this.#pending.push(taken.command);
    }
    if (this.#pending.length === 0 || this.#isScheduled || this.#cancelWork !== undefined) return;
    this.#isScheduled = true;
    this.#defer(() => {
      this.#isScheduled = false;
      this.#atOnce(() => {
        if (this.#options.time === 'real') this.#workOnNext();
        else this.#runPending();
      });
    });
  }

  #atOnce(action: () => void): void {
    if (this.#circuit === undefined) action();
    else this.#circuit.atOnce(action);
  }

  /** Runs the first of the waiting commands, and the next when the board's time for it has passed. */
  #workOnNext(): void {
    const [command] = this.#pending;
    if (command === undefined) return;
    const { elapsedUs: startUs, inferences } = this.#firmware;
    const outcome = this.#firmware.execute(command);
    const lateMs = this.#delayMs(this.#firmware.inferences === inferences ? undefined : inferences + 1);
    for (const { text, elapsedUs } of this.#firmware.takeTimedReply()) {
      this.#send(text, lateMs + (elapsedUs - startUs) / 1000);
    }
    this.#cancelWork = this.#clock.after((this.#firmware.elapsedUs - startUs) / 1000, () => {
      this.#cancelWork = undefined;
      this.#pending.shift();
      this.#atOnce(() => {
        if (outcome === 'answered') this.#workOnNext();
        else this.#stop(outcome);
      });
    });
  }

  #runPending(): void {
    const commands = this.#pending;
    this.#pending = [];
    let reply = '';
    for (const command of commands) {
      const before = this.#firmware.inferences;
      const outcome = this.#firmware.execute(command);
      const delayMs = this.#delayMs(this.#firmware.inferences === before ? undefined : before + 1);
      if (delayMs > 0) {
        this.#send(reply, 0);
        this.#send(this.#firmware.takeReply(), delayMs);
        reply = '';
      } else {
        reply += this.#firmware.takeReply();
      }
      if (outcome === 'answered') continue;
      this.#send(reply, 0);
      this.#stop(outcome);
      return;
    }
    this.#send(reply, 0);
  }

  #stop(outcome: 'reset' | 'silence' | 'vanish'): void {
    if (outcome === 'reset') this.#reset();
    else if (outcome === 'silence') {
      this.#state = 'hung';
      this.#circuit?.rest('compute');
    } else {
      const connection = this.#connection;
      this.disconnect();
      connection?.vanished();
    }
  }

  #resetAfter(delayMs: number): void {
    this.#cancelReset = this.#clock.after(delayMs, () => {
      this.#cancelReset = undefined;
      this.#reset();
    });
  }

  #reset(): void {
    this.#halt();
    this.#state = 'booting';
    this.#circuit?.rest('compute');
    if (this.#options.bootMs === 0) this.#boot();
    else
      this.#cancelReset = this.#clock.after(this.#options.bootMs, () => {
        this.#cancelReset = undefined;
        this.#boot();
      });
  }

  #boot(): void {
    const { banner } = this.#options;
    this.#state = 'listening';
    this.#circuit?.rest('idle');
    this.#atOnce(() => {
      this.#firmware.boot(banner !== 'none');
      if (banner === 'double') this.#firmware.boot(true);
    });
    this.#send(this.#firmware.takeReply(), this.#delayMs(undefined));
  }

  #send(text: string, delayMs: number): void {
    if (text === '') return;
    this.#output.push(this.#outbound(Buffer.from(this.#lineFaults(text), 'latin1')), delayMs);
  }

  /** How much later a reply leaves; `inference` is the number of the inference command that it answers, if it does. */
  #delayMs(inference: number | undefined): number {
    let delayMs = 0;
    for (const fault of this.#options.faults) {
      if (fault.kind === 'late' && (fault.at === undefined || fault.at === inference)) delayMs += fault.delayMs;
    }
    return delayMs;
  }
}

/** A number for a text, so that each kind of fault has a random sequence of its own (FNV-1a). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}
