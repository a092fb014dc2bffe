import { Command, InvalidArgumentError, Option } from 'commander';
import { findWorkload } from '../../workloads/catalogue.ts';
import { importCifar } from '../../workloads/datasets/import/cifar.ts';
import { importPictures } from '../../workloads/datasets/import/coco.ts';
import { importOwnData } from '../../workloads/datasets/import/own-data.ts';
import { labelFileSelection, officialSelection } from '../../workloads/datasets/import/selection.ts';
import type { Selection } from '../../workloads/datasets/import/selection.ts';
import type { ImportSurroundings, WrittenDataset } from '../../workloads/datasets/import/write-dataset.ts';
import type { InputSpecification } from '../../workloads/specification.ts';
import { systemClock } from '../clock.ts';
import { failure } from '../errors.ts';
import { interruptSignal } from './interrupt.ts';
import { printJson, printLine } from './output.ts';
import { ProgressLine } from './progress-line.ts';

interface SelectionOptions {
  readonly list?: string;
  readonly labels?: string;
}

interface CommonOptions {
  readonly out: string;
  readonly json?: true;
}

interface CifarOptions extends CommonOptions, SelectionOptions {
  readonly names?: string;
  readonly all?: true;
}

type PictureOptions = CommonOptions & SelectionOptions;

interface OwnOptions extends CommonOptions {
  readonly labels: string;
  readonly name: string;
  readonly title?: string;
  readonly classes?: readonly string[];
  readonly metric: 'top1' | 'auc';
  readonly target: number;
  readonly size?: { readonly width: number; readonly height: number };
  readonly grey?: true;
  readonly type?: InputSpecification['type'];
  readonly shape?: readonly number[];
}

/** `boardbench dataset import …`: inputs of raw data. */
export function importCommand(): Command {
  return new Command('import')
    .description('Makes the inputs of a data set of raw data.')
    .addCommand(cifarCommand())
    .addCommand(picturesCommand())
    .addCommand(ownCommand());
}

function cifarCommand(): Command {
  return withOut(new Command('ic01'))
    .description('Makes ic01 inputs of CIFAR-10: exactly those of the official list, by their names.')
    .argument('<batch...>', 'the folder cifar-10-batches-py, or batches: of the Python version or the binary one')
    .option('--list <name>', 'which official list: ic01 or ic01-v0.5; else the current one')
    .option('--labels <file>', 'take the pictures of this label file instead')
    .option('--all', 'take every picture')
    .option('--names <file>', 'a name for each picture, one a line: the binary version has none')
    .addHelpText(
      'after',
      '\nThe Python version names its pictures, so that the official inputs can be found\nin it. The binary version does not: without --names it can be taken with --all\nalone.\n\nExamples:\n  boardbench dataset import ic01 cifar-10-batches-py --out datasets/ic01\n  boardbench dataset import ic01 test_batch.bin --all --out datasets/cifar10-test',
    )
    .action(async (sources: string[], options: CifarOptions) => {
      if (options.all === true && (options.list ?? options.labels) !== undefined) {
        throw misused('--all', 'it takes every picture, and so goes with neither --list nor --labels', 'ic01');
      }
      const selection = options.all === true ? null : await selectionOf('ic01', options);
      const request = { sources, directory: options.out, selection, names: options.names };
      const written = await importing('ic01', (surroundings) => importCifar(request, surroundings));
      report(options, 'ic01', written, []);
    });
}

function picturesCommand(): Command {
  return withOut(new Command('vww01'))
    .description('Makes vww01 inputs of the pictures of COCO, by their names; or of your own with a label file.')
    .argument('<dir>', 'the folder that holds the pictures (JPEG or PNG), in subfolders too')
    .option('--list <name>', 'which official list; else the current one')
    .option('--labels <file>', 'take the pictures of this label file instead')
    .addHelpText(
      'after',
      '\nPictures of 96×96 are taken pixel for pixel. Others are resized as the script of\nthe benchmark does it (scikit-image: Gaussian, linear, cut off to whole numbers):\nnear to inputs made elsewhere, not always equal.\n\nExample:\n  boardbench dataset import vww01 coco --out datasets/vww01',
    )
    .action(async (source: string, options: PictureOptions) => {
      const selection = await selectionOf('vww01', options);
      const written = await importing('vww01', (surroundings) =>
        importPictures(source, options.out, selection, surroundings),
      );
      report(options, 'vww01', written, [resizedText(written.resized, written.samples)]);
    });
}

function ownCommand(): Command {
  return withOut(new Command('own'))
    .description(
      'Makes a workload of your own of a folder of pictures, .npy or .bin files and a list of their classes.',
    )
    .argument('<dir>', 'the folder of the files')
    .requiredOption('--labels <file>', 'CSV of file,class: a path in the folder, and the name or number of a class')
    .requiredOption('--name <name>', 'what the board answers in m-model-[…]')
    .requiredOption('--target <share>', 'least quality that is good enough, 0 to 1', shareOption)
    .option('--title <text>', 'its name for people')
    .option('--classes <names>', 'the classes, class 0 first, separated by commas; else those in the list', listOption)
    .addOption(new Option('--metric <metric>', 'what is judged').choices(['top1', 'auc']).default('top1'))
    .option('--size <WxH>', 'make all pictures of this size', sizeOption)
    .option('--grey', 'make all pictures grey')
    .addOption(new Option('--type <type>', 'what .bin files hold').choices(['int8', 'uint8', 'float32']))
    .option('--shape <lengths>', 'and in which shape, separated by commas', shapeOption)
    .addHelpText(
      'after',
      '\nThe folder will hold the inputs, y_labels.csv and workload.yaml.\n\nExample:\n  boardbench dataset import own photos --labels photos.csv --name birds01 --size 64x48 --target 0.8 --out birds\n  boardbench run --workload birds/workload.yaml --device /dev/ttyACM0',
    )
    .action(async (source: string, options: OwnOptions) => {
      const { labels, name, title, classes, metric, target, out: directory } = options;
      const { size = null, type = null, shape = null } = options;
      const input = { size, isGrey: options.grey === true, type, shape };
      const request = { source, labels, directory, name, title, classes, metric, target, input };
      const written = await importing(name, (surroundings) => importOwnData(request, surroundings));
      const { resized, unlisted, file } = written;
      report(options, name, written, [
        ...(resized > 0 ? [resizedText(resized, written.samples)] : []),
        ...(unlisted > 0 ? [`${unlisted} other files in ${source} are in no row and were left out.`] : []),
        `See it with \`boardbench workloads ${file}\`, use it with \`boardbench run --workload ${file}\`.`,
      ]);
    });
}

function withOut(command: Command): Command {
  return command
    .requiredOption('--out <dir>', 'where the data set goes; must be empty or absent')
    .option('--json', 'print one JSON document');
}

async function selectionOf(name: string, { list, labels }: SelectionOptions): Promise<Selection> {
  if (list !== undefined && labels !== undefined) throw misused('--labels', 'it does not go with --list', name);
  const workload = findWorkload(name);
  return labels === undefined ? officialSelection(workload, list) : labelFileSelection(labels, workload);
}

async function importing<Done>(
  title: string,
  work: (surroundings: ImportSurroundings) => Promise<Done>,
): Promise<Done> {
  const { signal, release } = interruptSignal();
  const progress = new ProgressLine(systemClock);
  const onProgress = (done: number, total: number): void => {
    progress.show(title, { what: 'input', done, total });
  };
  try {
    return await work({ signal, onProgress });
  } finally {
    progress.clear();
    release();
  }
}

function report(options: CommonOptions, workload: string, written: WrittenDataset, lines: readonly string[]): void {
  if (options.json === true) {
    printJson({ workload, ...written });
    return;
  }
  printLine(`${written.directory}: ${written.samples} ${workload} inputs and their labels`);
  for (const line of lines) printLine(`  ${line}`);
}

function resizedText(resized: number, samples: number): string {
  return resized === 0 ? 'Taken pixel for pixel.' : `${resized} of ${samples} pictures were resized.`;
}

function shareOption(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw new InvalidArgumentError('It must be from 0 to 1.');
  return value;
}

function listOption(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}

function sizeOption(text: string): { width: number; height: number } {
  const [, width = '', height = ''] = /^([1-9]\d{0,3})[x×]([1-9]\d{0,3})$/.exec(text) ?? [];
  if (width === '') throw new InvalidArgumentError('It must be width and height, such as 96x96.');
  return { width: Number(width), height: Number(height) };
}

function shapeOption(text: string): number[] {
  const lengths = text.split(',').map(Number);
  if (!lengths.every((length) => Number.isSafeInteger(length) && length > 0)) {
    throw new InvalidArgumentError('It must be whole numbers, such as 49,10,1.');
  }
  return lengths;
}

function misused(option: string, problem: string, name: string): Error {
  return failure('usage.option', { option, problem, command: `dataset import ${name}` });
}
