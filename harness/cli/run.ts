import { Command } from 'commander';
import { isWorkloadFile, readOwnWorkload } from '../../workloads/own/own-workload.ts';
import { parseDeviceUrl } from '../../runners/transports/device-url.ts';
import { deviceTransport } from '../../runners/transports/open-device.ts';
import { systemClock } from '../clock.ts';
import { failure } from '../errors.ts';
import { resumeRun, run } from '../modes/run.ts';
import type { RunSurroundings } from '../modes/run.ts';
import { defaultBootLimitMs } from '../modes/run-session.ts';
import type { SessionOutcome } from '../session/derive.ts';
import type { Mode, SessionOptions } from '../session/events.ts';
import { defaultFolder, refuseIfTaken } from './out-folder.ts';
import { interruptSignal } from './interrupt.ts';
import { burstOption, countOption, secondsOption } from './options.ts';
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
    .option('--mode <modes>', 'performance and accuracy, separated by commas', 'performance,accuracy')
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
const notOnResume = ['out', 'mode', 'limit', 'windows', 'minSeconds'];

function dashed(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

async function execute(options: Options, command: Command): Promise<void> {
  const given = Object.keys(options).filter((option) => command.getOptionValueSource(option) === 'cli');
  const { signal, release } = interruptSignal();
  const progress = new ProgressLine(systemClock);
  const outcomes: SessionOutcome[] = [];
  const surroundings: RunSurroundings = {
    openTransport: (device, baud) => deviceTransport(parseDeviceUrl(device, baud ?? undefined), systemClock),
    bootLimitMs: options.bootLimit * 1000,
    clock: systemClock,
    signal,
    onProgress: (title, state) => {
      progress.show(title, state);
    },
    onSession: (outcome) => {
      progress.clear();
      outcomes.push(outcome);
      if (options.json !== true) for (const line of outcomeToLines(outcome)) printLine(line);
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
  const sessions = outcomes.map(outcomeToJson);
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
    await resumeRun(options.resume, { device, dataset, workload, link }, surroundings);
    return;
  }
  if (options.device === undefined) throw misused('--device', 'a device is needed');
  const own = isWorkloadFile(options.workload) ? readOwnWorkload(options.workload) : undefined;
  const dataset = options.dataset ?? own?.dataset;
  if (dataset === undefined) throw misused('--dataset', 'the folder of the data set is needed');
  parseDeviceUrl(options.device, options.baud);
  const directory = options.out ?? defaultFolder();
  refuseIfTaken(directory);
  await run(
    {
      device: options.device,
      workload: options.workload,
      modes: modesOf(options.mode),
      dataset,
      directory,
      options: sessionOptions(options),
    },
    surroundings,
  );
}

function sessionOptions(options: Options): SessionOptions {
  return {
    windows: options.windows,
    minSeconds: options.minSeconds,
    limit: options.limit ?? null,
    burst: options.burst,
    verifyLoads: options.verifyLoads ?? false,
    baud: options.baud ?? null,
  };
}

function modesOf(text: string): Mode[] {
  const modes = text.split(',').map((mode) => mode.trim());
  const known = modes.filter((mode): mode is Mode => mode === 'performance' || mode === 'accuracy');
  const [unknown] = modes.filter((mode) => mode !== 'performance' && mode !== 'accuracy');
  if (unknown !== undefined) throw misused('--mode', `there is no mode "${unknown}": performance, accuracy`);
  if (new Set(known).size < known.length) throw misused('--mode', 'a mode is named twice');
  return known;
}

function misused(option: string, problem: string): Error {
  return failure('usage.option', { option, problem, command: 'run' });
}
