import { estimateOnBoard } from '../../../workloads/boards/estimate.ts';
import type { Board, BoardCatalogue } from '../../../workloads/boards/board.ts';
import { officialCosts } from '../../../workloads/models/profile/official-costs.ts';
import { nearestName } from '../../../workloads/own/nearest-name.ts';
import type { Complaints } from './complaints.ts';
import type { ConditionPart, CriterionPart, JudgeOnPart } from './rubric-file.ts';
import type { JudgeOn, Measure } from './rubric.ts';

/** Where latency and energy come from, or null where that is not said well enough. */
export function judgeOnOf(part: JudgeOnPart, catalogue: BoardCatalogue, complaints: Complaints): JudgeOn | null {
  const path = ['judge-on'];
  if (!complaints.isSound(path)) return null;
  const { estimate, measured, simulated, calibration } = part;
  if ((estimate === undefined) === (measured === undefined)) {
    const found = estimate === undefined ? 'neither' : 'both';
    complaints.add(path, `must have one of estimate (a board of the catalogue) and measured, and has ${found}`);
    return null;
  }
  if (measured !== undefined) {
    const device = measured === 'any' ? null : measured;
    return { kind: 'measured', device, allowsSimulated: simulated === 'allowed', calibration: calibration ?? null };
  }
  for (const key of ['simulated', 'calibration'] as const) {
    if (part[key] !== undefined) complaints.add([...path, key], 'goes with measured: estimates are the same for all');
  }
  const board = catalogue.boards.find(({ id }) => id === estimate);
  if (board !== undefined) return { kind: 'estimate', board: board.id };
  const ids = catalogue.boards.map(({ id }) => id);
  const meant = nearestName(estimate ?? '', ids);
  const hint = meant === undefined ? `there are ${ids.join(', ')}` : `did you mean ${meant}?`;
  complaints.add([...path, 'estimate'], `is no board of the catalogue; ${hint}`);
  return null;
}

/** Whether anything published allows an estimate of latency or energy for a board. */
export function isEstimated(measure: 'latency' | 'energy', board: Board, catalogue: BoardCatalogue): boolean {
  return (['int8', 'float32'] as const).some((precision) => {
    const { latencyUs, energyUj } = estimateOnBoard({ operators: officialCosts('kws01'), precision }, board, catalogue);
    return (measure === 'latency' ? latencyUs : energyUj) !== null;
  });
}

/** What is known of the rubric as a whole when its criteria and conditions are looked at. */
export interface Measurable {
  readonly kind: 'model' | 'session' | 'submission' | null;
  readonly judgeOn: JudgeOn | null;
  readonly hasHidden: boolean;
  readonly hasBaseline: boolean;
  readonly hasRequiredFiles: boolean;
}

/** Criteria and conditions must be about what is measured at all. */
export function complainOfUnmeasured(
  list: 'criteria' | 'conditions',
  parts: readonly (CriterionPart | ConditionPart)[],
  measurable: Measurable,
  catalogue: BoardCatalogue,
  complaints: Complaints,
): void {
  parts.forEach((part, index) => {
    const path = [list, index];
    if (!complaints.isSound([...path, 'measure']) || !Object.hasOwn(part, 'measure')) return;
    const why = whyUnmeasured(part.measure, measurable, catalogue);
    if (why !== null) complaints.add([...path, 'measure'], why);
    if (part.data === 'hidden' && !measurable.hasHidden) {
      complaints.add([...path, 'data'], 'asks for the hidden part, and data.hidden names none');
    }
  });
}

function whyUnmeasured(measure: Measure, measurable: Measurable, catalogue: BoardCatalogue): string | null {
  const { kind, judgeOn, hasBaseline, hasRequiredFiles } = measurable;
  switch (measure) {
    case 'latency':
    case 'energy': {
      if (judgeOn?.kind === 'measured' && kind === 'model') {
        return `is ${measure} that is measured, but a model alone comes with no measurement: judge on an estimate, or have sessions handed in`;
      }
      if (judgeOn?.kind !== 'estimate') return null;
      const board = catalogue.boards.find(({ id }) => id === judgeOn.board);
      if (board === undefined || isEstimated(measure, board, catalogue)) return null;
      return `is ${measure}, and nothing that was published allows an estimate of it for ${board.id}`;
    }
    case 'accuracy-lost':
      return hasBaseline ? null : 'is accuracy lost against a baseline, and baseline names none';
    case 'evidence':
      return kind === 'model' ? 'is evidence, and a model alone comes with none: leave it out' : null;
    case 'files':
      return hasRequiredFiles ? null : 'is about required files, and hand-in.required-files names none';
    case 'accuracy':
    case 'flash':
    case 'sram':
    case 'macs':
      return null;
  }
}
