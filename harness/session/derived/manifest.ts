import type { Mode, MonitorOpened } from '../events.ts';
import type { JournalEnd } from '../journal-reader.ts';
import type { Verdict } from '../results/official.ts';
import type { SessionResult } from '../results/result.ts';
import type { SessionState } from '../state.ts';

/** Size and digest of a file of the session. */
export interface FileDigest {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** The digests a manifest lists, by file name. */
export type FileDigests = Readonly<Record<string, FileDigest>>;

/**
 * manifest.json: what was measured, by what, on what, with which outcome, and the digests of all that proves it.
 * @param journal what reading the journal came to
 * @param derived the other derived files, in the order in which they are to be listed
 */
export function manifest(
  state: SessionState,
  result: SessionResult | null,
  verdict: Verdict,
  journal: JournalEnd,
  derived: FileDigests,
): object {
  const { head, identity, standing } = state;
  return {
    format: 1,
    session: head.id,
    workload: head.workload,
    mode: head.mode,
    runModes: head.runModes,
    startedAt: head.startedAt,
    standing,
    official: verdict.official,
    reasons: verdict.reasons,
    simulated: verdict.simulated,
    submittable: verdict.submittable,
    result: standing.kind === 'finished' ? result : null,
    device: {
      url: head.device,
      baud: state.baud,
      name: identity?.name ?? null,
      profile: identity?.profile ?? null,
      model: identity?.model ?? null,
      capabilities: identity?.capabilities ?? [],
      burstDepth: state.burstDepth ?? null,
      lineIsNoisy: state.lineIsNoisy,
    },
    ...(state.monitor === undefined ? {} : { monitor: monitorOf(state.monitor) }),
    ...(state.manager === undefined ? {} : { ioManager: { device: state.manager.device, name: state.manager.name } }),
    dataset: head.dataset,
    options: head.options,
    program: head.program,
    host: head.host,
    faults: Object.fromEntries([...state.faults].sort(byName)),
    notes: state.notes,
    warnings: [...state.warnings],
    resumed: state.resumed,
    droppedBytes: state.droppedBytes,
    events: state.events,
    files: {
      'journal.jsonl': { bytes: journal.wholeBytes + journal.tornBytes, sha256: journal.sha256 },
      ...derived,
    },
    chain: journal.chain.hash,
    previousSession: head.previousSession,
  } satisfies Manifest;
}

function monitorOf({ url, kind, name, simulated, hasEdges, suppliedV }: MonitorOpened): object {
  return { url, kind, name, simulated, hasEdges, suppliedV };
}

interface Manifest {
  readonly format: 1;
  readonly session: string;
  readonly mode: Mode;
  readonly [key: string]: unknown;
}

/** The text of a manifest, the same for the same manifest. */
export function manifestText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function byName([a]: readonly [string, number], [b]: readonly [string, number]): number {
  return a < b ? -1 : 1;
}
