import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { failure } from '../harness/errors.ts';

/** What the log of an energy run tells of its windows. */
export interface InferenceLog {
  /** Measured inferences of each `infer` command, in order. */
  readonly iterations: readonly number[];
  /** When each window began and ended, seconds of the host's clock; empty where the log has no such times. */
  readonly hostTimes: readonly HostTime[];
}

export interface HostTime {
  readonly startS: number;
  readonly endS: number;
}

/** `00045.433 io: …`: seconds since the start of the session. */
const hostTime = /^\s*(\d+\.\d+)\s/;
/** EnergyRunner, and boards on their own. */
const started = /m-infer-start-(\d+)/;
const done = /m-infer-done/;
/** The MLCommons runner: `Running inference with 1/2200 (warmup/measured) iterations`. */
const announced = /Running inference with \d+\/(\d+) /;
/** Where nothing else is there: the command itself. */
const commanded = /\binfer (\d+)(?: \d+)?%?(?=[\s"\])%]|$)/;

/**
 * Reads iterations and times from the `log.txt` of an energy run. Lines are searched, never taken as a whole: an I/O
 * manager writes before and into them.
 * @throws BenchError trace.unknown where it cannot be read
 */
export async function readInferenceLog(file: string): Promise<InferenceLog> {
  const counts: Record<'started' | 'announced' | 'commanded', number[]> = { started: [], announced: [], commanded: [] };
  const hostTimes: HostTime[] = [];
  let startS: number | undefined;
  const note = (list: number[], [, digits]: readonly string[] = []): void => {
    if (digits !== undefined && Number(digits) > 0) list.push(Number(digits));
  };
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      const timeS = hostTime.exec(line)?.[1];
      const start = started.exec(line);
      note(counts.started, start ?? undefined);
      note(counts.announced, announced.exec(line) ?? undefined);
      if (line.includes('arser: Command') || /^\s*infer /.test(line)) {
        note(counts.commanded, commanded.exec(line) ?? undefined);
      }
      if (timeS === undefined) continue;
      if (start !== null) startS = Number(timeS);
      if (startS === undefined || !done.test(line)) continue;
      hostTimes.push({ startS, endS: Number(timeS) });
      startS = undefined;
    }
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw failure('trace.unknown', { file, problem }, { cause });
  }
  const lists = [counts.started, counts.announced, counts.commanded];
  const iterations = lists.find((list) => list.length > 0) ?? [];
  return { iterations, hostTimes };
}
