import type { Comparable, Figure } from '../../../submissions/compare/comparable.ts';
import { rounds } from '../../../submissions/submission.ts';
import type { SiteFigures, SiteResult, SiteRow, WorkloadId } from '../../data/site-data.ts';

/** A row's result of a workload as comparing wants it; null where the row has none. */
export function comparableOfRow(row: SiteRow, workload: WorkloadId): Comparable | null {
  const result = row.results[workload];
  if (result === undefined) return null;
  const { id, verdict, runner, windows = [], energyWindows = [], answers, precision, model } = result;
  const { board, processor, accelerator, framework, compiler } = row;
  const figure = (name: keyof SiteFigures): Figure | null => figureOf(result, name);
  return {
    ...{ id, verdict, runner, kind: row.kind, benchmark: workload, division: row.division ?? null },
    name: row.name,
    round: rounds.find((round) => round === row.round) ?? null,
    figures: {
      throughput: figure('throughput'),
      latencyUs: figure('latencyUs'),
      top1: figure('top1'),
      auc: figure('auc'),
      energyUj: figure('energyUj'),
      powerMw: figure('powerMw'),
    },
    windowThroughputs: windows,
    windowEnergiesUj: energyWindows,
    answers: answers === undefined ? null : { correct: answers[0], scored: answers[1] },
    clockMhz: row.clockMhz ?? null,
    facts: {
      ...{ board: board ?? null, processor: processor ?? null, accelerator: accelerator ?? null },
      ...{ framework: framework ?? null, compiler: compiler ?? null, precision: precision ?? null },
      ...{ model: model ?? null, soc: null, libraries: null, operatingSystem: null, quantization: null, memory: null },
    },
  };
}

function figureOf({ figures, claimed = [] }: SiteResult, name: keyof SiteFigures): Figure | null {
  const value = figures[name];
  return value === undefined ? null : { value, of: claimed.includes(name) ? 'claimed' : 'derived' };
}
