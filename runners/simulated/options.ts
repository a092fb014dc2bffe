import { failure } from '../../harness/errors.ts';
import { builtInPrefix } from '../../workloads/built-in/catalogue.ts';
import { cores } from '../../workloads/models/profile/cores.ts';
import type { Core } from '../../workloads/models/profile/cores.ts';
import { isWorkloadFile } from '../../workloads/own/own-workload.ts';
import type { Terminator } from './command-buffer.ts';
import type { BoardCurrents } from './current-model.ts';
import { isPlainName, number, parseFault, wholeNumber } from './fault-options.ts';
import type { Fault } from './fault-options.ts';
import type { LapCounterOptions } from './virtual-clock.ts';

/**
 * When the boot banner appears: as the board boots, never, twice in a row, or late, from a reset that strikes
 * a while after the port was opened.
 */
export type Banner = 'normal' | 'none' | 'double' | 'late';

/** How a simulated board behaves, but for its model. */
export interface BoardOptions extends LapCounterOptions {
  readonly core: Core;
  readonly mhz: number;
  readonly name: string;
  readonly seed: number;
  /** Bits a second of the virtual UART: bytes take time of the board's clock. Undefined: they take none. */
  readonly baud: number | undefined;
  /** Commands that may wait; while so many do, what arrives is lost. 1 is a board that must have lock-step. */
  readonly queue: number;
  readonly mode: 'performance' | 'energy';
  /** Host time from a reset until the board listens. */
  readonly bootMs: number;
  readonly banner: Banner;
  readonly resetsOnOpen: boolean;
  readonly terminator: Terminator;
  /** Whether its computing costs the host no time, or as much as it would cost the board. */
  readonly time: 'leaps' | 'real';
  /** What it draws, where that is not what its core draws. */
  readonly currents: Partial<BoardCurrents>;
  readonly faults: readonly Fault[];
}

/** A `sim:` URL, read. */
export interface SimulatedDevice {
  readonly url: string;
  readonly modelFile: string;
  /** The YAML file of the workload that the firmware was built for; null where the model tells it. */
  readonly workloadFile: string | null;
  readonly options: BoardOptions;
}

/** What a board runs that is told nothing else. */
const defaultModel = `${builtInPrefix}kws01`;

/** The options of a plain board with this core. */
export function defaultOptions(core: Core): BoardOptions {
  return {
    core,
    mhz: core.mhz,
    name: `simulated ${core.name}`,
    seed: 1,
    baud: undefined,
    queue: 64,
    lapStartUs: 0,
    lapBits: 64,
    lapResolutionUs: 1,
    mode: 'performance',
    bootMs: 0,
    banner: 'normal',
    resetsOnOpen: true,
    terminator: 'percent',
    time: 'leaps',
    currents: {},
    faults: [],
  };
}

/**
 * Reads `sim:CORE?model=FILE&…`. Every option can be left out; a `%` and an `&` in a value are written `%25` and
 * `%26`.
 *
 * | option | default | meaning |
 * |---|---|---|
 * | `model=FILE` | `built-in:kws01` | the .tflite file that the board runs, or one of the project's own |
 * | `workload=FILE` | what the model's shapes tell | the YAML file of a workload of one's own that the firmware is for |
 * | `mhz=F` | the core's | clock frequency |
 * | `name=TEXT` | `simulated CORE` | what `name` answers |
 * | `seed=N` | 1 | of the faults and of the small differences between windows |
 * | `baud=N` | none | bits a second of the virtual UART |
 * | `queue=N` | 64 | commands the board takes back to back; 1 must have lock-step |
 * | `lap-start=US` | 0 | what the lap counter shows after a reset |
 * | `lap-bits=32\|64` | 64 | where the counter wraps |
 * | `lap-resolution=US` | 1 | a tick of the counter; 1000 is a clock of 1 kHz |
 * | `mode=performance\|energy` | performance | energy prints no laps |
 * | `boot=MS` | 0 | time from reset to banner; what arrives in between is lost |
 * | `banner=normal\|none\|double\|late` | normal | see `Banner` |
 * | `reset-on-open=true\|false` | true | whether opening the port resets the board, as DTR does on many |
 * | `needs=cr\|lf` | | firmware that acts only on `%` with a CR or LF behind it |
 * | `time=leaps\|real` | leaps | whether an hour's computing takes the host an hour |
 * | `idle-ma=F`, `uart-ma=F`, `compute-ma=F` | the core's | what it draws, waiting, at bytes and computing |
 * | `fault=KIND[:VALUE][@N]` | | repeatable; see `Fault` |
 *
 * @throws BenchError usage.device-url
 */
export function parseSimulatedUrl(url: string): SimulatedDevice {
  const [, coreName = '', query = ''] = /^sim:([^?]*)(?:\?(.*))?$/is.exec(url) ?? [];
  const core = cores.get(coreName);
  if (core === undefined) {
    throw misread(url, `there is no simulated core "${coreName}"; there are: ${[...cores.keys()].join(', ')}`);
  }
  const options: Writable<BoardOptions> = defaultOptions(core);
  const faults: Fault[] = [];
  const seen = new Set<string>();
  let modelFile = defaultModel;
  let workloadFile: string | null = null;
  for (const [key, value] of readQuery(url, query)) {
    if (key !== 'fault' && seen.has(key)) throw misread(url, `"${key}" is given twice`);
    seen.add(key);
    const wrong = (wanted: string): Error => misread(url, `${key}=${value} is not ${wanted}`);
    switch (key) {
      case 'model':
        if (value === '') throw wrong('the path of a .tflite file');
        modelFile = value;
        break;
      case 'workload':
        if (!isWorkloadFile(value)) throw wrong('the path of a .yaml file');
        workloadFile = value;
        break;
      case 'mhz':
        options.mhz = inRange(number(value), 0.001, 100_000) ?? raise(wrong('a frequency in MHz'));
        break;
      case 'name':
        if (!isPlainName(value)) throw wrong('plain text without square brackets');
        options.name = value;
        break;
      case 'seed':
        options.seed = inRange(wholeNumber(value), 0, 2 ** 32 - 1) ?? raise(wrong('a whole number below 2^32'));
        break;
      case 'baud':
        options.baud = inRange(wholeNumber(value), 50, 50_000_000) ?? raise(wrong('a rate from 50 to 50000000'));
        break;
      case 'queue':
        options.queue = inRange(wholeNumber(value), 1, 100_000) ?? raise(wrong('a number of commands from 1 on'));
        break;
      case 'lap-start':
        options.lapStartUs = inRange(wholeNumber(value), 0, 2 ** 52) ?? raise(wrong('a number of microseconds'));
        break;
      case 'lap-bits':
        options.lapBits = value === '32' ? 32 : value === '64' ? 64 : raise(wrong('32 or 64'));
        break;
      case 'lap-resolution':
        options.lapResolutionUs = inRange(wholeNumber(value), 1, 1e6) ?? raise(wrong('from 1 to 1000000 microseconds'));
        break;
      case 'mode':
        options.mode = oneOf(value, ['performance', 'energy']) ?? raise(wrong('performance or energy'));
        break;
      case 'boot':
        options.bootMs = inRange(number(value), 0, 600_000) ?? raise(wrong('a number of milliseconds'));
        break;
      case 'banner':
        options.banner =
          oneOf(value, ['normal', 'none', 'double', 'late']) ?? raise(wrong('normal, none, double or late'));
        break;
      case 'reset-on-open':
        options.resetsOnOpen = (oneOf(value, ['true', 'false']) ?? raise(wrong('true or false'))) === 'true';
        break;
      case 'needs':
        options.terminator = oneOf(value, ['cr', 'lf']) ?? raise(wrong('cr or lf'));
        break;
      case 'time':
        options.time = oneOf(value, ['leaps', 'real']) ?? raise(wrong('leaps or real'));
        break;
      case 'idle-ma':
      case 'uart-ma':
      case 'compute-ma': {
        const milliamperes = inRange(number(value), 0, 10_000) ?? raise(wrong('a current from 0 to 10000 mA'));
        options.currents = { ...options.currents, [currentNames[key]]: milliamperes / 1000 };
        break;
      }
      case 'fault': {
        const fault = parseFault(value);
        if (typeof fault === 'string') throw misread(url, fault);
        faults.push(fault);
        break;
      }
      default:
        throw misread(url, `there is no option "${key}"; there are: ${optionNames}`);
    }
  }
  return { url, modelFile, workloadFile, options: { ...options, faults } };
}

const currentNames = { 'idle-ma': 'idleA', 'uart-ma': 'uartA', 'compute-ma': 'computeA' } as const;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

const optionNames =
  'model, workload, mhz, name, seed, baud, queue, lap-start, lap-bits, lap-resolution, mode, boot, banner, reset-on-open, needs, time, idle-ma, uart-ma, compute-ma, fault';

/** Key and value pairs. Not URLSearchParams, which turns the `+` of a path into a blank. */
function readQuery(url: string, query: string): [string, string][] {
  if (query === '') return [];
  return query.split('&').map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw misread(url, `"${pair}" is not OPTION=VALUE`);
    try {
      return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))];
    } catch {
      throw misread(url, `a % in "${pair}" is not followed by two hex digits`);
    }
  });
}

function inRange(value: number | null, least: number, most: number): number | undefined {
  return value !== null && value >= least && value <= most ? value : undefined;
}

function oneOf<Choice extends string>(value: string, choices: readonly Choice[]): Choice | undefined {
  return choices.find((choice) => choice === value);
}

function raise(error: Error): never {
  throw error;
}

function misread(url: string, problem: string): Error {
  return failure('usage.device-url', { url, problem });
}
