import { readFile, writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { sha256 } from '../../workloads/datasets/digest.ts';
import { extractFeatures, soundWorkloads } from '../../workloads/features/extract.ts';
import type { Features, SoundWorkload } from '../../workloads/features/extract.ts';
import { readWav } from '../../workloads/features/wav.ts';
import { asError } from '../clock.ts';
import { failure } from '../errors.ts';
import { countOption } from './options.ts';
import { formatTable, printJson, printLine } from './output.ts';

interface FeaturesOptions {
  readonly as: SoundWorkload;
  readonly out?: string;
  readonly channel: number;
  readonly start: number;
  readonly allFrames?: true;
  readonly json?: true;
}

/** `boardbench features FILE.wav`: the input that a workload makes of a sound. */
export function featuresCommand(): Command {
  return new Command('features')
    .description("Turns a recording into a workload's input: MFCCs for kws01, log-mel spectra for ad01.")
    .argument('<file>', 'WAV file at 16 kHz')
    .addOption(new Option('--as <workload>', 'whose input').choices([...soundWorkloads]).makeOptionMandatory())
    .option('--out <file>', 'write the input file of the benchmark')
    .option('--channel <number>', 'which channel to take', countOption, 1)
    .option('--start <seconds>', 'kws01: where its second begins', startOption, 0)
    .option('--all-frames', 'ad01: keep all frames, not 50 to 249 as the benchmark does')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  boardbench features yes.wav --as kws01 --out yes.bin')
    .action(async (file: string, options: FeaturesOptions) => {
      const recording = readWav(await readSound(file), file);
      const features = extractFeatures(file, recording, options.as, {
        channel: options.channel,
        startSeconds: options.start,
        allFrames: options.allFrames === true,
      });
      if (options.out !== undefined) await writeInput(options.out, features.input);
      if (options.json === true) printJson(toJson(file, options, features));
      else for (const line of toLines(file, options, features)) printLine(line);
    });
}

function startOption(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('It must be a number of seconds from 0 on.');
  }
  return value;
}

async function readSound(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    if (asError(error).message.startsWith('ENOENT')) throw failure('file.missing', { file }, { cause: error });
    throw failure('sound.unreadable', { file, problem: asError(error).message }, { cause: error });
  }
}

async function writeInput(file: string, input: Uint8Array): Promise<void> {
  try {
    await writeFile(file, input);
  } catch (error) {
    throw failure('disk.failed', { file, problem: asError(error).message }, { cause: error });
  }
}

function toJson(file: string, options: FeaturesOptions, features: Features): object {
  const { frames, columns, values, input, windows, notes } = features;
  return {
    file,
    workload: options.as,
    frames,
    columns,
    windows,
    features: rowsOf(features, values.length / columns),
    input: { bytes: input.length, sha256: sha256(input), file: options.out ?? null },
    notes,
  };
}

/** Coefficients fit a screen, 128 bands do not. */
const MOST_COLUMNS = 16;

function toLines(file: string, options: FeaturesOptions, features: Features): string[] {
  const { frames, columns, values, input, windows, notes } = features;
  const what = options.as === 'kws01' ? 'MFCCs' : 'mel bands in dB';
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  const header = ['frame', ...Array.from({ length: columns }, (_, column) => `c${column}`)];
  const rows = rowsOf(features, columns <= MOST_COLUMNS ? frames : 0);
  const table = rows.map((row, frame) => [String(frame), ...row.map((value) => value.toFixed(3))]);
  return [
    ...(table.length === 0 ? [] : [...formatTable(header, table), '']),
    `${file}: ${frames} frames of ${columns} ${what}, ${least.toFixed(3)} to ${most.toFixed(3)}`,
    ...notes,
    `${input.length} bytes of ${options.as} input, ${windows} ${windows === 1 ? 'inference' : 'inferences'}`,
    options.out === undefined ? 'Use --out FILE to write them, --json for the values.' : `Written to ${options.out}`,
  ];
}

function rowsOf({ values, columns }: Features, rows: number): number[][] {
  return Array.from({ length: rows }, (_, row) => [...values.subarray(row * columns, (row + 1) * columns)]);
}
