import { BenchError, failure } from '../../../harness/errors.ts';
import { chooseWorkload } from '../../../workloads/own/own-workload.ts';
import { openTree } from '../../archives/open-tree.ts';
import { subtree } from '../../subtree.ts';
import type { FileTree } from '../../tree.ts';
import type { Rubric } from '../rubric/rubric.ts';
import type { CalibrationRun } from '../scoring/noise-bands.ts';
import type { MeasuredRun } from './measured.ts';
import { measureRuns } from './measure-runs.ts';

/** What one session of the reference measured, and its runs: they are the course's own. */
export interface CalibrationSession extends CalibrationRun {
  /** Its folder in that of the calibration. */
  readonly name: string;
  readonly runs: readonly MeasuredRun[];
}

/**
 * What the sessions of a calibration measured, one for each folder in it: repeated runs of one reference on the board
 * that a rubric judges on.
 * @throws BenchError grade.calibration where it cannot be read, a session in it is not sound, or it is of another board
 */
export async function readCalibration(folder: string, rubric: Rubric): Promise<CalibrationSession[]> {
  const refuse = (problem: string, cause?: unknown): BenchError =>
    failure('grade.calibration', { folder, problem }, cause === undefined ? {} : { cause });
  const { specification: workload } = chooseWorkload(rubric.workload);
  const { judgeOn } = rubric;
  try {
    const { tree } = await openTree(folder);
    const sessions: CalibrationSession[] = [];
    for (const name of sessionFolders(tree)) {
      const measured = await measureRuns({ tree: subtree(tree, name), workload, judgeOn, data: null, answered: null });
      const unsound = measured.problems.find(({ severity }) => severity === 'error' || severity === 'fatal');
      if (unsound !== undefined) throw refuse(`${name}: ${unsound.message}`);
      const valueOf = (measure: 'latency' | 'energy'): number | null =>
        measured.figures.find((figure) => figure.measure === measure)?.value ?? null;
      sessions.push({ name, runs: measured.runs, latencyUs: valueOf('latency'), energyUj: valueOf('energy') });
    }
    if (sessions.length === 0) throw refuse('there are no sessions in it');
    const doubt = doubtOf(sessions);
    if (doubt !== null) throw refuse(doubt);
    return sessions;
  } catch (cause) {
    if (cause instanceof BenchError && cause.code !== 'grade.calibration') throw refuse(cause.message, cause);
    throw cause;
  }
}

/** Why sessions say nothing of noise, though each is sound: copies, or a clock that stands; null where they do. */
export function doubtOf(sessions: readonly CalibrationSession[]): string | null {
  const holders = new Map<string, string>();
  for (const { name, runs } of sessions) {
    for (const { logSha256 } of runs) {
      const holder = holders.get(logSha256);
      if (holder !== undefined && holder !== name) return `${holder} and ${name} hold the same log: one is a copy`;
      if (logSha256 !== '') holders.set(logSha256, name);
    }
  }
  // Equal programs take equal times on a simulated board, and that is all the noise there is.
  if (sessions.every(({ runs }) => runs.every(({ isSimulated }) => isSimulated))) return null;
  for (const [measure, values] of [
    ['latency', sessions.map(({ latencyUs }) => latencyUs)],
    ['energy', sessions.map(({ energyUj }) => energyUj)],
  ] as const) {
    const measured = values.filter((value) => value !== null);
    if (measured.length > 1 && new Set(measured).size === 1) {
      return `all ${measured.length} sessions have exactly the same ${measure}, which repeated runs on a board do not`;
    }
  }
  return null;
}

function sessionFolders({ entries }: FileTree): string[] {
  return entries
    .filter(({ kind, path }) => kind === 'directory' && !path.includes('/') && !path.startsWith('.'))
    .map(({ path }) => path);
}
