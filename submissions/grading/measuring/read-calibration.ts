import { BenchError, failure } from '../../../harness/errors.ts';
import { chooseWorkload } from '../../../workloads/own/own-workload.ts';
import { openTree } from '../../archives/open-tree.ts';
import { subtree } from '../../subtree.ts';
import type { FileTree } from '../../tree.ts';
import type { Rubric } from '../rubric/rubric.ts';
import type { CalibrationRun } from '../scoring/noise-bands.ts';
import { measureRuns } from './measure-runs.ts';

/**
 * What the sessions of a calibration measured, one for each folder in it: repeated runs of one reference on the board
 * that a rubric judges on.
 * @throws BenchError grade.calibration where it cannot be read, a session in it is not sound, or it is of another board
 */
export async function readCalibration(folder: string, rubric: Rubric): Promise<CalibrationRun[]> {
  const refuse = (problem: string, cause?: unknown): BenchError =>
    failure('grade.calibration', { folder, problem }, cause === undefined ? {} : { cause });
  const { specification: workload } = chooseWorkload(rubric.workload);
  const { judgeOn } = rubric;
  try {
    const { tree } = await openTree(folder);
    const runs: CalibrationRun[] = [];
    for (const name of sessionFolders(tree)) {
      const measured = await measureRuns({ tree: subtree(tree, name), workload, judgeOn, data: null, answered: null });
      const unsound = measured.problems.find(({ severity }) => severity === 'error' || severity === 'fatal');
      if (unsound !== undefined) throw refuse(`${name}: ${unsound.message}`);
      const valueOf = (measure: 'latency' | 'energy'): number | null =>
        measured.figures.find((figure) => figure.measure === measure)?.value ?? null;
      runs.push({ latencyUs: valueOf('latency'), energyUj: valueOf('energy') });
    }
    if (runs.length === 0) throw refuse('there are no sessions in it');
    return runs;
  } catch (cause) {
    if (cause instanceof BenchError && cause.code !== 'grade.calibration') throw refuse(cause.message, cause);
    throw cause;
  }
}

function sessionFolders({ entries }: FileTree): string[] {
  return entries
    .filter(({ kind, path }) => kind === 'directory' && !path.includes('/') && !path.startsWith('.'))
    .map(({ path }) => path);
}
