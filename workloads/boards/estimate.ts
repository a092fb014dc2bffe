import { median } from 'simple-statistics';
import { cores } from '../models/profile/cores.ts';
import type { Core } from '../models/profile/cores.ts';
import { cyclesPerInference } from '../models/profile/cycle-model.ts';
import { officialCosts } from '../models/profile/official-costs.ts';
import type { OfficialWorkload } from '../models/profile/official-costs.ts';
import type { OperatorCost } from '../models/model.ts';
import type { Board, BoardCatalogue, PublishedResults } from './board.ts';

/** A figure that nobody measured, with the range in which it is to be expected. */
export interface Estimate {
  readonly low: number;
  readonly typical: number;
  readonly high: number;
  /** What it was computed from, and how the range. */
  readonly basis: string;
}

export interface BoardEstimates {
  /** Microseconds an inference; null where nothing published allows an estimate. */
  readonly latencyUs: Estimate | null;
  /** Microjoules an inference. */
  readonly energyUj: Estimate | null;
}

/** What an estimate wants to know of a model. */
export interface EstimatedModel {
  readonly operators: readonly OperatorCost[];
  readonly precision: 'int8' | 'float32' | 'other';
}

/** Fewer results of one board do not show how they scatter. */
const fewestForRange = 3;

/**
 * Estimates how long a board takes for a model, and with how much energy, from what was published of the official
 * models. Each published figure is divided by the work of its model (cycles of the cycle model, or multiply-accumulates
 * where it has no such core), which gives time or energy per unit of work; the estimate is the model's own work times
 * the median of these, and the range goes from the lowest to the highest. The results of the board itself are taken
 * where there are any; else those of boards with its core; else, for a microcontroller, those of all microcontrollers.
 * Float results are carried to other cores only where those have a float unit. Times go from clock to clock in proportion.
 */
export function estimateOnBoard(model: EstimatedModel, board: Board, catalogue: BoardCatalogue): BoardEstimates {
  const { precision } = model;
  if (precision === 'other') return { latencyUs: null, energyUj: null };
  const attempts = evidenceFor(board, precision, catalogue);
  return {
    latencyUs: firstEstimate(model, attempts, catalogue, latencyOn(board)),
    energyUj: firstEstimate(model, attempts, catalogue, energy),
  };
}

/** Results to estimate from, and the measure of work that they are divided by. */
interface Evidence {
  readonly boards: readonly Board[];
  readonly precision: 'int8' | 'float32';
  /** Null for multiply-accumulates. */
  readonly core: Core | null;
  readonly title: string;
}

/** A published figure as it would be on the board in question; undefined where it cannot be carried over. */
type Figure = (results: PublishedResults, workload: OfficialWorkload, from: Board) => number | undefined;

function evidenceFor(board: Board, precision: 'int8' | 'float32', { boards }: BoardCatalogue): Evidence[] {
  // The cycle model was calibrated on int8 results.
  const core = precision === 'int8' ? (cores.get(board.core ?? '') ?? null) : null;
  const usual = boards.filter(({ kind }) => kind === 'microcontroller');
  const evidence: Evidence[] = [{ boards: [board], precision, core, title: 'of this board' }];
  if (board.kind !== 'microcontroller') return evidence;
  if (board.core !== null) {
    const alike = usual.filter((other) => other.core === board.core);
    evidence.push({ boards: alike, precision, core, title: `of boards with a ${board.core}` });
  }
  if (precision === 'int8' || hasFloatUnit(board)) {
    evidence.push({ boards: usual, precision, core: null, title: 'of microcontrollers with any core' });
  }
  return evidence;
}

/** Whether its core is known to compute with floats itself, as all do that float results were published of. */
function hasFloatUnit({ core }: Board): boolean {
  return core !== null && core !== 'cortex-m0plus';
}

function latencyOn(board: Board): Figure {
  return ({ throughput, mhz }, workload, from) => {
    const rate = throughput[workload];
    if (rate === undefined) return undefined;
    if (mhz !== null && board.mhz !== null) return (1e6 / rate) * (mhz / board.mhz);
    return from === board ? 1e6 / rate : undefined;
  };
}

const energy: Figure = ({ energyUj }, workload) => energyUj?.[workload];

function firstEstimate(
  model: EstimatedModel,
  attempts: readonly Evidence[],
  catalogue: BoardCatalogue,
  figure: Figure,
): Estimate | null {
  for (const evidence of attempts) {
    const ratios = ratiosOf(evidence, figure);
    if (ratios.length === 0) continue;
    const work = workOf(model.operators, evidence.core);
    const middle = median(ratios);
    const scatter = ratios.length >= fewestForRange ? scatterOf(ratios) : widestScatter(evidence, catalogue, figure);
    if (work === 0 || scatter === null) return null;
    const typical = middle * work;
    return {
      low: typical * scatter.low,
      typical,
      high: typical * scatter.high,
      basis: basisOf(evidence, ratios.length),
    };
  }
  return null;
}

/** What one unit of work took, for every published figure. */
function ratiosOf({ boards, precision, core }: Evidence, figure: Figure): number[] {
  return boards.flatMap((board) =>
    board.published
      .filter((results) => results.precision === precision)
      .flatMap((results) =>
        (['kws01', 'vww01', 'ic01', 'ad01'] as const).flatMap((workload) => {
          const value = figure(results, workload, board);
          return value === undefined ? [] : [value / workOf(officialCosts(workload), core)];
        }),
      ),
  );
}

function workOf(costs: readonly OperatorCost[], core: Core | null): number {
  return core === null ? costs.reduce((sum, { macs }) => sum + macs, 0) : cyclesPerInference(costs, core);
}

/** The lowest and the highest, as factors of the median. */
interface Scatter {
  readonly low: number;
  readonly high: number;
}

function scatterOf(ratios: readonly number[]): Scatter {
  const middle = median([...ratios]);
  return { low: Math.min(...ratios) / middle, high: Math.max(...ratios) / middle };
}

/** The lowest and the highest that any board's results go, each from its own median. */
function widestScatter({ precision, core }: Evidence, { boards }: BoardCatalogue, figure: Figure): Scatter | null {
  const scatters = boards
    .map((board) => ratiosOf({ boards: [board], precision, core, title: '' }, figure))
    .filter((ratios) => ratios.length >= fewestForRange)
    .map(scatterOf);
  if (scatters.length === 0) return null;
  return {
    low: Math.min(...scatters.map(({ low }) => low)),
    high: Math.max(...scatters.map(({ high }) => high)),
  };
}

function basisOf({ precision, core, title }: Evidence, count: number): string {
  const measure = core === null ? 'multiply-accumulates' : `cycles of the ${core.name} model`;
  const range = count < fewestForRange ? 'range: the widest scatter of any board' : 'range: lowest to highest of them';
  return `estimate from ${count} published ${precision} ${count === 1 ? 'result' : 'results'} ${title}, in proportion to ${measure}; ${range}`;
}
