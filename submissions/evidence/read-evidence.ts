import { createHash } from 'node:crypto';
import { BenchError } from '../../harness/errors.ts';
import { runModes } from '../submission.ts';
import type { RunFiles, RunMode, SubmittedResult } from '../submission.ts';
import { decodeText } from '../text.ts';
import type { FileTree } from '../tree.ts';
import { deriveResult } from './derive.ts';
import { energyOfRecords, readEembcTrace } from './energy-trace.ts';
import type { EvidenceProblem, FileDigest, ResultEvidence, RunEvidence } from './evidence.ts';
import { readOwnSession } from './own-session.ts';
import { readOwnJournal } from './read-journal.ts';
import { readLog } from './read-log.ts';
import { readResultsJson } from './results-json.ts';
import type { ResultsJson } from './results-json.ts';
import { readResultsText } from './results-text.ts';
import { SimulatedMarks } from './simulated-marks.ts';
import { readScript } from './read-script.ts';
import { streamingOfLog, streamingOfRecord } from './streaming-run.ts';

const mostResultsBytes = 8 << 20;
const mostRecordsBytes = 128 << 20;

/**
 * Reads all evidence of a result and derives its figures. A file that cannot be read is a problem of its run and hides
 * nothing else.
 */
export async function readEvidence(tree: FileTree, result: SubmittedResult): Promise<ResultEvidence> {
  const runs: { [Mode in RunMode]?: RunEvidence } = {};
  for (const mode of runModes) {
    const files = result.runs[mode];
    if (files !== undefined) runs[mode] = await readRun(tree, mode, files);
  }
  return deriveResult(result, runs);
}

/** Reads what one run left. */
export async function readRun(tree: FileTree, mode: RunMode, files: RunFiles): Promise<RunEvidence> {
  const problems: EvidenceProblem[] = [];
  const digests: FileDigest[] = [];
  const simulatedFiles: string[] = [];
  const keep = (role: keyof RunFiles, file: string, bytes: number, sha256: string): void => {
    digests.push({ file, role, bytes, sha256 });
    if (bytes === 0) problems.push({ place: { file, line: null }, what: 'empty', message: 'the file is empty' });
  };
  const attempt = async <Value>(
    file: string | undefined,
    read: (file: string) => Promise<Value>,
  ): Promise<Value | null> => {
    if (file === undefined) return null;
    try {
      return await read(file);
    } catch (error) {
      if (!(error instanceof BenchError)) throw error;
      const what = error.code === 'submission.too-large' ? 'too-large' : 'malformed';
      problems.push({ place: { file, line: null }, what, message: error.message });
      return null;
    }
  };
  const text = async (role: keyof RunFiles, file: string, limitBytes: number): Promise<string> => {
    const bytes = await tree.readBytes(file, limitBytes);
    keep(role, file, bytes.length, createHash('sha256').update(bytes).digest('hex'));
    const marks = new SimulatedMarks();
    marks.take(bytes);
    if (marks.found) simulatedFiles.push(file);
    return decodeText(bytes);
  };

  const claimed = await attempt(files.results, async (file) =>
    readResultsText(await text('results', file, mostResultsBytes), file),
  );
  const readLogs = await attempt(files.log, (file) => readLog(tree, file));
  const log = readLogs?.log ?? null;
  if (log !== null) keep('log', log.file, log.bytes, log.sha256);
  if (log !== null && readLogs?.isSimulated === true) simulatedFiles.push(log.file);
  const journal = await attempt(files.journal, (file) => readOwnJournal(tree, file));
  const session = await attempt(files.journal, (file) => readOwnSession(tree, file));
  const records = await attempt(files.resultsJson, async (file) => {
    const read = readResultsJson(await text('resultsJson', file, mostRecordsBytes), file);
    const notes = read.problems.map((message): EvidenceProblem => ({
      place: { file, line: null },
      what: 'malformed',
      message,
    }));
    problems.push(...notes);
    return read;
  });
  const recorded = journal?.windows ?? records?.windows ?? null;
  const hasRecorded = recorded !== null && recorded.length > 0;
  const windows = hasRecorded ? recorded : (log?.windows ?? []);
  const trace = await attempt(files.trace?.endsWith('-energy.bin') === true ? files.trace : undefined, (file) =>
    readEembcTrace(tree, file, files.timestamps, log),
  );
  return {
    ...{ mode, files, digests, claimed, log, records: recorded, windows, problems, simulatedFiles },
    windowsFrom: hasRecorded ? (journal === null ? 'results.json' : 'journal') : log === null ? null : 'log',
    energy:
      session?.energy ??
      trace ??
      (records === null ? null : await energyOfRecords(records.power, records.windows, files.resultsJson ?? '')),
    streaming: streamingOf(files, records, readLogs),
    script: await attempt(files.script, (file) => readScript(tree, file)),
    own: journal === null ? null : { ...journal.own, ...(session === null ? {} : { problems: session.problems }) },
  };
}

function streamingOf(
  files: RunFiles,
  records: ResultsJson | null,
  read: Awaited<ReturnType<typeof readLog>> | null,
): RunEvidence['streaming'] {
  if (records?.streaming != null)
    return streamingOfRecord(records.streaming, { file: files.resultsJson ?? '', line: null });
  if (read?.detections == null) return null;
  const pulses = read.pulses ?? { starts: [], stops: [] };
  return streamingOfLog(read.detections.valuesMs, pulses, { file: read.log.file, line: read.detections.line });
}
