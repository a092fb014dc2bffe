import { compareWithBoard } from '../../workloads/models/comparison/compare-board.ts';
import type { BoardComparison } from '../../workloads/models/comparison/compare-board.ts';
import type { Tolerance } from '../../workloads/models/comparison/tolerance.ts';
import type { EvaluatedRow } from '../../workloads/models/evaluation/collected-rows.ts';
import type { Dataset } from '../../workloads/datasets/dataset.ts';
import { failure } from '../errors.ts';
import { findSessions } from './find-sessions.ts';
import { journalFile } from './folder.ts';
import { SessionState } from './state.ts';

/** An accuracy session, and where its board's results are not the host's. */
export interface SessionComparison {
  readonly folder: string;
  readonly device: string;
  readonly simulated: boolean;
  readonly comparison: BoardComparison;
}

/**
 * The accuracy sessions of a workload in a folder or below it, as their journals have them.
 * @throws BenchError session.not-found, session.broken, session.other-workload where none is of it, dataset.changed
 */
export async function readAccuracySessions(
  directory: string,
  workload: string,
  dataset: Pick<Dataset, 'labelsSha256' | 'inputsSha256' | 'directory'>,
): Promise<readonly (readonly [folder: string, state: SessionState])[]> {
  const sessions: (readonly [string, SessionState])[] = [];
  for (const folder of findSessions(directory)) {
    const { state } = await SessionState.read(journalFile(folder));
    const { head } = state;
    if (head.mode !== 'accuracy' || head.workload.name !== workload) continue;
    const isSame =
      head.dataset.labelsSha256 === dataset.labelsSha256 && head.dataset.inputsSha256 === dataset.inputsSha256;
    if (!isSame) {
      const problem = `${folder} has other labels or inputs, of ${head.dataset.directory}`;
      throw failure('dataset.changed', { directory: dataset.directory, problem });
    }
    sessions.push([folder, state]);
  }
  if (sessions.length === 0) throw failure('session.other-workload', { directory, workload });
  return sessions;
}

/** Compares the samples of a session with what the host computes for the same rows. */
export function compareSession(
  folder: string,
  state: SessionState,
  rows: readonly EvaluatedRow[],
  tolerance: Tolerance,
  listed: number,
): SessionComparison {
  const resultsOfRow = new Map(rows.map(({ row, results }) => [row.index, results]));
  const comparison = compareWithBoard(
    state.samples,
    (index, segment) => resultsOfRow.get(index)?.[segment],
    tolerance,
    listed,
  );
  return { folder, device: state.identity?.name ?? state.head.device, simulated: state.simulated, comparison };
}
