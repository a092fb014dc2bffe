import { elapsedBetweenLapsUs } from '../protocol/laps.ts';
import type { Message } from '../protocol/messages.ts';
import { MessageParser } from '../protocol/parser.ts';
import type {
  DeviceIdentity,
  EnergyWindow,
  JournalEvent,
  SampleMeasured,
  WindowEdges,
  WindowMeasured,
} from './events.ts';

/**
 * Compares each window and sample of a journal with the input that was loaded before it and with what the board said to
 * the inference command: the laps, the time between them, the results; and each identity with what the board called
 * itself. A figure or a name that nobody sent stands out.
 */
export class Evidence {
  #said = new SaidOfItself();
  /** The input loaded last since the link was opened. */
  #loaded: string | undefined;
  /** The last inference command, and the input it ran on. */
  #command: string | undefined;
  #input: string | undefined;
  /** A measurement before this one took its figures from that command. */
  #isUsed = false;
  #laps: number[] = [];
  #results: (readonly (number | null)[])[] = [];
  /** What an I/O manager saw since the last inference command. */
  #managerLapsUs: readonly number[] = [];
  /** Journal time at which the inference was said to begin and to be done. */
  #inferringUs: { readonly from: number; readonly to: number | undefined } | undefined;

  /** Takes the next event, and gives what is wrong with it. */
  problem(event: JournalEvent, tUs: number): string | undefined {
    switch (event.type) {
      case 'opened':
        this.#said = new SaidOfItself();
        this.#loaded = undefined;
        this.#begin(undefined);
        return undefined;
      case 'payload':
        this.#loaded = event.input;
        return undefined;
      case 'sent':
        if (event.text.startsWith('infer ')) this.#begin(event.text);
        return undefined;
      case 'received':
        this.#hear(event.lines, tUs);
        return undefined;
      case 'manager-laps':
        this.#managerLapsUs = event.laps.map(({ lapUs }) => lapUs);
        return undefined;
      case 'identity':
        return this.#said.problem(event);
      case 'window':
        return this.#measurementProblem(event, event.input, `infer ${event.iterations} ${event.warmups}`);
      case 'sample':
        return this.#measurementProblem(event, event.file, 'infer 1 0');
      case 'energy-window':
        // One that was given up may have had no inference.
        if (event.use === 'rejected') return undefined;
        return this.#measurementProblem(event, event.input, `infer ${event.iterations} ${event.warmups}`);
      case 'session':
      case 'monitor':
      case 'manager':
      case 'resumed':
      case 'fault':
      case 'note':
      case 'finished':
      case 'stopped':
        return undefined;
    }
  }

  #begin(text: string | undefined): void {
    this.#command = text?.endsWith('%') === true ? text.slice(0, -1) : text;
    this.#input = this.#loaded;
    this.#isUsed = false;
    this.#laps = [];
    this.#results = [];
    this.#managerLapsUs = [];
    this.#inferringUs = undefined;
  }

  #hear(lines: readonly string[], tUs: number): void {
    for (const line of lines) {
      if (!telling.test(line.replaceAll('\0', ''))) continue;
      for (const { messages } of new MessageParser().push(Buffer.from(`${line}\n`, 'latin1'))) {
        for (const message of messages) {
          if (message.kind === 'lap') this.#laps.push(message.lapUs);
          else if (message.kind === 'results') this.#results.push(message.values);
          else if (message.kind === 'infer-start') this.#inferringUs = { from: tUs, to: undefined };
          else if (message.kind === 'infer-done' && this.#inferringUs !== undefined)
            this.#inferringUs = { ...this.#inferringUs, to: tUs };
          else this.#said.hear(message);
        }
      }
    }
  }

  /** Each inference is the evidence of one measurement: what comes after it finds its laps and results taken. */
  #measurementProblem(measured: Measured, input: string, command: string): string | undefined {
    const what = measured.type === 'sample' ? 'sample' : 'window';
    if (this.#isUsed) return `this ${what} has no inference of its own: the one before it was measured already`;
    if (this.#command !== command)
      return `the ${what} says \`${command}\`, the board was sent ${quoted(this.#command)}`;
    if (this.#input !== input) return `the ${what} says ${input}, the board was sent ${this.#input ?? 'no input'}`;
    const problem = this.#figuresProblem(measured, what);
    if (problem === undefined) {
      this.#isUsed = true;
      this.#laps = [];
      this.#results = [];
    }
    return problem;
  }

  #figuresProblem(measured: Measured, what: string): string | undefined {
    const { results } = measured;
    const problem =
      measured.type === 'energy-window' ? this.#energyProblem(measured) : this.#lapsProblem(measured, what);
    if (problem !== undefined) return problem;
    if (results.length > 0 && !this.#results.some((sent) => sameValues(sent, results))) {
      return `the board did not send the results of this ${what}`;
    }
    return undefined;
  }

  /** What of an energy window's times nobody sent. Its edges in the recording are compared with the recording. */
  #energyProblem(window: EnergyWindow): string | undefined {
    const { edges, elapsedUs, lapElapsedUs, hostElapsedUs, managerElapsedUs } = window;
    const [startLap, endLap] = this.#laps;
    const lapsUs = startLap === undefined || endLap === undefined ? null : elapsedBetweenLapsUs(startLap, endLap);
    if (lapElapsedUs !== lapsUs) return `the board did not send laps ${String(lapElapsedUs)} us apart for this window`;
    const [first, second] = this.#managerLapsUs;
    const managerUs = managerElapsedUs === null ? null : spanOf(this.#managerLapsUs, managerElapsedUs);
    if (managerUs !== managerElapsedUs) {
      return `the I/O manager did not see edges ${String(managerElapsedUs)} us apart (${String(first)}, ${String(second)})`;
    }
    if (edges?.clock === 'manager') {
      const areSeen = this.#managerLapsUs.includes(edges.startUs) && this.#managerLapsUs.includes(edges.endUs);
      if (!areSeen) return `the I/O manager did not see the edges ${edges.startUs} and ${edges.endUs} of this window`;
    }
    if (edges !== null && elapsedUs !== elapsedOf(edges)) {
      return `this window does not last ${elapsedUs} us between its edges ${edges.startUs} and ${edges.endUs}`;
    }
    const inferring = this.#inferringUs;
    const heardUs = inferring?.to === undefined ? null : inferring.to - inferring.from;
    if (hostElapsedUs !== null && (heardUs === null || Math.abs(heardUs - hostElapsedUs) > journalSlackUs)) {
      return `the host did not hear the inference of this window last ${hostElapsedUs} us, but ${String(heardUs)} us`;
    }
    return undefined;
  }

  #lapsProblem({ startLapUs, endLapUs, elapsedUs }: WindowMeasured | SampleMeasured, what: string): string | undefined {
    const start = this.#laps.indexOf(startLapUs);
    if (start < 0 || !this.#laps.includes(endLapUs, start + 1)) {
      return `the board did not send the laps ${startLapUs} and ${endLapUs} of this ${what}`;
    }
    if (elapsedBetweenLapsUs(startLapUs, endLapUs) !== elapsedUs) {
      return `this ${what} does not last ${elapsedUs} us between its laps ${startLapUs} and ${endLapUs}`;
    }
    return undefined;
  }
}

/** A line is journalled so long after it came, at most, on a busy host. */
const journalSlackUs = 100_000;

function elapsedOf({ clock, startUs, endUs }: WindowEdges): number | null {
  return clock === 'manager' ? elapsedBetweenLapsUs(startUs, endUs) : endUs - startUs;
}

/** The time between two of the laps where it is the one that is claimed; null where no two are so far apart. */
function spanOf(lapsUs: readonly number[], claimedUs: number): number | null {
  const isThere = lapsUs.some((start, index) =>
    lapsUs.slice(index + 1).some((end) => elapsedBetweenLapsUs(start, end) === claimedUs),
  );
  return isThere ? claimedUs : null;
}

type Measured = WindowMeasured | SampleMeasured | EnergyWindow;

/** What the board said of itself since the link was opened. A noisy line garbles some of it. */
class SaidOfItself {
  readonly #names = new Set<string>();
  readonly #profiles = new Set<string>();
  readonly #models = new Set<string>();
  readonly #capabilities: (readonly string[])[] = [];

  hear(message: Message): void {
    if (message.kind === 'name') this.#names.add(message.name);
    if (message.kind === 'profile') this.#profiles.add(message.profile);
    if (message.kind === 'model') this.#models.add(message.model);
    if (message.kind === 'capabilities') this.#capabilities.push(message.capabilities);
  }

  /** What of an identity the board did not say. */
  problem({ name, profile, model, capabilities, simulated }: DeviceIdentity): string | undefined {
    if (!this.#names.has(name)) return `the board did not call itself ${name}`;
    if (!this.#profiles.has(profile)) return `the board did not send the profile ${profile}`;
    if (!this.#models.has(model)) return `the board did not send the model ${model}`;
    const wasSimulated = this.#capabilities.some((said) => said.includes('simulated'));
    if (simulated !== wasSimulated || simulated !== capabilities.includes('simulated')) {
      return wasSimulated ? 'the board said that it is simulated' : 'the board did not say that it is simulated';
    }
    // A reply may name capabilities in several lists, which the identity joins.
    const areSaid = capabilities.every((capability) => this.#capabilities.some((said) => said.includes(capability)));
    const isWhole = this.#capabilities.some((said) => said.every((capability) => capabilities.includes(capability)));
    if (areSaid && (isWhole || this.#capabilities.length === 0)) return undefined;
    return `the board did not send the capabilities ${capabilities.join(',') || '(none)'}`;
  }
}

/** Marks of the lines that are evidence. */
const telling = /m-(?:lap-us-|results-\[|name-dut-\[|profile-\[|model-\[|cap-\[|infer-(?:start|done))/;

function sameValues(a: readonly (number | null)[], b: readonly (number | null)[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function quoted(command: string | undefined): string {
  return command === undefined ? 'no inference command' : `\`${command}\``;
}
