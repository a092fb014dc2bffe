import { Command, InvalidArgumentError } from 'commander';
import { findBoard, readCatalogue } from '../../workloads/boards/catalogue.ts';
import type { Board, BoardCatalogue, Reserve } from '../../workloads/boards/board.ts';
import { estimateOnBoard } from '../../workloads/boards/estimate.ts';
import { fitBoard } from '../../workloads/boards/fit.ts';
import { readModelFile } from '../../workloads/models/open-model.ts';
import { cores } from '../../workloads/models/profile/cores.ts';
import { profileModel } from '../../workloads/models/profile/profile.ts';
import type { ModelProfile } from '../../workloads/models/profile/profile.ts';
import { readModelGraph } from '../../workloads/models/tflite/read.ts';
import { printJson, printLine } from './output.ts';
import { boardLines, boardTable, profileLines } from './profile-report.ts';
import type { ProfiledBoard } from './profile-report.ts';

interface ProfileOptions {
  readonly board?: string;
  readonly boards?: string;
  readonly reserveSram?: number;
  readonly reserveFlash?: number;
  readonly json?: true;
}

/** Whose cycle model tells the shares of time where the board has none. */
const usualCore = 'cortex-m4';

/** `boardbench profile MODEL`: what a model costs, and what it fits. */
export function profileCommand(): Command {
  return new Command('profile')
    .description('Says what a model costs: operators, flash, peak memory, and which boards it fits.')
    .argument('<model>', '.tflite file, int8 or float32, or built-in:kws01 for one of the project')
    .option('--board <name>', 'one board of the catalogue, in full')
    .option('--boards <file>', 'catalogue of your own (JSON or YAML), in addition')
    .option('--reserve-sram <bytes>', 'SRAM of the operating system and other buffers, such as 20k', sizeOption)
    .option('--reserve-flash <bytes>', 'flash of the operating system and the rest of the firmware', sizeOption)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExamples:\n  boardbench profile built-in:kws01\n' +
        '  boardbench profile model.tflite --board nano-33-ble-sense --reserve-sram 48k --reserve-flash 200k',
    )
    .action(async (name: string, options: ProfileOptions) => {
      const catalogue = readCatalogue(options.boards);
      const board = options.board === undefined ? undefined : findBoard(catalogue, options.board);
      const { file, bytes } = await readModelFile(name);
      const profile = profileModel(readModelGraph(bytes, file), bytes.length, coreOf(board));
      const reserve = reserveOf(catalogue, options);
      const profiled = (board === undefined ? catalogue.boards : [board]).map((each) => ({
        board: each,
        reserve,
        fit: fitBoard(profile, each, reserve),
        estimates: estimateOnBoard(profile, each, catalogue),
      }));
      if (options.json === true) {
        printJson(toJson(file, bytes.length, profile, profiled, board !== undefined));
        return;
      }
      const [first] = profiled;
      const boards = board !== undefined && first !== undefined ? boardLines(first) : boardTable(profiled);
      for (const line of [...profileLines(file, profile), '', ...boards]) printLine(line);
    });
}

/** Bytes: a whole number, with k for 1024 and M for 1024 × 1024. */
export function sizeOption(text: string): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s?(k|m)?(?:i?b)?$/i.exec(text.trim()) ?? [];
  const factor = { '': 1, k: 1024, m: 1024 * 1024 }[unit.toLowerCase()] ?? 1;
  const bytes = Number(digits) * factor;
  if (!Number.isSafeInteger(bytes))
    throw new InvalidArgumentError('It must be a number of bytes, such as 20480 or 20k.');
  return bytes;
}

function coreOf(board: Board | undefined) {
  const core = cores.get(board?.core ?? usualCore) ?? cores.get(usualCore);
  if (core === undefined) throw new Error(`There is no ${usualCore} among the cores.`);
  return core;
}

function reserveOf({ reserve }: BoardCatalogue, { reserveSram, reserveFlash }: ProfileOptions): Reserve {
  const stated = [...(reserveSram === undefined ? [] : ['SRAM']), ...(reserveFlash === undefined ? [] : ['flash'])];
  const sources = [
    ...(stated.length === 0 ? [] : [`${stated.join(' and ')} stated`]),
    ...(stated.length === 2 ? [] : [reserve.source]),
  ];
  return {
    sramBytes: reserveSram ?? reserve.sramBytes,
    flashBytes: reserveFlash ?? reserve.flashBytes,
    source: sources.join('; otherwise '),
  };
}

/** `fits` is that of the board asked for, and null where none was: each of `boards` has its own. */
function toJson(
  file: string,
  fileBytes: number,
  profile: ModelProfile,
  profiled: readonly ProfiledBoard[],
  isOne: boolean,
): object {
  const { operators, peak, flash, ...totals } = profile;
  const boards = profiled.map(boardToJson);
  return {
    model: file,
    fileBytes,
    ...totals,
    planner: 'greedy: the largest tensor first, aligned to 16 bytes, as TensorFlow Lite Micro does',
    reserve: profiled[0]?.reserve ?? null,
    fits: isOne ? (profiled[0]?.fit.fits ?? null) : null,
    ...(isOne ? { board: boards[0] } : { boards }),
    peak,
    flash,
    operators,
  };
}

function boardToJson({ board, fit, estimates }: ProfiledBoard): object {
  const { published, ...facts } = board;
  return { ...facts, publishedResults: published.length, ...fit, estimates };
}
