import { existsSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { writeEembcEnergy } from '../../power/formats/eembc-writer.ts';
import { writeEmon } from '../../power/formats/emon-writer.ts';
import { openTrace } from '../../power/formats/open-trace.ts';
import { readInferenceLog } from '../../power/inference-log.ts';
import type { InferenceLog } from '../../power/inference-log.ts';
import { measureTrace } from '../../power/measured-trace.ts';
import type { MeasuredTrace } from '../../power/measured-trace.ts';
import { oneTrace } from '../../power/one-trace.ts';
import type { OneTrace } from '../../power/one-trace.ts';
import { plotSvg } from '../../power/plot.ts';
import { systemClock } from '../clock.ts';
import { diskFailure } from '../disk-failure.ts';
import { failure } from '../errors.ts';
import { energyJson, energyLines, plottedWindows } from './energy-report.ts';
import { countOption, voltsOption } from './options.ts';
import { errorToJson, exitStatusOf, printError, printJson, printLine } from './output.ts';
import { ProgressLine } from './progress-line.ts';

interface EnergyOptions {
  readonly timestamps?: string;
  readonly iterations?: number;
  readonly columns?: string;
  readonly voltage?: number;
  readonly input?: number;
  readonly json?: true;
  readonly plot?: string;
  readonly export?: string;
}

/** `boardbench energy TRACE`: what a recorded trace comes to. */
export function energyCommand(): Command {
  return new Command('energy')
    .description('Measures the energy of an inference in a recorded trace, and says how far the figure can be trusted.')
    .argument(
      '<trace>',
      'trace1-energy.bin, results.json, .jls, .ppk2, .dlog, .emon, .csv, a recording of a session, or a published energy folder',
    )
    .option('--timestamps <file>', 'the edges of the windows: a JSON list of seconds')
    .option('--iterations <n>', 'inferences in each window; else the log.txt or results.json beside tells', countOption)
    .option('--columns <map>', 'what the columns of a CSV are, as "time=t_ms*1e-3,current=i_uA*1e-6,edge=D0"')
    .option('--voltage <v>', 'volts of the supply, where the trace holds currents alone', voltsOption)
    .option('--input <n>', 'the digital input whose edges count; else the one that has the first edge', inputOption)
    .option('--json', 'print one JSON document')
    .option('--plot <file>', 'draw power against time with the windows, as an SVG')
    .option('--export <file>', 'write the trace as .bin of EnergyRunner (with its timestamps) or as .emon lines')
    .addHelpText(
      'after',
      '\nExamples:\n  boardbench energy results/kws/energy\n' +
        '  boardbench energy trace.jls --iterations 300 --plot trace.svg\n' +
        '  boardbench energy scope.csv --columns "time=Time,current=I*1e-3" --voltage 3.0 --timestamps edges.json\n\n' +
        'Exit status: 0 done, 1 the trace is no good (windows before a break are printed), 2 wrong usage.',
    )
    .action(async (path: string, options: EnergyOptions) => {
      const write = exporterOf(options.export);
      const { timestamps, columns, voltage, input } = options;
      const one = oneTrace(await openTrace(path, { timestamps, columns, voltageV: voltage }));
      const log = await logBeside(path, one);
      const measured = await measureOne(one, log, options.iterations ?? null, input);
      report(path, one, measured, options.json === true);
      if (options.plot !== undefined) await draw(options.plot, path, measured);
      await write?.(one);
    });
}

async function measureOne(
  one: OneTrace,
  log: InferenceLog | undefined,
  stated: number | null,
  input: number | undefined,
): Promise<MeasuredTrace> {
  const progress = new ProgressLine(systemClock);
  const logged = log === undefined || log.iterations.length === 0 ? null : log.iterations;
  try {
    return await measureTrace(
      one.trace,
      {
        iterations: stated ?? one.iterations ?? logged,
        hostTimes: one.isContinuous ? (log?.hostTimes ?? []) : [],
      },
      {
        input,
        onProgress: (timeS) => {
          progress.tell(`${one.trace.head.source}: ${timeS.toFixed(1)} s`);
        },
      },
    );
  } finally {
    progress.clear();
  }
}

/** Prints what was found; where the trace breaks off, that too, and the exit status is 1. */
function report(path: string, { trace }: OneTrace, measured: MeasuredTrace, isJson: boolean): void {
  const { problem, windows } = measured;
  if (problem !== null && windows.length === 0) throw problem;
  if (isJson) {
    const error = problem === null ? {} : { error: errorToJson(problem) };
    printJson({ ...energyJson(path, trace.head, measured), ...error });
  } else for (const line of energyLines(path, trace.head, measured)) printLine(line);
  if (problem === null) return;
  printError(problem);
  process.exitCode = exitStatusOf(problem);
}

async function draw(file: string, path: string, measured: MeasuredTrace): Promise<void> {
  const { outline, lengthS, windows } = measured;
  const svg = plotSvg(outline, { title: path, endS: lengthS, windows: plottedWindows(windows) });
  try {
    await writeFile(file, svg);
  } catch (cause) {
    throw diskFailure(file, cause);
  }
}

/** The log of the run that the trace is from: it lies beside files of EnergyRunner and the MLCommons runner. */
async function logBeside(path: string, { trace }: OneTrace): Promise<InferenceLog | undefined> {
  if (trace.head.kind !== 'eembc') return undefined;
  const folder = statSync(path).isDirectory() ? path : dirname(path);
  const file = join(folder, 'log.txt');
  return existsSync(file) ? await readInferenceLog(file) : undefined;
}

function exporterOf(file: string | undefined): ((one: OneTrace) => Promise<unknown>) | undefined {
  if (file === undefined) return undefined;
  if (file.endsWith('.bin')) return ({ trace }) => writeEembcEnergy(trace, file);
  if (file.endsWith('.emon')) return ({ trace }) => writeEmon(trace, file);
  throw failure('usage.option', {
    option: '--export',
    problem: `${file} is neither .bin nor .emon`,
    command: 'energy',
  });
}

function inputOption(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 255)
    throw new InvalidArgumentError('It must be the number of an input, from 0 on.');
  return value;
}
