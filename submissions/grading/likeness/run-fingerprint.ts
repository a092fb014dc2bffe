import { createHash } from 'node:crypto';
import type { RunEvidence } from '../../evidence/evidence.ts';
import type { MeasuredRun } from '../measuring/measured.ts';

/** Fewer laps of two runs can be the same by chance. */
const fewestLaps = 6;

export type RunFingerprint = Pick<MeasuredRun, 'lapsSha256' | 'durationS'>;

/** What tells the copies of a run, whatever the board, the files and their names were changed to. */
export function fingerprintRun({ windows, log }: Pick<RunEvidence, 'windows' | 'log'>): RunFingerprint {
  const laps = windows.flatMap(({ startLapUs, endLapUs }) => [startLapUs, endLapUs]).filter((lap) => lap !== null);
  const firstS = log?.firstTimeS ?? null;
  const lastS = log?.lastTimeS ?? null;
  return {
    lapsSha256: laps.length < fewestLaps ? null : createHash('sha256').update(laps.join(' ')).digest('hex'),
    durationS: firstS === null || lastS === null || lastS < firstS ? null : lastS - firstS,
  };
}
