import { emptyChain, lineHash, maximumLineBytes, parseLine } from '../../harness/session/journal-line.ts';
import type { JournalEvent } from '../../harness/session/events.ts';
import type { FileTree } from '../tree.ts';
import type { MeasuredWindow, OwnRun } from './evidence.ts';
import { lineBlocks } from './log-lines.ts';

/** What the journal of one of our sessions comes to. */
export interface ReadJournal {
  readonly windows: readonly MeasuredWindow[];
  readonly own: OwnRun;
}

const lineFeed = 0x0a;
const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');

/**
 * Reads the measurements of a journal in one pass and follows its chain; reading ends at the first line that is not
 * what was written.
 * @throws BenchError submission.unreadable
 */
export async function readOwnJournal(tree: FileTree, file: string): Promise<ReadJournal> {
  const windows = new Map<string, MeasuredWindow>();
  const problems: { readonly line: number | null; readonly message: string }[] = [];
  let chain = emptyChain;
  let [simulated, unofficial, finished] = [false, false, false];
  const take = (event: JournalEvent, line: number): void => {
    if (event.type === 'session') unofficial = isUnofficial(event);
    else if (event.type === 'identity' || event.type === 'monitor') simulated ||= event.simulated;
    else if (event.type === 'finished') finished = true;
    else if (event.type === 'window' && event.use === 'counted')
      windows.set(`w${event.index}`, ofWindow(event, file, line));
    else if (event.type === 'energy-window' && event.use === 'counted') {
      windows.set(`e${event.index}`, ofWindow(event, file, line));
    } else if (event.type === 'sample') windows.set(`s${event.index}/${event.segment}`, ofSample(event, file, line));
  };
  reading: for await (const { bytes, from, to, isContinued } of lineBlocks(tree.open(file))) {
    for (let start = from; start < to;) {
      const end = bytes.indexOf(lineFeed, start);
      if (end < 0 || end - start > maximumLineBytes || isContinued) {
        problems.push({ line: chain.lines + 1, message: 'the last line is cut off' });
        break reading;
      }
      const raw = bytes.subarray(start, end);
      const parsed = parseLine(utf8(raw), chain);
      if (parsed.kind === 'problem') {
        problems.push({ line: chain.lines + 1, message: parsed.problem });
        break reading;
      }
      const { event, tUs } = parsed;
      chain = { lines: chain.lines + 1, hash: lineHash(raw), tUs, finished: event.type === 'finished' };
      take(event, chain.lines);
      start = end + 1;
    }
  }
  return { windows: [...windows.values()], own: { simulated, unofficial, finished, problems } };
}

type Event<Type extends JournalEvent['type']> = Extract<JournalEvent, { readonly type: Type }>;

const officialWindows = 5;
const officialSeconds = 10;

function isUnofficial({ dataset, options }: Event<'session'>): boolean {
  const { limit, windows, minSeconds } = options;
  return dataset.kind !== 'official' || limit !== null || windows < officialWindows || minSeconds < officialSeconds;
}

function ofWindow(event: Event<'window'> | Event<'energy-window'>, file: string, line: number): MeasuredWindow {
  const isEnergy = event.type === 'energy-window';
  return {
    place: { file, line },
    ...{ input: event.input, inputPath: event.input, segment: 0, label: event.label },
    ...{ warmups: event.warmups, iterations: event.iterations },
    startLapUs: isEnergy ? null : event.startLapUs,
    endLapUs: isEnergy ? null : event.endLapUs,
    elapsedUs: event.elapsedUs,
    hasWrapped: !isEnergy && event.endLapUs < event.startLapUs,
    resolutionUs: 1,
    hostElapsedUs: event.hostElapsedUs,
    ...{ results: finite(event.results), resultsLine: line },
  };
}

function ofSample(event: Event<'sample'>, file: string, line: number): MeasuredWindow {
  const { startLapUs, endLapUs, elapsedUs, segment, label } = event;
  return {
    place: { file, line },
    ...{ input: event.file, inputPath: event.file, segment, label, warmups: 0, iterations: 1 },
    ...{ startLapUs, endLapUs, elapsedUs, hasWrapped: endLapUs < startLapUs, resolutionUs: 1, hostElapsedUs: null },
    ...{ results: finite(event.results), resultsLine: line },
  };
}

function finite(results: readonly (number | null)[]): readonly number[] | null {
  const values = results.filter((value) => value !== null);
  return values.length === results.length ? values : null;
}
