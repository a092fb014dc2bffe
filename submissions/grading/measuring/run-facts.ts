import type { RunEvidence } from '../../evidence/evidence.ts';
import { handInName } from './hand-in-tree.ts';
import { told } from './problems.ts';

/** Whether a board was simulated, whoever says so. */
export function isSimulatedRun({ own, simulatedFiles }: RunEvidence): boolean {
  return own?.simulated === true || simulatedFiles.length > 0;
}

/** What the board called itself; null where no log says it. */
export function deviceOf({ log }: RunEvidence): string | null {
  const said = [log?.device.name, log?.device.profile].filter((text) => text != null && text !== '');
  return said.length === 0 ? null : told([...new Set(said)].join(', '));
}

/** A folder within a hand-in, in sentences. */
export function folderName(folder: string): string {
  return folder === '' ? handInName : told(folder);
}
