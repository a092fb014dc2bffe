import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { BenchError } from '../../harness/errors.ts';
import { journalFile, sessionFiles } from '../../harness/session/folder.ts';
import { measureRecordings } from '../../harness/session/measured-recordings.ts';
import type { MeasuredRecordings } from '../../harness/session/measured-recordings.ts';
import { SessionState } from '../../harness/session/state.ts';
import { verifySession } from '../../harness/session/verify.ts';
import type { SessionVerification } from '../../harness/session/verify.ts';
import type { FileTree } from '../tree.ts';
import { medianEnergy, windowOf } from './energy-trace.ts';
import type { EnergyEvidence } from './energy.ts';
import type { OwnProblem } from './evidence.ts';

/** What the folder of a session of our own comes to, beyond its journal. */
export interface ReadOwnSession {
  readonly problems: readonly OwnProblem[];
  /** Of an energy session: integrated from its recordings. */
  readonly energy: EnergyEvidence | null;
}

/**
 * Derives a session again from its journal and recordings, and tells what in its folder is otherwise. Null where the
 * folder is not on the disk, or holds links, which are not followed.
 */
export async function readOwnSession(tree: FileTree, journal: string): Promise<ReadOwnSession | null> {
  const at = journal.lastIndexOf('/') + 1;
  const prefix = journal.slice(0, at);
  const own = tree.entries.filter(({ path }) => path.startsWith(prefix) && !path.slice(at).includes('/'));
  const isPlain = own.every(({ kind }) => kind === 'file' || kind === 'directory');
  if (tree.directory === undefined || !isPlain || journal.slice(at) !== sessionFiles.journal) return null;
  const folder = join(tree.directory, prefix);
  const verification = await attempt(() => verifySession(folder));
  const problems = verification instanceof BenchError ? undefined : problemsOf(tree, prefix, verification);
  const read = await attempt(() => SessionState.read(journalFile(folder)));
  if (read instanceof BenchError || read.state.head.mode !== 'energy')
    return { problems: problems ?? [], energy: null };
  const measured = await attempt(() => measureRecordings(folder, read.state));
  if (!(measured instanceof BenchError)) {
    return {
      problems: problems ?? [],
      energy: measured.windows.length === 0 ? null : energyOf(measured, read.state, prefix),
    };
  }
  const changed = problems ?? (await changedRecordings(tree, prefix, read.state));
  const unreadable = { file: journal, line: null, message: measured.message };
  return { problems: changed.length > 0 ? changed : [unreadable], energy: null };
}

function problemsOf(tree: FileTree, prefix: string, { findings }: SessionVerification): OwnProblem[] {
  return findings.flatMap(({ file, line, problem }): OwnProblem[] => {
    const path = prefix + file;
    const isAbsent = tree.entry(path) === undefined;
    // Which derived files have to be there is for the rules of the round to say.
    if (isAbsent && !file.endsWith('.trace')) return [];
    return [{ file: path, line: line ?? null, message: `${file}: ${problem}`, isAbsent }];
  });
}

/** Of recordings that cannot be read: which are missing, or are others than the journal has the digests of. */
async function changedRecordings(tree: FileTree, prefix: string, state: SessionState): Promise<OwnProblem[]> {
  const problems: OwnProblem[] = [];
  for (const { recording } of state.energyWindows) {
    if (recording === null) continue;
    const file = prefix + recording.file;
    const isAbsent = tree.entry(file) === undefined;
    const digest = isAbsent ? undefined : await digestOf(tree, file);
    if (digest === recording.sha256) continue;
    const problem = isAbsent ? 'the file is missing' : 'the file is not what the journal gives the digest of';
    problems.push({ file, line: null, message: `${recording.file}: ${problem}`, isAbsent });
  }
  return problems;
}

async function digestOf(tree: FileTree, file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of tree.open(file)) hash.update(piece);
  return hash.digest('hex');
}

function energyOf({ windows }: MeasuredRecordings, state: SessionState, prefix: string): EnergyEvidence {
  const derived = windows.map(({ event, startS, endS, energyJ, interval }) => {
    const place = { file: prefix + (event.recording?.file ?? sessionFiles.journal), line: null };
    const { input, iterations } = event;
    return windowOf(event.index, place, { input, iterations }, startS, endS, interval.samples, energyJ * 1e6);
  });
  const [first] = windows;
  return {
    ...{ from: 'recordings', file: derived[0]?.place.file ?? prefix, timestampsS: [], windows: derived },
    sampleRateHz: first?.trace.head.sampleRateHz ?? null,
    samples: windows.reduce((sum, { event }) => sum + (event.recording?.samples ?? 0), 0),
    oddSamples: windows.reduce((sum, { interval }) => sum + interval.lostSamples, 0),
    voltageV: first?.trace.head.voltageV ?? state.monitor?.suppliedV ?? null,
    monitor: state.monitor?.kind ?? null,
    energyUj: medianEnergy(derived),
  };
}

async function attempt<Value>(read: () => Promise<Value>): Promise<Value | BenchError> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof BenchError) return error;
    throw error;
  }
}
