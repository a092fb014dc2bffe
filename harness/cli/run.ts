import { Command } from 'commander';
import { isWorkloadFile, readOwnWorkload } from '../../workloads/own/own-workload.ts';
import { parseDeviceUrl } from '../../runners/transports/device-url.ts';
import { systemClock } from '../clock.ts';
import { failure } from '../errors.ts';
import { resumeRun, run } from '../modes/run.ts';
import type { RunSurroundings } from '../modes/run.ts';
import { defaultBootLimitMs } from '../modes/run-session.ts';
import type { SessionOutcome } from '../session/derive.ts';
import type { EnergyOptions, Mode, SessionOptions } from '../session/events.ts';
import { defaultFolder, refuseIfTaken } from './out-folder.ts';
import { estimateFor, estimateToLine, powerSource } from './estimate-option.ts';
import { equipment } from './equipment.ts';
import { interruptSignal } from './interrupt.ts';
import { burstOption, countOption, secondsOption, voltsOption } from './options.ts';
import { errorToJson, exitStatusOf, printError, printJson, printLine } from './output.ts';
import { ProgressLine } from './progress-line.ts';
import { outcomeToJson, outcomeToLines } from './run-report.ts';

interface Options {
  readonly device?: string;
  readonly workload: string;
  readonly mode: string;
  readonly dataset?: string;
  readonly out?: string;
  readonly resume?: string;
  readonly limit?: number;
  readonly windows: number;
  readonly minSeconds: number;
  readonly monitor?: string;
  readonly ioManager?: string;
  readonly voltage?: number;
  readonly estimate?: string;
  readonly baud?: number;
  readonly burst: number | 'auto';
  readonly verifyLoads?: true;
  readonly bootLimit: number;
  readonly json?: true;
}

const example = `
Examples:
  boardbench run --device /dev/ttyACM0 --dataset datasets/kws01 --mode performance,accuracy
  boardbench run --device "sim:cortex-m4?model=kws01_int8.tflite" --dataset datasets/kws01 --json
  boardbench run --device /dev/ttyACM0 --workload ./birds.yaml
  boardbench run --device /dev/ttyACM0 --mode energy --monitor lpm01a:/dev/ttyACM1 --voltage 3.0 --dataset datasets/kws01
  boardbench run --io-manager /dev/ttyACM0 --mode energy --monitor ppk2:/dev/ttyACM1 --voltage 1.8 --dataset datasets/kws01
  boardbench run --device /dev/ttyACM0 --dataset datasets/kws01 --estimate nucleo-l4r5zi
  boardbench run --resume out/kws01

A run of a workload of your own is resumed with the same --workload FILE.`;

/** `boardbench run`: measures, and leaves a session folder for each mode. */
export function runCommand(): Command {
  return new Command('run')
    .description('Measures a board and leaves a session folder for each mode, with the evidence of every figure.')
    .option('--device <device>', 'device URL or serial port')
    .option(
      '--workload <name>',
      'kws01, vww01, ic01, ad01, your own in a YAML file, or auto: what the board runs',
      'auto',
    )
    .option('--mode <modes>', 'performance, accuracy and energy, separated by commas', 'performance,accuracy')
    .option(
      '--monitor <monitor>',
      'energy: the power monitor, as lpm01a:/dev/ttyACM1 or ppk2:PORT (see docs/vendor.md)',
    )
    .option('--io-manager <device>', 'energy: the I/O manager that the board is behind')
    .option(
      '--voltage <v>',
      'energy: what the monitor is to supply the board with, or what it is supplied with',
      voltsOption,
    )
    .option(
      '--estimate <board|mW>',
      'estimate energy without an instrument, from latency and the power of a board of the catalogue or as stated (12.5mW)',
    )
    .option('--dataset <dir>', 'the folder of y_labels.csv and the inputs, or built-in')
    .option('--out <dir>', 'where the sessions go; must be empty or absent')
    .option('--resume <dir>', 'go on with a run that was stopped')
    .option('--limit <n>', 'measure only the first N samples (unofficial)', countOption)
    .option('--windows <n>', 'windows of the performance mode (fewer than 5: unofficial)', countOption, 5)
    .option('--min-seconds <s>', 'least length of a window on the clock of the board', secondsOption, 10)
    .option('--baud <n>', 'bits a second of a serial port whose URL names none', countOption)
    .option('--burst <n>', 'commands in flight; 1 is lock-step, auto finds out', burstOption, 'auto')
    .option('--verify-loads', 'read every load back before it is used')
    .option('--boot-limit <seconds>', 'how long the board may take to boot', secondsOption, defaultBootLimitMs / 1000)
    .option('--json', 'print one JSON document')
    .addHelpText('after', example)
    .action(execute);
}

/** What a session is to measure cannot change half way; how the line is driven can. */
const notOnResume = ['out', 'mode', 'limit', 'windows', 'minSeconds', 'voltage'];

function dashed(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

async function execute(options: Options, command: Command): Promise<void> {
  const given = Object.keys(options).filter((option) => command.getOptionValueSource(option) === 'cli');
  const { signal, release } = interruptSignal();
  const progress = new ProgressLine(systemClock);
  const outcomes: SessionOutcome[] = [];
  const power = options.estimate === undefined ? undefined : powerSource(options.estimate);
  const surroundings: RunSurroundings = {
    ...equipment(signal),
    bootLimitMs: options.bootLimit * 1000,
    clock: systemClock,
    signal,
    onProgress: (title, state) => {
      progress.show(title, state);
    },
    onSession: (outcome) => {
      progress.clear();
      outcomes.push(outcome);
      if (options.json === true) return;
      for (const line of outcomeToLines(outcome)) printLine(line);
      const estimate = power === undefined ? null : estimateFor(outcome, power);
      if (estimate !== null) printLine(`  ${estimateToLine(estimate)}\n`);
    },
  };
  let problem: unknown;
  try {
    await start(options, given, surroundings);
  } catch (error) {
    problem = error;
  }
  progress.clear();
  release();
  if (problem !== undefined) {
    process.exitCode = exitStatusOf(problem);
    printError(problem);
  }
  if (options.json !== true) return;
  const sessions = outcomes.map((outcome) => ({
    ...outcomeToJson(outcome),
    ...(power === undefined ? {} : { energyEstimate: estimateFor(outcome, power) }),
  }));
  printJson(problem === undefined ? { sessions } : { sessions, error: errorToJson(problem) });
}

async function start(options: Options, given: readonly string[], surroundings: RunSurroundings): Promise<void> {
  if (options.resume !== undefined) {
    for (const option of given) {
      if (notOnResume.includes(option)) throw misused(`--${dashed(option)}`, 'a resumed run goes on as it began');
    }
    const { device, dataset, baud, verifyLoads } = options;
    const workload = options.workload === 'auto' ? undefined : options.workload;
    const link = {
      ...(given.includes('burst') ? { burst: options.burst } : {}),
      ...(baud === undefined ? {} : { baud }),
      ...(verifyLoads === undefined ? {} : { verifyLoads }),
    };
    const energy = {
      ...(options.monitor === undefined ? {} : { monitor: options.monitor }),
      ...(options.ioManager === undefined ? {} : { ioManager: options.ioManager }),
    };
    await resumeRun(options.resume, { device, dataset, workload, link, energy }, surroundings);
    return;
  }
  const modes = modesOf(options.mode);
  const isBehindManager = options.ioManager !== undefined && modes.every((mode) => mode === 'energy');
  const device = options.device ?? (isBehindManager ? options.ioManager : undefined);
  if (device === undefined) throw misused('--device', 'a device is needed');
  const own = isWorkloadFile(options.workload) ? readOwnWorkload(options.workload) : undefined;
  const dataset = options.dataset ?? own?.dataset;
  if (dataset === undefined) throw misused('--dataset', 'the folder of the data set is needed');
  parseDeviceUrl(device, options.baud);
  const directory = options.out ?? defaultFolder();
  refuseIfTaken(directory);
  await run(
    {
      device,
      workload: options.workload,
      modes,
      dataset,
      directory,
      options: sessionOptions(options, modes),
    },
    surroundings,
  );
}

function sessionOptions(options: Options, modes: readonly Mode[]): SessionOptions {
  return {
    windows: options.windows,
    minSeconds: options.minSeconds,
    limit: options.limit ?? null,
    burst: options.burst,
    verifyLoads: options.verifyLoads ?? false,
    baud: options.baud ?? null,
    ...energyOptions(options, modes),
  };
}

function energyOptions({ monitor, ioManager, voltage }: Options, modes: readonly Mode[]): { energy?: EnergyOptions } {
  if (!modes.includes('energy')) {
    const [useless] = Object.entries({ monitor, ioManager, voltage }).filter(([, value]) => value !== undefined);
    if (useless !== undefined) throw misused(`--${dashed(useless[0])}`, 'it belongs to --mode energy');
    return {};
  }
  if (monitor === undefined)
    throw misused('--monitor', 'energy needs an instrument (--monitor lpm01a:PORT, ppk2:PORT, …)');
  return { energy: { monitor, ioManager: ioManager ?? null, voltageV: voltage ?? null } };
}

const knownModes = ['performance', 'accuracy', 'energy'] as const;

function modesOf(text: string): Mode[] {
  const names = text.split(',').map((mode) => mode.trim());
  const modes = names.map((name) => {
    const mode = knownModes.find((known) => known === name);
    if (mode === undefined) throw misused('--mode', `there is no mode "${name}": ${knownModes.join(', ')}`);
    return mode;
  });
  if (new Set(modes).size < modes.length) throw misused('--mode', 'a mode is named twice');
  return modes;
}

function misused(option: string, problem: string): Error {
  return failure('usage.option', { option, problem, command: 'run' });
}
