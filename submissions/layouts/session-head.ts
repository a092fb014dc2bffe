import type { Benchmark, RunFiles, RunMode, Runner } from '../submission.ts';
import type { FileTree } from '../tree.ts';
import { decodeText } from '../text.ts';
import { benchmarkOfName } from './names.ts';

/** What the beginning of a session's files says of it, where its folders do not; null where they do not either. */
export interface SessionHead {
  readonly benchmark: Benchmark | null;
  readonly mode: RunMode | null;
  readonly runner: Runner | null;
}

const headBytes = 64 * 1024;
const unknown: SessionHead = { benchmark: null, mode: null, runner: null };

/** Reads the beginning of the files of a session; files that cannot be read say nothing. */
export async function readSessionHead(tree: FileTree, files: RunFiles): Promise<SessionHead> {
  if (files.journal !== undefined) return ownHead(await beginning(tree, files.journal));
  const log = files.log === undefined ? unknown : logHead(await beginning(tree, files.log));
  const records = files.resultsJson === undefined ? unknown : recordsHead(await beginning(tree, files.resultsJson));
  const results = files.results === undefined ? unknown : resultsHead(await beginning(tree, files.results));
  return {
    benchmark: log.benchmark ?? records.benchmark ?? results.benchmark,
    mode: records.mode ?? log.mode ?? results.mode,
    runner: log.runner ?? records.runner ?? results.runner,
  };
}

async function beginning(tree: FileTree, path: string): Promise<string> {
  try {
    for await (const piece of tree.open(path)) return decodeText(piece.subarray(0, headBytes));
  } catch {
    // Whoever reads the file as evidence says that it cannot be read.
  }
  return '';
}

function ownHead(text: string): SessionHead {
  const [, mode] = /"mode":"(performance|accuracy|energy)"/.exec(text) ?? [];
  const [, workload = ''] = /"workload":\{"name":"([^"]{1,64})"/.exec(text) ?? [];
  return { benchmark: benchmarkOfName(workload) ?? null, mode: modeOf(mode), runner: 'boardbench' };
}

function logHead(text: string): SessionHead {
  const isEembc = /m-session-start-id\[|\d{5,}\.\d{3} (session|parser|sequencer): /.test(text);
  const [, model = ''] =
    /key\[model\]-val\[([^\]]{1,64})\]|Device model retrieved: (\S{1,64})/.exec(text)?.filter(Boolean) ?? [];
  const [, runMode] = /key\[runMode\]-val\[(\w{1,16})\]/.exec(text) ?? [];
  const isEnergy = /Command "bloadp |io dut infer|emon: m-/.test(text);
  const eembcMode =
    runMode === 'multi' ? 'accuracy' : runMode === undefined ? null : isEnergy ? 'energy' : 'performance';
  const isMlcommons = /Logging initialized\.|ulp-mlperf: Loading file/.test(text);
  return {
    benchmark: benchmarkOfName(model) ?? null,
    mode: eembcMode,
    runner: isEembc ? 'eembc' : isMlcommons ? 'mlcommons' : null,
  };
}

function recordsHead(text: string): SessionHead {
  const [, letter = ''] = /"mode": ?"([pae])"/.exec(text) ?? [];
  const mode = ({ p: 'performance', a: 'accuracy', e: 'energy' } as const)[letter];
  const isPower = /"power": ?\{/.test(text);
  return { benchmark: null, mode: mode ?? (isPower ? 'energy' : null), runner: 'mlcommons' };
}

function resultsHead(text: string): SessionHead {
  const isMlcommons = /Top 1%|AUC =|Power Edition Output|Estimated throughput/.test(text);
  const isEembc = /\d{5,}\.\d{3} ulp-ml|Top-1:|AUC:/.test(text);
  const mode = /Median energy cost/.test(text)
    ? 'energy'
    : /Median throughput/.test(text)
      ? 'performance'
      : /Top[- ]1|AUC/.test(text)
        ? 'accuracy'
        : null;
  return { benchmark: null, mode, runner: isMlcommons ? 'mlcommons' : isEembc ? 'eembc' : null };
}

function modeOf(text: string | undefined): RunMode | null {
  return text === 'performance' || text === 'accuracy' || text === 'energy' ? text : null;
}
