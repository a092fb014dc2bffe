import { dirname, join } from 'node:path';
import { BenchError } from '../errors.ts';
import { ComparedText } from './compared-text.ts';
import { deriveFiles } from './derive.ts';
import type { SessionOutcome } from './derive.ts';
import { Evidence } from './evidence.ts';
import type { EnergyWindow, Mode, MonitorOpened } from './events.ts';
import { findSessions } from './find-sessions.ts';
import { journalFile, sessionFiles } from './folder.ts';
import type { DerivedFile } from './folder.ts';
import { officialLabelsProblem } from './official-labels.ts';
import { recordingProblem } from './recordings.ts';

/** Something in a session's folder that does not fit. */
export interface SessionFinding {
  /** Name of the file in the folder. */
  readonly file: string;
  /** Counted from 1, where the finding has a place. */
  readonly line?: number;
  readonly problem: string;
}

/** What verifying a session's folder came to. */
export interface SessionVerification {
  readonly folder: string;
  readonly findings: readonly SessionFinding[];
  /** What the journal comes to; undefined where it cannot be read to its end. */
  readonly outcome: SessionOutcome | undefined;
}

/** Findings about measurements that are listed for a session; the rest is counted. */
const listedEvidence = 20;

/**
 * Verifies every session in `directory` or below it, and that the sessions of one run are bound to each other.
 * @throws BenchError session.not-found where there is none
 */
export async function verifySessions(directory: string): Promise<readonly SessionVerification[]> {
  const verified: SessionVerification[] = [];
  for (const folder of findSessions(directory)) verified.push(await verifySession(folder));
  return verified.map((session) => ({
    ...session,
    findings: [...session.findings, ...bindingFindings(session, verified)],
  }));
}

/**
 * Verifies one session: the chain of its journal, that every figure in it is one the board sent, that labels
 * called official are, and every derived file, byte for byte, against what the journal gives.
 */
export async function verifySession(folder: string): Promise<SessionVerification> {
  const findings: SessionFinding[] = [];
  const texts = new Map<DerivedFile, ComparedText>();
  const evidence = new Evidence();
  const unproven: SessionFinding[] = [];
  const recorded: { window: EnergyWindow; line: number; monitor: MonitorOpened | undefined }[] = [];
  let monitor: MonitorOpened | undefined;
  const open = (file: DerivedFile): ComparedText => {
    const text = new ComparedText(join(folder, file));
    texts.set(file, text);
    return text;
  };
  try {
    const outcome = await deriveFiles(folder, open, ({ event, line, tUs }) => {
      const problem = evidence.problem(event, tUs);
      if (problem !== undefined) unproven.push({ file: sessionFiles.journal, line, problem });
      if (event.type === 'monitor') monitor = event;
      if (event.type === 'energy-window') recorded.push({ window: event, line, monitor });
    });
    const { chain, tornBytes } = outcome.journal;
    if (tornBytes > 0) {
      const problem = `the last line is cut off after ${tornBytes} bytes; --resume drops it and goes on`;
      findings.push({ file: sessionFiles.journal, line: chain.lines + 1, problem });
    }
    findings.push(...unproven.slice(0, listedEvidence));
    if (unproven.length > listedEvidence) {
      findings.push({ file: sessionFiles.journal, problem: `${unproven.length - listedEvidence} more of this kind` });
    }
    for (const { window, line, monitor: instrument } of recorded) {
      const problem = await recordingProblem(folder, window, instrument);
      if (problem === undefined) continue;
      const file = window.recording?.file ?? sessionFiles.journal;
      findings.push({ file, ...(window.recording === null ? { line } : {}), problem });
    }
    const mislabelled = officialLabelsProblem(outcome.state);
    if (mislabelled !== undefined) findings.push({ file: sessionFiles.journal, problem: mislabelled });
    const derived = derivedFindings(texts);
    const isCutOff = outcome.state.standing.kind === 'open' && derived.length === texts.size;
    findings.push(...(isCutOff ? [cutOff(chain.lines)] : derived));
    return { folder, findings, outcome };
  } catch (error) {
    for (const text of texts.values()) text.end();
    findings.push(brokenFinding(error, folder));
    return { folder, findings, outcome: undefined };
  }
}

/** One finding in place of four, where a run had no time to derive anything. */
function cutOff(lines: number): SessionFinding {
  const problem = 'the session has no end: its run was cut off, or is still going on; --resume finishes it';
  return { file: sessionFiles.journal, line: lines, problem };
}

function derivedFindings(texts: ReadonlyMap<DerivedFile, ComparedText>): SessionFinding[] {
  return [...texts].flatMap(([file, { difference }]): SessionFinding[] => {
    switch (difference?.kind) {
      case undefined:
        return [];
      case 'missing':
        return [{ file, problem: 'the file is missing; `boardbench session derive` writes it' }];
      case 'differs':
        return [{ file, line: difference.line, problem: 'from here on the file is not what the journal gives' }];
    }
  });
}

function brokenFinding(error: unknown, folder: string): SessionFinding {
  if (!(error instanceof BenchError)) throw error;
  if (error.code === 'session.not-found')
    return { file: sessionFiles.journal, problem: 'not even the first line is whole' };
  if (error.code !== 'session.broken' || error.details['file'] !== journalFile(folder)) throw error;
  const { line, problem } = error.details;
  return { file: sessionFiles.journal, line: Number(line), problem: String(problem) };
}

/** Whether the session names the right one before it, where that lies beside it. */
function bindingFindings(session: SessionVerification, all: readonly SessionVerification[]): SessionFinding[] {
  const previous = session.outcome?.state.head.previousSession;
  if (previous === null || previous === undefined) return [];
  const beside = all.filter(
    (other) => dirname(other.folder) === dirname(session.folder) && modeOf(other) === previous.mode,
  );
  if (beside.length === 0 || beside.some((other) => other.outcome?.journal.chain.hash === previous.hash)) return [];
  const problem = `this session followed another ${previous.mode} session than the one beside it`;
  return [{ file: sessionFiles.journal, line: 1, problem }];
}

function modeOf(session: SessionVerification): Mode | undefined {
  return session.outcome?.state.head.mode;
}
