import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wait } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import type { TraceHead } from '../trace.ts';
import { Awaited } from './awaited.ts';
import type {
  Instrument,
  InstrumentCapabilities,
  InstrumentIdentity,
  InstrumentSurroundings,
  Recorder,
} from './instrument.ts';
import { chooseJoulescope, parseJoulescopeScan } from './joulescope-device.ts';
import type { JoulescopeDevice } from './joulescope-device.ts';
import { deliverJls, deliverJlsAtOnce } from './joulescope-file.ts';
import { numberOption } from './lan-url.ts';
import { commandWords, startProgram, toldEnd } from './recorder-program.ts';
import type { ProgramEnd, RunningProgram, StartProgram } from './recorder-program.ts';

const vendorProgram = 'pyjoulescope_driver';
const installCommand = 'pip install pyjoulescope_driver pyjls';

/** Above what either model measures in its widest range. */
const mostCurrentA = 10;
/** Python and its libraries take seconds to load from a slow disk. */
const scanLimitMs = 30_000;
const startLimitMs = 30_000;
const stopLimitMs = 30_000;
const lookEveryMs = 20;
/** Definitions alone take up less of a file; a file that is larger holds samples. */
const definitionBytes = 16_384;
/** At a slow rate, samples are on their way although the file has not grown: so long after it is there. */
const settledMs = 1000;
/** The recorder ends by itself after this, should nobody be left to end it. */
const mostRecordingS = 3600;

interface Settings {
  readonly program: string;
  readonly words: readonly string[];
  readonly serial: string | undefined;
  readonly input: number;
  readonly rateHz: number | undefined;
  readonly directory: string;
}

interface Recording {
  readonly recorder: Recorder;
  readonly program: RunningProgram;
  readonly directory: string;
  readonly file: string;
  readonly head: TraceHead;
  isStopping: boolean;
}

/**
 * A Joulescope JS110 or JS220 through the vendor's recorder, which writes a file that is read at the stop:
 * `joulescope:[?serial=…][&pin=0..3][&rate=Hz][&program=COMMAND][&dir=FOLDER]`. It measures voltage and current in a
 * supply of the board's own; the edges are those of its general-purpose input `pin`. `program` is what to run instead
 * of `pyjoulescope_driver`; `dir` has room for 10 MB a second while it records.
 * @throws BenchError usage.monitor
 */
export function joulescopeInstrument(
  url: string,
  surroundings: InstrumentSurroundings,
  start: StartProgram = startProgram,
): Instrument {
  return new Joulescope(url, surroundings, start);
}

class Joulescope implements Instrument {
  readonly url: string;
  readonly capabilities: InstrumentCapabilities = {
    supplyV: null,
    hasEdges: true,
    isLive: false,
    latencyMs: 0,
    mostCurrentA,
    measuresCurrentOnly: false,
  };
  readonly #settings: Settings;
  readonly #surroundings: InstrumentSurroundings;
  readonly #start: StartProgram;
  #device: JoulescopeDevice | undefined;
  #recording: Recording | undefined;

  constructor(url: string, surroundings: InstrumentSurroundings, start: StartProgram) {
    this.url = url;
    this.#settings = readSettings(url);
    this.#surroundings = surroundings;
    this.#start = start;
  }

  async open(): Promise<InstrumentIdentity> {
    const { program, words, serial } = this.#settings;
    const scan = this.#start(program, [...words, 'scan']);
    const end = await this.#end(scan, 'scan', scanLimitMs, this.#surroundings.signal);
    if (end.problem !== undefined || end.status !== 0) throw this.#unusable(end, scan.output());
    const device = chooseJoulescope(parseJoulescopeScan(scan.output()), serial);
    if ('problem' in device) throw this.#replied('scan', device.problem);
    this.#device = device;
    const kind = device.simulated ? 'Simulated Joulescope' : 'Joulescope';
    return { kind: 'joulescope', name: `${kind} ${device.model} ${device.serial}`, simulated: device.simulated };
  }

  supplyOn(voltageV: number): Promise<void> {
    return Promise.reject(failure('instrument.voltage', { monitor: this.url, wantedV: voltageV, leastV: 0, mostV: 0 }));
  }

  /** The board has a supply of its own. */
  supplyOff(): Promise<void> {
    return Promise.resolve();
  }

  async start(recorder: Recorder, voltageV: number | null): Promise<TraceHead> {
    if (this.#recording !== undefined) throw new Error(`${this.url} records already`);
    const device = this.#opened();
    const { program, words, input, rateHz, directory: parent } = this.#settings;
    const directory = await mkdtemp(join(parent, 'joulescope-'));
    const file = join(directory, 'recording.jls');
    const head: TraceHead = {
      source: this.url,
      kind: 'joulescope',
      sampleRateHz: rateHz ?? device.sampleRateHz,
      quantity: 'current',
      voltageV,
    };
    const running = this.#start(program, [
      ...words,
      'record',
      '--signals',
      `current,voltage,current_range,gpi[${input}]`,
      '--frequency',
      `${rateHz ?? device.sampleRateHz}`,
      '--serial_number',
      device.serial,
      '--duration',
      `${mostRecordingS}`,
      file,
    ]);
    try {
      await this.#begun(running, file);
    } catch (error) {
      running.kill();
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
    const recording: Recording = { recorder, program: running, directory, file, head, isStopping: false };
    this.#recording = recording;
    void running.ended.then((end) => this.#brokenOff(recording, end));
    return head;
  }

  async stop(): Promise<void> {
    const recording = this.#recording;
    if (recording === undefined) return;
    recording.isStopping = true;
    const { program, file, head, recorder, directory } = recording;
    try {
      program.interrupt();
      await this.#end(program, 'the end of the recording (SIGINT)', stopLimitMs);
      const { problem } = await deliverJls(file, head, recorder);
      if (problem !== undefined) throw this.#replied('record', problem);
    } finally {
      this.#recording = undefined;
      await rm(directory, { recursive: true, force: true });
    }
  }

  async close(): Promise<void> {
    try {
      await this.stop();
    } finally {
      this.#device = undefined;
    }
  }

  /** Waits until the recorder writes samples. */
  async #begun(program: RunningProgram, file: string): Promise<void> {
    const { clock, signal } = this.#surroundings;
    let end: ProgramEnd | undefined;
    void program.ended.then((ended) => (end = ended));
    const startUs = clock.nowUs();
    let thereUs: number | undefined;
    for (;;) {
      await wait(clock, lookEveryMs, signal);
      if (end !== undefined) throw this.#neverBegan(end, program.output());
      const nowUs = clock.nowUs();
      const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (bytes > 0) thereUs ??= nowUs;
      if (bytes > definitionBytes || nowUs - (thereUs ?? nowUs) > settledMs * 1000) return;
      if (nowUs - startUs > startLimitMs * 1000) {
        throw failure('instrument.silent', { monitor: this.url, command: 'record', waitedMs: startLimitMs });
      }
    }
  }

  /** The recorder ended although nobody told it to: what it wrote is given, then the end. */
  async #brokenOff(recording: Recording, end: ProgramEnd): Promise<void> {
    if (recording.isStopping) return;
    this.#recording = undefined;
    const { program, file, head, recorder, directory } = recording;
    let problem = toldEnd(end, program.output());
    try {
      await deliverJlsAtOnce(file, head, recorder);
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    recorder.failed(this.#vanished(problem));
    await rm(directory, { recursive: true, force: true });
  }

  /** Waits for the end of a program, and ends it where that takes too long. */
  async #end(program: RunningProgram, what: string, limitMs: number, signal?: AbortSignal): Promise<ProgramEnd> {
    const { clock } = this.#surroundings;
    const end = new Awaited<ProgramEnd>({
      clock,
      signal,
      limitMs,
      late: () => failure('instrument.silent', { monitor: this.url, command: what, waitedMs: limitMs }),
    });
    void program.ended.then((ended) => {
      end.finish(ended);
    });
    try {
      return await end.promise;
    } catch (error) {
      program.kill();
      throw error;
    }
  }

  #opened(): JoulescopeDevice {
    if (this.#device === undefined) throw new Error(`${this.url} is not open`);
    return this.#device;
  }

  /** The recorder ends with status 0, too, where it finds no instrument. */
  #neverBegan(end: ProgramEnd, output: string): Error {
    return /device not found/i.test(output) ? this.#vanished('device not found') : this.#unusable(end, output);
  }

  #unusable(end: ProgramEnd, output: string): Error {
    const { program } = this.#settings;
    return failure('instrument.program', {
      monitor: this.url,
      program,
      problem: toldEnd(end, output),
      install: program === vendorProgram ? `${installCommand}; or say where it is with ?program=` : installCommand,
    });
  }

  #vanished(problem: string): Error {
    return failure('instrument.vanished', { monitor: this.url, problem });
  }

  #replied(command: string, reply: string): Error {
    return failure('instrument.reply', { monitor: this.url, command, reply });
  }
}

function readSettings(url: string): Settings {
  const misread = (problem: string): Error => failure('usage.monitor', { url, problem });
  const [, query] = /^joulescope:(?:\/\/)?(?:\?(.*))?$/is.exec(url) ?? [];
  if (!/^joulescope:(\/\/)?(\?|$)/i.test(url)) throw misread('it is written joulescope: or joulescope:?serial=NUMBER');
  const names = ['serial', 'pin', 'rate', 'program', 'dir'];
  const options = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query ?? '')) {
    if (!names.includes(name)) throw misread(`there is no option "${name}"; there are: ${names.join(', ')}`);
    if (options.has(name)) throw misread(`the option "${name}" is given twice`);
    options.set(name, value);
  }
  const [program, ...words] = commandWords(options.get('program') ?? vendorProgram);
  if (program === undefined) throw misread('program= names no program');
  const input = numberOption(url, options, 'pin', { least: 0, most: 3, unit: 'an input' }, 0);
  const rateHz = numberOption(url, options, 'rate', { least: 1000, most: 2e6, unit: 'hertz' }, undefined);
  if (!Number.isInteger(input)) throw misread(`pin=${input} is none of its inputs 0 to 3`);
  if (rateHz !== undefined && !Number.isInteger(rateHz)) throw misread(`rate=${rateHz} is no whole number of hertz`);
  return { program, words, serial: options.get('serial'), input, rateHz, directory: options.get('dir') ?? tmpdir() };
}
